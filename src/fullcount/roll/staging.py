"""From a voter file to clean rows in the engine: text, fixed width, Parquet or voter records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from fullcount.roll.fields import HOUSE, LOOK_AGAIN, converted, fields, quoted, why
from fullcount.roll.history import history_layout, no_former, stage_former
from fullcount.roll.layout import Layout
from fullcount.roll.nist_read import flatten
from fullcount.roll.parquet import damaged, is_parquet, parquet_rows, scan_parquet
from fullcount.roll.rejects import number_rows, one, refuse_if_nothing, write_rejects
from fullcount.roll.scan import LONGEST_LINE, Scan, scan
from fullcount.terms import NotFound, Progress, silent


@dataclass(frozen=True)
class Staged:
    """What staging found.

    voters: good rows; rejected: the number of bad ones for each why; sha256: of the source as it was given;
    rejects: the file that lists the bad rows.
    """

    voters: int
    rejected: Counter[str]
    sha256: str
    rejects: Path


def stage_voters(  # noqa: PLR0913 - where to, what, how it is laid out, room to work; a second file where there is one
    con: duckdb.DuckDBPyConnection,
    source: Path,
    layout: Layout,
    workdir: Path,
    progress: Progress = silent,
    *,
    history: Path | None = None,
) -> Staged:
    """Read a voter file into the temporary table staged of a connection, and list its bad rows.

    staged has the fields of a voter (texts; birth_date and registered_on are dates), why: what is wrong with
    the row, NULL for a voter, and place: the house number and the rest of the address as texts. Its rows
    are in the file's order. former_staged has former registrations, from the layout's columns and from the
    file history. workdir is for scratch files, and for rejects.csv. Raises BadInput where a whole file
    cannot be used, NotFound where there is none.
    """
    for path in filter(None, (source, history)):
        if not path.is_file():
            raise NotFound(f"There is no file {path.name}.")
    read = _scanned(con, source, layout, workdir, progress)
    progress("parsing the voter file", 0, 0)
    _stage(con, read, layout)
    voters = refuse_if_nothing(con, source)
    no_former(con)
    if layout.former:
        stage_former(con, read, rows(read, layout), layout)
    tables = ("staged", "former_rows") if layout.former else ("staged",)
    rejects = workdir / "rejects.csv"
    counts = write_rejects(con, read, layout, source, rejects, tables=tables)
    if history:
        _stage_history(con, history, history_layout(layout), workdir, progress)
    return Staged(voters, counts, read.sha256, rejects)


def _stage_history(
    con: duckdb.DuckDBPyConnection, source: Path, layout: Layout, workdir: Path, progress: Progress
) -> None:
    read = _scanned(con, source, layout, workdir, progress)
    _forget_rejects(con)
    stage_former(con, read, rows(read, layout), layout)
    write_rejects(con, read, layout, source, workdir / "rejects.csv", tables=("former_rows",))


def _scanned(
    con: duckdb.DuckDBPyConnection, source: Path, layout: Layout, workdir: Path, progress: Progress
) -> Scan:
    if is_parquet(source):
        return scan_parquet(con, source, layout, progress)
    if layout.format == "nist-vri":
        digest = flatten(source, workdir / "records.csv", progress)
        return replace(scan(workdir / "records.csv", layout, workdir, progress), sha256=digest)
    return scan(source, layout, workdir, progress)


def _stage(con: duckdb.DuckDBPyConnection, read: Scan, layout: Layout) -> None:
    _parse(con, read, layout, careful=False)
    if one(con, f"SELECT count(*) FROM staged WHERE why = '{LOOK_AGAIN}'"):
        _parse(con, read, layout, careful=True)
    if layout.row_ids:
        number_rows(con, read, layout)
    _mark_repeated(con)


def _parse(con: duckdb.DuckDBPyConnection, read: Scan, layout: Layout, *, careful: bool) -> None:
    _forget_rejects(con)
    try:
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE staged AS
            WITH parsed AS (SELECT {fields(read, layout, careful=careful)} FROM ({rows(read, layout)}))
            SELECT {converted(read, layout)}, {why(read, layout, careful=careful)} AS why, {HOUSE}
            FROM parsed""",
        )
    except duckdb.InvalidInputException as error:
        if not read.types:
            raise
        raise damaged(read.path) from error


def _forget_rejects(con: duckdb.DuckDBPyConnection) -> None:
    """Drop what the engine keeps of rows it could not parse: they are of another file, or read again."""
    con.execute("DROP TABLE IF EXISTS reject_errors")
    con.execute("DROP TABLE IF EXISTS reject_scans")


def rows(read: Scan, layout: Layout) -> str:
    """SQL giving the rows of a file as texts c1, c2, ...; of a fixed-width file also the whole line."""
    if read.types:
        return parquet_rows(read)
    if layout.format != "fixed":
        names = [f"c{place}" for place in range(1, read.columns + 1)]
        return f"SELECT * FROM {_read_csv(read, layout, names)}"
    spans = (layout.positions[name] for name in read.header)
    parts = ", ".join(
        f"substr(line, {first}, {last - first + 1}) AS c{place}"
        for place, (first, last) in enumerate(spans, 1)
    )
    whole = replace(layout, delimiter="\x1f", quote="", header=False)  # a text holds no such character
    return f"SELECT line, {parts} FROM {_read_csv(read, whole, ['line'])} WHERE line IS NOT NULL"


def _read_csv(read: Scan, layout: Layout, names: list[str]) -> str:
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    return f"""read_csv(
        {quoted(str(read.path))}, auto_detect=false, header={layout.header},
        delim={quoted(layout.delimiter)}, quote={quoted(layout.quote)}, escape={quoted(layout.quote)},
        columns={{{columns}}}, encoding='utf-8', strict_mode=true, max_line_size={LONGEST_LINE},
        store_rejects=true)"""


def _mark_repeated(con: duckdb.DuckDBPyConnection) -> None:
    """Of rows with one voter id the first stands; the later ones are marked."""
    if not one(  # numbers are grouped faster than texts, and repeated ids are rare
        con,
        """SELECT count(*) FROM (SELECT hash(voter_id) AS id FROM staged WHERE why IS NULL)
        GROUP BY id HAVING count(*) > 1 LIMIT 1""",
    ):
        return
    con.execute(
        """CREATE OR REPLACE TEMP TABLE first_row AS
        SELECT voter_id, min(rowid) AS first FROM staged WHERE why IS NULL
        GROUP BY voter_id HAVING count(*) > 1""",
    )
    con.execute(
        """UPDATE staged SET why = 'voter_id|this voter id was in an earlier row' FROM first_row
        WHERE staged.voter_id = first_row.voter_id AND staged.rowid > first_row.first AND why IS NULL""",
    )
