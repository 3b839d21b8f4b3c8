"""The storage itself refuses a change of state without its ledger entry: raw SQL, no action in between."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, models, transaction
from django.db.utils import DatabaseError
from small_petition import LINES, OPENING, START, Clock, lines, sections

from fullcount.case import Case, actions
from fullcount.case.models import STATE
from fullcount.terms import Line, Section

MODELS = {model._meta.db_table: model for model in STATE}
TABLES = [*MODELS]
WRITTEN_ONCE = [table for table in TABLES if table != "petition"]
TAKE_PEN = 'UPDATE pen SET open_for_id = (SELECT coalesce(max("index") + 1, 0) FROM ledger)'
ENTRY = """INSERT INTO ledger ("index", kind, topic, text) VALUES ({}, 'made-up', '', '')"""
DOCUMENT = "INSERT INTO document (kind, topic, body, entry_id) VALUES ('made-up', '', '', {})"


@pytest.fixture
def filled(either: Case) -> Case:
    """A case with a petition and its lines: two entries."""
    clock = Clock()
    actions.open_petition(either, clock(), OPENING)
    actions.receive_sections(either, clock(), sections(), lines())
    return either


def run(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def refused(*statements: str, saying: str) -> None:
    with pytest.raises(DatabaseError, match=saying):
        run(*statements)


def row_for(table: str, entry: int) -> str:
    """Insert a row under an entry; the other values fit their columns and do not matter."""
    fields = [
        field for field in MODELS[table]._meta.concrete_fields if table == "petition" or field.column != "id"
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(str(entry) if field.column == "entry_id" else _value(field) for field in fields)
    return f"INSERT INTO {table} ({columns}) VALUES ({values})"


def _value(field: models.Field) -> str:
    if field.column in {"line_id", "section_id"}:
        return {"line_id": "10001", "section_id": "1"}[field.column]
    kinds = {models.TextField: "'x'", models.DateField: "NULL", models.BooleanField: "false"}
    return kinds.get(type(field), "987")


@pytest.mark.parametrize("table", TABLES)
def test_a_row_of_state_is_refused_without_an_entry_being_written(filled: Case, table: str) -> None:
    for entry in (0, 1, 2):  # an old entry, the newest, the next
        # There is a petition row already, and PostgreSQL says that first.
        refused(row_for(table, entry), saying="no ledger entry is being written|duplicate|one_petition")


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_a_row_of_state_can_be_inserted_while_its_entry_is_being_written(filled: Case, table: str) -> None:
    run(TAKE_PEN, row_for(table, 2), ENTRY.format(2))


@pytest.mark.parametrize("table", TABLES)
def test_the_commit_is_refused_when_state_changed_and_no_entry_was_appended(filled: Case, table: str) -> None:
    change = row_for(table, 2) if table != "petition" else "UPDATE petition SET phase = 'x', entry_id = 2"
    refused(TAKE_PEN, change, saying="(?i)foreign key")


def test_the_pen_cannot_be_put_down_without_the_entry(filled: Case) -> None:
    refused(TAKE_PEN, DOCUMENT.format(2), "UPDATE pen SET open_for_id = NULL", saying="has not been written")


def test_after_the_entry_nothing_more_goes_under_it(filled: Case) -> None:
    refused(TAKE_PEN, ENTRY.format(2), DOCUMENT.format(2), saying="no ledger entry is being written")


@pytest.mark.parametrize("index", [0, 1, 3, 7])
def test_the_pen_is_for_the_next_entry_only(filled: Case, index: int) -> None:
    refused(f"UPDATE pen SET open_for_id = {index}", saying="taken only for the next entry")


def test_there_is_one_pen_and_it_stays(filled: Case) -> None:
    with pytest.raises(DatabaseError):
        run("INSERT INTO pen (id, open_for_id) VALUES (2, NULL)")
    with pytest.raises(DatabaseError):
        run("DELETE FROM pen")


@pytest.mark.parametrize("table", ["ledger", *WRITTEN_ONCE])
def test_rows_are_never_changed_or_deleted_not_even_with_an_entry(filled: Case, table: str) -> None:
    column = "text" if table == "ledger" else "entry_id"
    with_row = (
        [TAKE_PEN, ENTRY.format(2)] if table == "ledger" else [TAKE_PEN, row_for(table, 2), ENTRY.format(2)]
    )
    run(*with_row)
    again = [TAKE_PEN, f"UPDATE {table} SET {column} = {column}", ENTRY.format(3)]
    refused(*again, saying="never")
    refused(TAKE_PEN, f"DELETE FROM {table}", ENTRY.format(3), saying="never")


def test_the_ledger_grows_by_the_next_entry_only_while_the_pen_is_held(filled: Case) -> None:
    refused(ENTRY.format(2), saying="only the entry for which the pen is held")
    refused(TAKE_PEN, ENTRY.format(3), saying="only the entry for which the pen is held")


def test_the_petitions_phase_moves_only_with_a_later_entry(filled: Case) -> None:
    refused("UPDATE petition SET phase = 'certified'", saying="no ledger entry is being written")
    refused(TAKE_PEN, "UPDATE petition SET phase = 'certified'", ENTRY.format(2), saying="no ledger entry")
    refused("DELETE FROM petition", saying="never")
    run(TAKE_PEN, "UPDATE petition SET phase = 'certified', entry_id = 2", ENTRY.format(2))


def test_a_replace_meets_the_guard_against_deleting(case: Case, clock: Clock) -> None:
    actions.open_petition(case, clock(), OPENING)
    replace = "INSERT OR REPLACE INTO document (id, kind, topic, body, entry_id) VALUES (1, '', '', '', 1)"
    refused(TAKE_PEN, replace, ENTRY.format(1), saying="never")


def test_a_connection_that_is_not_ours_is_refused_as_well(case: Case, clock: Clock) -> None:
    """SQLite checks foreign keys only where asked; the guards act in any case."""
    actions.open_petition(case, clock(), OPENING)
    with sqlite3.connect(case.dir / "case.sqlite3") as raw:
        for statement in (
            DOCUMENT.format(0),
            DOCUMENT.format(1),
            "DELETE FROM ledger",
            "DELETE FROM document",
        ):
            with pytest.raises(sqlite3.DatabaseError):
                raw.execute(statement)
    raw.close()


def test_an_action_that_fails_leaves_no_trace(filled: Case) -> None:
    before = counted()
    more = [Section(number, LINES) for number in (901, 902)]
    with pytest.raises(KeyboardInterrupt):
        actions.receive_sections(
            filled, Clock(START + timedelta(hours=1))("clerk-2"), more, lines_cut_short()
        )
    assert counted() == before


def lines_cut_short() -> Iterator[Line]:
    yield from (Line(f"901-{number}", 901, number) for number in range(1, LINES + 1))
    raise KeyboardInterrupt


def counted() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        tables = ("section", "line", "ledger")
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables))
        return cursor.fetchone()
