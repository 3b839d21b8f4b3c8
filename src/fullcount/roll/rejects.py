"""The rows of a voter file that are no voters: which, where, and why; and the row numbers of the rest."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from fullcount.roll.layout import Layout
from fullcount.roll.scan import TRY_AUTO, Scan
from fullcount.terms import BadInput

_FAULTS: Final = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": "a quotation mark is not closed, or stands inside a value",
    "INVALID ENCODING": "the text is not of the encoding told",
    "LINE SIZE OVER MAXIMUM": "the row is too long",
}


def write_rejects(  # noqa: PLR0913 - a file's rows in two tables at the most, and where they are told
    con: duckdb.DuckDBPyConnection,
    scan: Scan,
    layout: Layout,
    source: Path,
    into: Path,
    *,
    tables: Sequence[str] = ("staged",),
) -> Counter[str]:
    """Add the bad rows to rejects.csv (file,row,column,why; no values) in row order; count each why.

    tables: those that have a row for each of the file's rows, and its column why.
    """
    counts: Counter[str] = Counter()
    begun = into.exists()
    with into.open("a", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        if not begun:
            out.writerow(["file", "row", "column", "why"])
        for row, column, why in _rejects(con, scan, layout, tables):
            out.writerow([source.name, row, column, why])
            counts[why] += 1
    return counts


def refuse_if_nothing(con: duckdb.DuckDBPyConnection, source: Path) -> int:
    """The number of rows that are voters; BadInput where there is none."""
    good = one(con, "SELECT count(*) FROM staged WHERE why IS NULL")
    if good:
        return good
    reasons = Counter(_FAULTS.get(kind, "the row cannot be parsed") for _, _, kind in _unparsed(con))
    for said, number in con.execute("SELECT why, count(*) FROM staged GROUP BY why").fetchall():
        reasons[str(said).partition("|")[2]] += int(number)
    if not reasons:
        raise BadInput(
            "the file has a header and no voters.", file=source, do="Check that the export was finished."
        )
    why, number = reasons.most_common(1)[0]
    raise BadInput(
        "no row of the file is a voter.",
        file=source,
        why=f"The commonest reason: {why} ({number:,} rows).",
        do=f"Check the layout: delimiter, columns, status words and forms of dates. {TRY_AUTO}",
    )


def one(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The single integer a query gives; 0 where it gives no row."""
    found = con.execute(sql).fetchall()
    return int(found[0][0]) if found else 0


def number_rows(con: duckdb.DuckDBPyConnection, scan: Scan, layout: Layout) -> None:
    """The row number as the voter's id, where the file has none."""
    shifts, first = _shifts(con, scan), scan.row(0, layout)
    if not shifts:
        con.execute(f"UPDATE staged SET voter_id = (rowid + {first})::VARCHAR")
        return
    con.execute(
        """CREATE OR REPLACE TEMP TABLE shift AS
        SELECT unnest($1::BIGINT[]) AS place, unnest($2::BIGINT[]) AS rows""",
        [[-1, *(row - place for place, row in enumerate(shifts))], list(range(len(shifts) + 1))],
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE staged AS
        SELECT (s.id + {first} + shift.rows)::VARCHAR AS voter_id, s.* EXCLUDE (voter_id, id)
        FROM (SELECT rowid AS id, * FROM staged) s
        ASOF JOIN (SELECT place, max(rows) AS rows FROM shift GROUP BY place) shift
        ON s.id + {first} >= shift.place ORDER BY s.id""",
    )


def _rejects(
    con: duckdb.DuckDBPyConnection, scan: Scan, layout: Layout, tables: Sequence[str]
) -> list[tuple[int, str, str]]:
    found = [
        (int(row), _column_name(scan, column), _FAULTS.get(kind, "the row cannot be parsed"))
        for row, column, kind in _unparsed(con)
    ]
    shifts = _shifts(con, scan)
    keys = [row - place for place, row in enumerate(shifts)]
    for table in tables:
        cursor = con.execute(f"SELECT rowid, why FROM {table} WHERE why IS NOT NULL ORDER BY rowid")
        for rowid, said in cursor.fetchall():
            place = scan.row(int(rowid), layout)
            column, _, why = str(said).partition("|")
            found.append((place + bisect_right(keys, place), column, why))
    return sorted(found)


def _unparsed(con: duckdb.DuckDBPyConnection) -> list[tuple[int, str | None, str]]:
    if not one(con, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'"):
        return []
    return con.execute(
        "SELECT line, any_value(column_name), min(error_type) FROM reject_errors GROUP BY line ORDER BY line"
    ).fetchall()


def _shifts(con: duckdb.DuckDBPyConnection, scan: Scan) -> list[int]:
    """The rows of the file that are not in the table, in order: unparsed ones and blank ones."""
    return sorted({*(int(row) for row, _, _ in _unparsed(con)), *scan.blanks})


def _column_name(scan: Scan, parsed: str | None) -> str:
    place = int(parsed.removeprefix("c")) if parsed else 0
    return scan.header[place - 1] if 0 < place <= len(scan.header) else str(place or "")
