"""Bulk normal forms: distinct values go through Python once and are joined back.

The functions are those of `evidence`, the same that normalised the roll; a petition of 700,000 lines has
perhaps 100,000 distinct surnames, so calling them once a value costs seconds less than once a line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import numpy as np

BATCH = 100_000


def map_distinct(
    db: duckdb.DuckDBPyConnection, table: str, distinct_sql: str, function: Callable[[str], str]
) -> None:
    """Make `table(value, made)`: each text the query gives, and what the function makes of it."""
    split_distinct(db, table, distinct_sql, lambda value: (function(value),), ("made",))


def split_distinct(
    db: duckdb.DuckDBPyConnection,
    table: str,
    distinct_sql: str,
    function: Callable[[str], Sequence[str]],
    columns: Sequence[str],
) -> None:
    """Make `table(value, *columns)`: each text the query gives, and the parts the function makes of it."""
    names = ", ".join(f'"{name}" VARCHAR' for name in ("value", *columns))
    db.execute(f"CREATE OR REPLACE TABLE {table} ({names})")
    reader = db.cursor()
    reader.execute(distinct_sql)
    values = [row[0] for row in reader.fetchall()]
    for begin in range(0, len(values), BATCH):
        rows = [(value, *function(value)) for value in values[begin : begin + BATCH]]
        insert_rows(db, table, rows, ("value", *columns))


def insert_rows(
    db: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]], columns: Sequence[str]
) -> None:
    """Append rows of texts by columns: thousands of times faster than a statement a row."""
    if not rows:
        return
    batch = {name: _texts(column) for name, column in zip(columns, zip(*rows, strict=True), strict=True)}
    db.register("batch", batch)
    db.execute(f"INSERT INTO {table} SELECT {', '.join(columns)} FROM batch")
    db.unregister("batch")


def _texts(values: Sequence[str]) -> np.ndarray[Any, np.dtype[np.object_]]:
    return np.array(values, dtype=object)


def insert_numbers(db: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[float]]) -> None:
    """Append rows of numbers, by column in the table's order."""
    if not rows:
        return
    batch = {f"c{place}": np.array(column) for place, column in enumerate(zip(*rows, strict=True))}
    db.register("batch", batch)
    db.execute(f"INSERT INTO {table} FROM batch")
    db.unregister("batch")
