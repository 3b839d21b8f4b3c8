"""The migrations make the tables that the models describe, and the guards cover every table of state."""

import io

from django.core.management import call_command
from django.db import connection

from fullcount.case import Case, guards
from fullcount.case.models import STATE, Entry, Pen


def test_the_migrations_are_in_step_with_the_models(case: Case) -> None:
    call_command("makemigrations", "case", check=True, dry_run=True, stdout=io.StringIO())


def test_every_table_of_state_is_guarded(either: Case) -> None:
    tables = set(connection.introspection.table_names()) - {"django_migrations"}
    state = {model._meta.db_table for model in STATE}
    assert tables == state | {Entry._meta.db_table, Pen._meta.db_table}
    for made in (guards.sqlite_guards(state), guards.postgres_guards(state)):
        assert {name for name in made if name.endswith("_needs_entry")} == {f"{t}_needs_entry" for t in state}


def test_every_row_of_state_names_its_entry(case: Case) -> None:
    assert all(not model._meta.get_field("entry").null for model in STATE)
