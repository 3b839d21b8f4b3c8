"""A voter file in Parquet: columns by name and typed already, so there is no pass over its bytes as text."""

from __future__ import annotations

import hashlib
from dataclasses import replace
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
    scan = describe_parquet(con, source, layout)
    return replace(scan, sha256=_digest(source, scan.size, progress))


def describe_parquet(con: duckdb.DuckDBPyConnection, source: Path, layout: Layout) -> Scan:
    """Read the columns' names and types only; BadInput where the file is damaged."""
    found = _described(con, source)
    names = check_columns(list(found), layout, source)
    return Scan(source, source.stat().st_size, "", tuple(names), len(names), (), tuple(found.values()))


def column_names(con: duckdb.DuckDBPyConnection, source: Path) -> list[str]:
    """The names of a Parquet file's columns; BadInput where it is damaged."""
    return list(_described(con, source))


def _described(con: duckdb.DuckDBPyConnection, source: Path) -> dict[str, str]:
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
        return {str(row[0]): str(row[1]) for row in con.execute(f"DESCRIBE {_read(source)}").fetchall()}
    except duckdb.Error as error:
        raise damaged(source) from error


def damaged(source: Path) -> BadInput:
    """What is raised where the engine cannot read a Parquet file."""
    return BadInput("the Parquet file is damaged.", file=source, do="Copy or export it again.")


def parquet_rows(scan: Scan) -> str:
    """SQL giving the rows as texts c1, c2, ..., a whole number without .0; dates also as d1, d2, ..."""
    kinds = list(enumerate(zip(scan.header, scan.types, strict=True), 1))
    texts = [f"{_as_text(_named(name), kind)} AS c{place}" for place, (name, kind) in kinds]
    dates = [f"{_named(name)}::DATE AS d{place}" for place, (name, kind) in kinds if is_date(kind)]
    return f"SELECT {', '.join([*texts, *dates])} FROM ({_read(scan.path)})"


def is_date(kind: str) -> bool:
    """Whether a column of this type holds dates."""
    return kind.startswith(("DATE", "TIMESTAMP"))


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _read(source: Path) -> str:
    return f"SELECT * FROM read_parquet('{str(source).replace(chr(39), chr(39) * 2)}', binary_as_string=true)"


def _as_text(column: str, kind: str) -> str:
    if kind == "VARCHAR":
        return column
    if is_date(kind):
        return f"{column}::DATE::VARCHAR"
    if kind in {"FLOAT", "DOUBLE"}:  # whole numbers where some are missing are often written so
        whole = f"{column} = floor({column})"
        return f"CASE WHEN {whole} THEN {column}::HUGEINT::VARCHAR ELSE {column}::VARCHAR END"
    return f"{column}::VARCHAR"


def _digest(source: Path, size: int, progress: Progress) -> str:
    digest, done = hashlib.sha256(), 0
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            done += len(piece)
            progress("reading the voter file", done, size)
    return digest.hexdigest()
