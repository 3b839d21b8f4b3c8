"""A voter file for work that keeps nothing of it: read as it lies, not sorted, not hashed, not sealed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import duckdb

from fullcount.roll.fields import converted, fields, why
from fullcount.roll.layout import FIELDS, Layout
from fullcount.roll.parquet import describe_parquet, is_parquet, parquet_rows
from fullcount.roll.scan import Scan
from fullcount.roll.staging import stage_voters
from fullcount.terms import NotFound, Progress, silent

Reader = Callable[[duckdb.DuckDBPyConnection], str]
"""Does on a connection what is needed first; gives a query in brackets: FIELDS and why, NULL for a voter."""

_STAGED: Final = f"(SELECT {', '.join(FIELDS)}, why FROM staged)"


def reader(source: Path, layout: Layout, workdir: Path, progress: Progress = silent) -> Reader:
    """How the voters of a file are read, in the file's order; workdir is for scratch files.

    A Parquet file is read column by column as columns are asked for; any other is staged first. Reading
    raises BadInput where the whole file cannot be used, NotFound where there is none.
    """

    def read(con: duckdb.DuckDBPyConnection) -> str:
        if not source.is_file():
            raise NotFound(f"There is no file {source.name}.")
        if is_parquet(source):
            return _where_it_lies(describe_parquet(con, source, layout), layout)
        stage_voters(con, source, layout, workdir, progress)
        return _STAGED

    return read


def _where_it_lies(scan: Scan, layout: Layout) -> str:
    """What staging makes of the rows, but for tabs and line ends in values: a normal form has neither."""
    made = fields(scan, layout, careful=False)
    number = f"(row_number() OVER () - 1 + {scan.row(0, layout)})::VARCHAR AS voter_id"
    row_ids = f", {number}" if layout.row_ids else ""
    return f"""(SELECT {converted(scan, layout)}, {why(scan, layout, careful=False)} AS why FROM (
        SELECT * REPLACE (false AS looks{row_ids}) FROM (SELECT {made} FROM ({parquet_rows(scan)}))))"""
