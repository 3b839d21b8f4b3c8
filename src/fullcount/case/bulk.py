"""Rows in bulk: one statement for thousands, never a save for each. SQLite executemany, PostgreSQL COPY."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, models

from fullcount import ledger
from fullcount.terms import BadInput, Progress

BATCH = 10_000
T = TypeVar("T")

Row = tuple[Any, ...]


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The rows in lists of `size`, the last one shorter."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows, values in the order of `columns` (names in the database)."""
    table = model._meta.db_table  # noqa: SLF001 - Django's documented way to a model's table
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    connection.ensure_connection()
    with connection.wrap_database_errors:
        if connection.vendor == "sqlite":
            marks = ", ".join("?" for _ in columns)
            connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        else:
            _copy(f"COPY {table} ({names}) FROM STDIN", rows)


def _copy(statement: str, rows: Sequence[Row]) -> None:
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


class Writer:
    """Writes the rows of one act to one table and folds their items into a Merkle root as they pass.

    An item is the bytes that stand for a row under the entry's `items`: a published CSV row, or a
    salted commitment.
    """

    def __init__(self, progress: Progress, what: str, of: int = 0) -> None:
        self.count = 0
        self._tree = ledger.Tree()
        self._progress, self._what, self._of = progress, what, of

    def write(
        self, model: type[models.Model], columns: Sequence[str], rows: Sequence[Row], items: Iterable[bytes]
    ) -> None:
        """Insert the rows and count their items, in the same order."""
        insert(model, columns, rows)
        append, leaf = self._tree.append, ledger.leaf_hash
        for item in items:
            append(leaf(item))
        self.count = self._tree.size
        self._progress(self._what, self.count, self._of)

    def check_any(self, what: str, file: Path | None) -> None:
        """Raise BadInput where nothing was given."""
        if not self.count:
            raise BadInput(f"No {what} was given.", file=file, do="Check that the file has rows.")

    def items(self) -> dict[str, object]:
        """The `items` of the entry's body: their count and root."""
        return {"count": self.count, "root": self._tree.root().hex()}


def fetch(table: str, columns: Sequence[str], key: str, values: Iterable[object]) -> list[Row]:
    """The columns of every row whose key is among the values: one statement, however many there are.

    Not by a model's filter, which takes longer over each value than the database over each row.
    """
    wanted = list(values)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    among = "IN (SELECT value FROM json_each(%s))" if connection.vendor == "sqlite" else "= ANY(%s)"
    with connection.cursor() as cursor:
        value = json.dumps(wanted) if connection.vendor == "sqlite" else wanted
        cursor.execute(f"SELECT {names} FROM {table} WHERE {key} {among}", [value])
        return list(cursor.fetchall())


def lines_by_id(ids: Iterable[str]) -> Mapping[str, tuple[int, str]]:
    """Place and state of each line id that is in the case."""
    rows = fetch("line", ("line", "place", "state"), "line", ids)
    return {line: (place, state) for line, place, state in rows}
