"""A voter file in Parquet: columns by name and typed already, so there is no pass over its bytes as text."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import duckdb

from fullcount.roll.layout import Layout
from fullcount.roll.scan import PIECE, Scan, check_columns
from fullcount.terms import BadInput, Progress, silent

MAGIC: Final = b"PAR1"  # a Parquet file begins and ends with it


def is_parquet(source: Path) -> bool:
    """Whether a file begins as Parquet does."""
    with source.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def scan_parquet(
    con: duckdb.DuckDBPyConnection, source: Path, layout: Layout, progress: Progress = silent
) -> Scan:
    """Read the columns' names and types, and take the file's digest; BadInput where it is damaged."""
    size = source.stat().st_size
    with source.open("rb") as file:
        file.seek(-min(len(MAGIC), size), 2)
        if file.read() != MAGIC or size < 3 * len(MAGIC):
            raise BadInput(
                "the Parquet file is cut off.",
                file=source,
                why="It does not end as Parquet does.",
                do="Copy or export it again.",
            )
    try:
        found = con.execute(f"DESCRIBE {_read(source)}").fetchall()
    except duckdb.Error as error:
        raise damaged(source) from error
    names = check_columns([str(row[0]) for row in found], layout, source)
    digest = _digest(source, size, progress)
    return Scan(source, size, digest, tuple(names), len(names), (), tuple(str(row[1]) for row in found))


def damaged(source: Path) -> BadInput:
    """What is raised where the engine cannot read a Parquet file."""
    return BadInput("the Parquet file is damaged.", file=source, do="Copy or export it again.")


def parquet_rows(scan: Scan) -> str:
    """SQL giving the file's rows as texts c1, c2, ...; a date as YYYY-MM-DD, a whole number without .0."""
    columns = ", ".join(
        f"{_as_text(name, kind)} AS c{place}"
        for place, (name, kind) in enumerate(zip(scan.header, scan.types, strict=True), 1)
    )
    return f"SELECT {columns} FROM ({_read(scan.path)})"


def _read(source: Path) -> str:
    return f"SELECT * FROM read_parquet('{str(source).replace(chr(39), chr(39) * 2)}')"


def _as_text(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    if kind == "VARCHAR":
        return column
    if kind.startswith("TIMESTAMP"):
        return f"{column}::DATE::VARCHAR"
    if kind in {"FLOAT", "DOUBLE"}:  # whole numbers where some are missing are often written so
        return (
            f"CASE WHEN {column} = floor({column}) THEN {column}::HUGEINT::VARCHAR ELSE {column}::VARCHAR END"
        )
    return f"{column}::VARCHAR"


def _digest(source: Path, size: int, progress: Progress) -> str:
    digest, done = hashlib.sha256(), 0
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            done += len(piece)
            progress("reading the voter file", done, size)
    return digest.hexdigest()
