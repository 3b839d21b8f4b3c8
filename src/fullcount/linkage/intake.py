"""Lines as keyed or read off the scan: loaded, brought into normal form, and put into the roll's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from fullcount.evidence.nicks import nickname_pairs
from fullcount.evidence.sounds import sound
from fullcount.evidence.streets import NUMBER_PATTERN
from fullcount.linkage.arrays import Columns, Flags, Ints, present
from fullcount.linkage.coding import Coded, Lexicon, Relation, code
from fullcount.linkage.levels import Dictionary
from fullcount.linkage.normal import Lexicons, line_names, line_places
from fullcount.linkage.prepare import EPOCH, Prepared, packed
from fullcount.linkage.steps import Run
from fullcount.terms import BadInput, Fault, Table, open_table, read_table

COLUMNS = ("name", "first", "middle", "last", "address", "city", "zip")
DATES = ("birth_date", "signed_on")

# What weighing reads of a line, by row; 0 is unknown.
LINE_COLUMNS: Final = (
    *("first", "middle", "last", "suffix", "number", "direction", "street", "kind", "unit", "city", "zip"),
    *("born", "signed", "n_pair", "n_house"),
)

# A unit at the end of an address, with its designator: cut off, so that a tower's street is read once.
_UNIT = r"^(.*[A-Z].*?)[ ,]+((?:(?:APT|UNIT|STE|SUITE|NO)\b|#)[. ]*#? ?[0-9A-Z-]{1,6})$"
_DESIGNATORS = ("#", "APT", "UNIT", "STE", "SUITE", "NO")

# House number and unit apart from the street, so that each street is read once, with 1 for a number. Most
# addresses begin with digits and a space; the expression that reads all the others is dear.
_TEXTS = f"""
    CREATE OR REPLACE TABLE text AS
    SELECT * EXCLUDE (cut, whole_place), coalesce(nullif(cut.stem, ''), whole_place) AS place,
        coalesce(cut.unit, '') AS flat
    FROM (
        SELECT * EXCLUDE (plain, house, p, plain_number),
            CASE WHEN plain THEN plain_number ELSE coalesce(try_cast(house.number AS INTEGER), 0) END AS number,
            CASE WHEN plain THEN '1' || substr(address, p) WHEN house.number <> '' THEN '1' || house.rest
                ELSE address END AS whole_place,
            CASE WHEN {" OR ".join(f"contains(address, '{word}')" for word in _DESIGNATORS)}
                THEN regexp_extract(whole_place, $unit, ['stem', 'unit']) END AS cut
        FROM (
            SELECT *, position(' ' IN address) AS p, try_cast(left(address, p - 1) AS INTEGER) AS plain_number,
                coalesce(p > 1 AND plain_number > 0 AND plain_number::VARCHAR = left(address, p - 1), false) AS plain,
                CASE WHEN NOT plain THEN regexp_extract(address, $number, ['number', 'rest']) END AS house
            FROM written
        )
    )
"""

_READ = Relation(
    "text",
    {
        **{name: name for name in ("name", "first", "middle", "last", "place", "flat", "city")},
        "zip": "zip",
    },
    {
        "number": "number",
        "born": f"(birth_date - DATE '1970-01-01') + {EPOCH}",
        "signed": f"(signed_on - DATE '1970-01-01') + {EPOCH}",
    },
)


@dataclass(frozen=True, slots=True)
class Lines:
    """A petition's lines in numbers.

    columns: LINE_COLUMNS. parts: lrow, first, zip, part, n_pair, a row for each surname of lines with two.
    known: what the numbers stand for, the roll's and the lines' own.
    """

    columns: Columns
    parts: Columns
    known: Dictionary

    def __len__(self) -> int:
        return len(self.columns["first"])


def load_lines(run: Run, lines_csv: Path, roll: Prepared) -> Lines:
    """Read a file of lines; makes the tables `line`, `part_line` and `nick` that blocks join, and `line_id`.

    Raises BadInput naming file, row and column.
    """
    began = run.begin()
    table = open_table(lines_csv, ["line", "address"])
    if "name" not in table.columns and not {"first", "last"} <= set(table.columns):
        raise BadInput(
            "The header has neither a column name nor the columns first and last.",
            file=lines_csv,
            row=1,
            do="Name the columns as documented: line, then name or first,middle,last, address, city, zip.",
        )
    _load(run.db, table)
    _refuse_ids(run.db, table)
    run.db.execute(_TEXTS, {"number": NUMBER_PATTERN, "unit": _UNIT})
    run.db.execute("CREATE OR REPLACE TABLE line_id AS SELECT rowid::INTEGER AS lrow, line FROM text")
    texts, numbers = code(run.db, _READ)
    run.drop(("text", "written"))
    run.note(began, "text", "The lines as they were written.", len(numbers["number"]))
    began = run.begin()
    lines = read_lines(texts, numbers, roll)
    _make_tables(run.db, lines, roll)
    run.note(began, "line", "Each line in numbers, and how many voters have the name it reads.", len(lines))
    return lines


def read_lines(texts: dict[str, Coded], numbers: dict[str, Ints], roll: Prepared) -> Lines:
    """Lines in the roll's numbers; what nobody on the roll bears gets numbers of its own."""
    own = Lexicons(Lexicon(base=roll.known.names), Lexicon(base=roll.known.places))
    columns = {**numbers, **line_names(texts, own), **line_places(texts, own)}
    parts = _parts(columns, own.names, roll)
    sounds = Lexicon(base=roll.sounds)
    names = roll.names.and_more(own.names.own, sounds.numbers(map(sound, own.names.own)))
    places = roll.places.and_more(own.places.own)
    counts = {
        "n_pair": roll.pairs.of(columns["first"], columns["last"]),
        "n_house": roll.houses.of(columns["street"], columns["number"]),
    }
    known = Dictionary(names, places, _nicks(own.names))
    return Lines({**columns, **counts}, parts, known)


def _parts(columns: Columns, names: Lexicon, roll: Prepared) -> Columns:
    """Lines with two surnames, a row for each, and how many voters have that one."""
    apart = {
        number: names.numbers(names.text(number).split(" "))
        for number in present(columns["last"], len(names)).tolist()
        if " " in names.text(number)
    }
    spaced = np.zeros(len(names), dtype=np.bool_)
    spaced[list(apart)] = True
    rows = np.flatnonzero(spaced[columns["last"]])
    each = [apart[last] for last in columns["last"][rows].tolist()]
    lrow = np.repeat(rows, [len(parts) for parts in each]).astype(np.int32)
    part = np.concatenate([*each, np.zeros(0, np.int32)])
    first = columns["first"][lrow]
    return {
        "lrow": lrow,
        "first": first,
        "zip": columns["zip"][lrow],
        "part": part,
        "n_pair": roll.pairs.of(first, part),
    }


def _nicks(names: Lexicon) -> NDArray[np.int64]:
    """Every two given names that may stand for one another, as keys (a << 32 | b) in order."""
    by_root: dict[str, set[str]] = {}
    for nick, formal in nickname_pairs():
        by_root.setdefault(formal, {formal}).add(nick)
    pairs = {(a, b) for group in by_root.values() for a in group for b in group if a != b}
    numbers = ((names.known(a), names.known(b)) for a, b in pairs)
    return np.array(sorted((a << 32) | b for a, b in numbers if a and b), dtype=np.int64)


def _make_tables(db: duckdb.DuckDBPyConnection, lines: Lines, roll: Prepared) -> None:
    """What blocks join; an unknown key is NULL, so that it joins nothing."""
    columns, names = lines.columns, lines.known.names
    sounds = {f"sound_{name}": _sound(lines, name) for name in ("first", "last")}
    initials = {f"i_{name}": names.letter[columns[name]] for name in ("first", "last", "middle")}
    keys = {**columns, **sounds, **initials}
    _table(db, "line", {"lrow": np.arange(len(lines), dtype=np.int32)}, keys, _crowds(columns, sounds, roll))
    _table(
        db, "part_line", {"lrow": lines.parts["lrow"]}, {k: v for k, v in lines.parts.items() if k != "lrow"}
    )
    nicks = lines.known.nicks
    _table(db, "nick", {}, {"a": (nicks >> 32).astype(np.int32), "b": (nicks & 0xFFFFFFFF).astype(np.int32)})


def _sound(lines: Lines, name: str) -> Ints:
    sounds = lines.known.names.sound
    return np.zeros(0, np.int32) if sounds is None else sounds[lines.columns[name]]


def _crowds(columns: Columns, sounds: Columns, roll: Prepared) -> dict[str, Flags]:
    """Lines whose name and sound too many voters share: they are searched for within the ZIP only."""
    return {
        "crowded": np.isin(packed(columns["first"], sounds["sound_last"]), roll.crowded),
        "crowded_first": np.isin(packed(sounds["sound_first"], columns["last"]), roll.crowded_first),
    }


def _table(
    db: duckdb.DuckDBPyConnection,
    name: str,
    rows: Columns,
    keys: Columns,
    flags: dict[str, Flags] | None = None,
) -> None:
    flags = flags or {}
    made: dict[str, NDArray[Any]] = {**rows, **keys, **flags}
    told = [*rows, *(f"nullif({key}, 0) AS {key}" for key in keys), *flags]
    db.register("made", made)
    db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {', '.join(told)} FROM made")
    db.unregister("made")


def _load(db: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = "{" + ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in _unique(table.columns)) + "}"
    wanted = ", ".join(_wanted(name, known=name in table.columns) for name in (*COLUMNS, *DATES))
    try:
        db.execute(
            f"""
            CREATE OR REPLACE TABLE written AS
            SELECT trim(coalesce("line", '')) AS line, {wanted}
            FROM read_csv($path, columns = {columns}, header = true, delim = ',', quote = '"', escape = '"',
                auto_detect = false, strict_mode = true, null_padding = false, max_line_size = 2097152)
            """,
            {"path": str(table.path)},
        )
    except duckdb.Error as error:
        # The engine is fast and says little about where; the slow reader finds the row.
        for _ in read_table(table, COLUMNS):
            pass
        raise Fault(f"{table.path.name} cannot be read: {type(error).__name__}.") from error


def _wanted(name: str, *, known: bool) -> str:
    """SQL for one of our columns; an unreadable date is an unknown one: signers write what they like."""
    if name in DATES:
        forms = "['%Y-%m-%d', '%m/%d/%Y', '%m-%d-%Y']"
        return f"try_strptime(trim({name}), {forms})::DATE AS {name}" if known else f"NULL::DATE AS {name}"
    return f"upper(trim(coalesce({_identifier(name)}, ''))) AS {name}" if known else f"'' AS {name}"


def _refuse_ids(db: duckdb.DuckDBPyConnection, table: Table) -> None:
    found = db.execute(
        """
        SELECT min(rowid), true FROM written WHERE line = '' HAVING count(*) > 0
        UNION ALL
        SELECT max(rowid), false FROM written GROUP BY line HAVING count(*) > 1 AND line <> ''
        ORDER BY 1 LIMIT 1
        """
    ).fetchone()
    if db.execute("SELECT count(*) FROM written").fetchall() == [(0,)]:
        raise BadInput("The file has a header and no line.", file=table.path, row=2)
    _refuse_second_header(db, table)
    if found is None:
        return
    row = _row_of(table, int(found[0]))
    what = "The line has no id." if found[1] else "This line id stands in the file a second time."
    raise BadInput(what, file=table.path, row=row, column="line", do="Give every line its own id.")


def _refuse_second_header(db: duckdb.DuckDBPyConnection, table: Table) -> None:
    found = db.execute("SELECT min(rowid) FROM written WHERE upper(line) = 'LINE' AND address = 'ADDRESS'")
    again = found.fetchall()[0][0]
    if again is not None:
        raise BadInput(
            "The header stands here a second time.",
            file=table.path,
            row=_row_of(table, int(again)),
            why="Two files were probably put together.",
            do="Delete this row and run again.",
        )


def _row_of(table: Table, lrow: int) -> int:
    for place, (row, _) in enumerate(read_table(table, ["line"])):
        if place == lrow:
            return row
    return lrow + 2


def _unique(columns: tuple[str, ...]) -> list[str]:
    """Column names that differ: unnamed columns get a number."""
    return [name or f"unnamed {place}" for place, name in enumerate(columns)]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _identifier(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
