"""From a voter file's text to clean rows in the engine, and the report of every row that is not one."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import duckdb

from fullcount.evidence import NUMBER_PATTERN
from fullcount.roll.layout import FIELDS, Layout
from fullcount.roll.parquet import damaged, is_parquet, parquet_rows, scan_parquet
from fullcount.roll.scan import LONGEST_LINE, Scan, scan
from fullcount.terms import BadInput, NotFound, Progress, silent

_DATES: Final = ("birth_date", "registered_on")
_FAULTS: Final = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": "a quotation mark is not closed, or stands inside a value",
    "INVALID ENCODING": "the text is not of the encoding told",
    "LINE SIZE OVER MAXIMUM": "the row is too long",
}
_HOUSE: Final = f"regexp_extract(residence_address, '{NUMBER_PATTERN}', ['number', 'rest']) AS place"


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


def stage_voters(
    con: duckdb.DuckDBPyConnection, source: Path, layout: Layout, workdir: Path, progress: Progress = silent
) -> Staged:
    """Read a voter file into the temporary table staged of a connection, and list its bad rows.

    staged has the fields of a voter (texts; birth_date and registered_on are dates), why: what is wrong with
    the row, NULL for a voter, and place: the house number and the rest of the address as texts. Its rows
    are in the file's order. workdir is for scratch files, and for rejects.csv. Raises BadInput where the
    whole file cannot be used, NotFound where there is none.
    """
    if not source.is_file():
        raise NotFound(f"There is no file {source.name}.")
    if is_parquet(source):
        layout = replace(layout, dates=(*layout.dates, "%Y-%m-%d"))  # a typed date comes out so
        read = scan_parquet(con, source, layout, progress)
    else:
        read = scan(source, layout, workdir, progress)
    progress("parsing the voter file", 0, 0)
    _stage(con, read, layout)
    rejects = workdir / "rejects.csv"
    counts = _write_rejects(con, read, layout, source, rejects)
    return Staged(_refuse_if_nothing(con, source, counts), counts, read.sha256, rejects)


def _stage(con: duckdb.DuckDBPyConnection, scan: Scan, layout: Layout) -> None:
    con.execute("DROP TABLE IF EXISTS reject_errors")  # of a file staged before on this connection
    con.execute("DROP TABLE IF EXISTS reject_scans")
    rows = parquet_rows(scan) if scan.types else _text_rows(scan, layout)
    try:
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE staged AS
            WITH parsed AS (SELECT {_fields(scan, layout)} FROM ({rows}))
            SELECT {_converted(layout)}, {_why(layout)} AS why, {_HOUSE} FROM parsed""",
        )
    except duckdb.InvalidInputException as error:
        if not scan.types:
            raise
        raise damaged(scan.path) from error
    if layout.row_ids:
        _number_rows(con, scan, layout)
    _mark_repeated(con)


def _text_rows(scan: Scan, layout: Layout) -> str:
    """SQL giving the rows of a delimited text as texts c1, c2, ..."""
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(1, scan.columns + 1))
    return f"""SELECT * FROM read_csv(
        {_text(str(scan.path))}, auto_detect=false, header={layout.header},
        delim={_text(layout.delimiter)}, quote={_text(layout.quote)}, escape={_text(layout.quote)},
        columns={{{columns}}}, encoding='utf-8', strict_mode=true, max_line_size={LONGEST_LINE},
        store_rejects=true)"""


def _write_rejects(
    con: duckdb.DuckDBPyConnection, scan: Scan, layout: Layout, source: Path, into: Path
) -> Counter[str]:
    """Write rejects.csv (file,row,column,why; no values) in row order; give the number for each why."""
    counts: Counter[str] = Counter()
    with into.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["file", "row", "column", "why"])
        for row, column, why in _rejects(con, scan, layout):
            out.writerow([source.name, row, column, why])
            counts[why] += 1
    return counts


def _refuse_if_nothing(con: duckdb.DuckDBPyConnection, source: Path, counts: Counter[str]) -> int:
    """The number of rows that are voters; BadInput where there is none."""
    good = one(con, "SELECT count(*) FROM staged WHERE why IS NULL")
    if good:
        return good
    if not counts:
        raise BadInput(
            "the file has a header and no voters.", file=source, do="Check that the export was finished."
        )
    why, number = counts.most_common(1)[0]
    raise BadInput(
        "no row of the file is a voter.",
        file=source,
        why=f"The commonest reason: {why} ({number:,} rows).",
        do="Check the layout: delimiter, columns, status words and forms of dates.",
    )


def one(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The single integer a query gives."""
    row = con.execute(sql).fetchall()[0]
    return int(row[0])


def _fields(scan: Scan, layout: Layout) -> str:
    return ", ".join(f"{_source(scan, layout, name)} AS {name}" for name in FIELDS)


def _source(scan: Scan, layout: Layout, name: str) -> str:
    """The clean text of a field: its columns without spaces around them, joined; empty where unknown."""
    folded = [column.lower() for column in scan.header]
    found: list[int] = []
    for place in layout.columns.get(name, ()):
        if isinstance(place, int):
            found.append(place)
        elif place.lower() in folded:
            found.append(folded.index(place.lower()) + 1)
    if not found:
        return "''"
    if len(found) == 1:
        return _clean(f"c{found[0]}")
    return "concat_ws(' ', " + ", ".join(f"nullif({_clean(f'c{place}')}, '')" for place in found) + ")"


def _clean(column: str) -> str:
    """Tabs and line ends in a value become spaces: each voter is one line of the canonical text."""
    tested = " OR ".join(f"contains({column}, chr({code}))" for code in (9, 10, 13))
    spaced = f"regexp_replace({column}, '[\\t\\r\\n]+', ' ', 'g')"
    return f"coalesce(trim(CASE WHEN {tested} THEN {spaced} ELSE {column} END), '')"


def _converted(layout: Layout) -> str:
    made = []
    for name in FIELDS:
        if name in _DATES:
            made.append(f"{_date(name, layout)} AS {name}")
        elif name == "status":
            made.append(f"{_status(layout)} AS status")
        elif name == "jurisdiction":
            made.append(f"{_word('jurisdiction', layout.jurisdiction)} AS jurisdiction")
        else:
            made.append(name)
    return ", ".join(made)


def _date(name: str, layout: Layout) -> str:
    forms = ", ".join(_text(form) for form in layout.dates)
    return f"CASE WHEN {name} <> '' THEN try_strptime({name}, [{forms}])::DATE END"


def _status(layout: Layout) -> str:
    return _word("status", layout.status) if "status" in layout.columns else "'unknown'"


def _word(name: str, words: Mapping[str, str]) -> str:
    """SQL giving fullcount's word for the file's, NULL for a word nobody knows; * stands for any other."""
    known = dict(words)
    other = known.pop("*", None)
    cases = " ".join(f"WHEN {_text(word)} THEN {_text(ours)}" for word, ours in known.items())
    empty = "" if "" in known else f"WHEN '' THEN {_text('unknown' if name == 'status' else 'in')} "
    return f"CASE lower({name}) {empty}{cases} ELSE {_text(other) if other else 'NULL'} END"


def _why(layout: Layout) -> str:
    """SQL giving column and reason, parted by |, for a row that is no voter; NULL for a good one."""
    cases = [
        (f"{_again(layout)}", "|the header again"),
        *((f"contains({name}, chr(0))", f"{name}|a NUL byte") for name in FIELDS),
        *([] if layout.row_ids else [("voter_id = ''", "voter_id|no voter id")]),
        ("last_name = '' AND first_name = ''", "last_name|no name"),
        *((f"{name} <> '' AND {_date(name, layout)} IS NULL", f"{name}|unreadable date") for name in _DATES),
        (f"{_status(layout)} IS NULL", "status|unknown status word"),
        (f"{_word('jurisdiction', layout.jurisdiction)} IS NULL", "jurisdiction|unknown jurisdiction word"),
    ]
    return "CASE " + " ".join(f"WHEN {test} THEN {_text(why)}" for test, why in cases) + " END"


def _again(layout: Layout) -> str:
    """SQL for a row that repeats the header."""
    names = [
        f"lower({name}) = {_text(' '.join(str(place) for place in layout.columns[name]).lower())}"
        for name in ("voter_id", "last_name", "first_name")
        if name in layout.columns
    ]
    return " AND ".join(names) if layout.header else "false"


def _number_rows(con: duckdb.DuckDBPyConnection, scan: Scan, layout: Layout) -> None:
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


def _mark_repeated(con: duckdb.DuckDBPyConnection) -> None:
    """Of rows with one voter id the first stands; the later ones are marked."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE first_row AS
        SELECT voter_id, min(rowid) AS first FROM staged WHERE why IS NULL
        GROUP BY voter_id HAVING count(*) > 1""",
    )
    if one(con, "SELECT count(*) FROM first_row"):
        con.execute(
            """UPDATE staged SET why = 'voter_id|this voter id was in an earlier row' FROM first_row
            WHERE staged.voter_id = first_row.voter_id AND staged.rowid > first_row.first AND why IS NULL""",
        )


def _rejects(con: duckdb.DuckDBPyConnection, scan: Scan, layout: Layout) -> Iterator[tuple[int, str, str]]:
    unparsed = [
        (int(row), _column_name(scan, column), _FAULTS.get(kind, "the row cannot be parsed"))
        for row, column, kind in _unparsed(con)
    ]
    shifts = _shifts(con, scan)
    keys = [row - place for place, row in enumerate(shifts)]
    marked = []
    cursor = con.execute("SELECT rowid, why FROM staged WHERE why IS NOT NULL ORDER BY rowid")
    for rowid, said in cursor.fetchall():
        place = scan.row(int(rowid), layout)
        column, _, why = str(said).partition("|")
        marked.append((place + bisect_right(keys, place), column, why))
    yield from sorted([*unparsed, *marked])


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


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
