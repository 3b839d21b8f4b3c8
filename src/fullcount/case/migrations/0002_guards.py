"""The guards of the storage, and the pen they turn on. See fullcount.case.guards."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from fullcount.case import guards

STATE = (
    "petition", "document", "section", "line", "drawn", "transcript", "candidate", "reading",
    "duplicate_group", "finding", "withdrawal", "settlement",
)  # fmt: skip


def put_up(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        statements = [*guards.POSTGRES_FUNCTIONS.values(), *guards.postgres_guards(STATE).values()]
    else:
        statements = [*guards.sqlite_guards(STATE).values()]
    schema_editor.execute("INSERT INTO pen (id, open_for_id) VALUES (1, NULL)")
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("case", "0001_tables")]
    operations = [migrations.RunPython(put_up)]
