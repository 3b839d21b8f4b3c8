"""Rows in bulk: one statement for thousands, never a save for each. SQLite executemany, PostgreSQL COPY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, models

from fullcount import ledger
from fullcount.case.models import LineRow
from fullcount.terms import BadInput, Progress

BATCH = 10_000
LOOKUP = 900  # SQLite built with its defaults takes 999 parameters
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
    if connection.vendor == "sqlite":
        marks = ", ".join("?" for _ in columns)
        connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        return
    with connection.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
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


def lines_by_id(ids: Iterable[str]) -> Mapping[str, tuple[int, str]]:
    """Place and state of each line id that is in the case."""
    found: dict[str, tuple[int, str]] = {}
    for some in batches(ids, LOOKUP):
        rows = LineRow.objects.filter(line__in=some).values_list("line", "place", "state")
        found.update({line: (place, state) for line, place, state in rows})
    return found
