"""Rows of ours as rows of the engine, by columns: thousands of times faster than a statement a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np


def insert_rows(
    db: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]], columns: Sequence[str]
) -> None:
    """Append rows of texts, by column."""
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
