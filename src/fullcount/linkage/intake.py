"""Lines as keyed or read off the scan: loaded, brought into normal form, and put into the roll's numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from fullcount.evidence.addresses import AddressForm
from fullcount.evidence.letters import trimmed_sql
from fullcount.evidence.sounds import sound
from fullcount.evidence.streets import NUMBER_PATTERN, routed_sql
from fullcount.linkage.arrays import EPOCH, Columns, Flags, Ints, Longs, looked_up, present
from fullcount.linkage.coding import Coded, Coding, Lexicon, Relation
from fullcount.linkage.ditto import read_dittos
from fullcount.linkage.levels import Dictionary
from fullcount.linkage.near import NearNames, near_names
from fullcount.linkage.nicks import nicks_of
from fullcount.linkage.normal import (
    Lexicons,
    ReadNames,
    ReadPlaces,
    line_names,
    line_places,
    read_line_places,
    read_names,
)
from fullcount.linkage.prepared import Prepared, cities_of, in_words, packed
from fullcount.linkage.steps import Run
from fullcount.linkage.window import window
from fullcount.terms import BadInput, Fault, Table, open_table, read_table

COLUMNS = ("name", "first", "middle", "last", "address", "city", "zip")
DATES = ("birth_date", "signed_on", "circulated_from", "circulated_to")

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
    SELECT * EXCLUDE (cut, whole_place, address), coalesce(nullif(cut.stem, ''), whole_place) AS place,
        coalesce(cut.unit, '') AS flat
    FROM (
        SELECT * EXCLUDE (plain, house, p, plain_number),
            CASE WHEN plain THEN plain_number ELSE coalesce(try_cast(house.number AS INTEGER), 0) END
                AS number,
            CASE WHEN plain THEN '1' || substr(address, p) WHEN house.number <> '' THEN '1' || house.rest
                ELSE address END AS whole_place,
            CASE WHEN {" OR ".join(f"contains(address, '{word}')" for word in _DESIGNATORS)}
                THEN regexp_extract(whole_place, $unit, ['stem', 'unit']) END AS cut
        FROM (
            SELECT *, position(' ' IN address) AS p,
                try_cast(left(address, p - 1) AS INTEGER) AS plain_number,
                coalesce(p > 1 AND plain_number > 0 AND plain_number::VARCHAR = left(address, p - 1), false)
                    AS plain,
                -- a unit may stand before the house number: all of it is read then
                CASE WHEN NOT plain AND NOT regexp_matches(address, '^(#|[0-9]+ ?/ ?[0-9]{{3}})')
                    THEN regexp_extract(address, $number, ['number', 'rest']) END AS house
            FROM"""  # ... a query in brackets, and two brackets more

_READ = Relation(
    "text",
    {
        **{name: name for name in ("name", "first", "middle", "last", "place", "flat", "city")},
        "zip": "zip",
    },
    {
        "number": "number",
        **{
            name: f"({column} - DATE '1970-01-01') + {EPOCH}"
            for name, column in zip(("born", "signed", "signed_from", "signed_to"), DATES, strict=True)
        },
    },
)


@dataclass(frozen=True, slots=True)
class Lines:
    """A petition's lines in numbers.

    columns: LINE_COLUMNS, signed_from and signed_to; once they are `dated`, earliest and latest. parts: lrow,
    first, zip, part, n_pair, a row for each surname of lines with two. near: names on the lines that nobody
    on the roll bears, and the roll's names near each. known: what the numbers stand for, the roll's and the
    lines' own.
    """

    columns: Columns
    parts: Columns
    near: NearNames
    known: Dictionary

    def __len__(self) -> int:
        return len(self.columns["first"])

    def dated(self, circulated_from: date | None, filed: date | None) -> Lines:
        """The lines with the days between which each can have been signed, given circulation's."""
        return replace(self, columns={**self.columns, **window(self.columns, circulated_from, filed)})


class Written(NamedTuple):
    """Lines as they were written: columns of texts, numbered, what was read of them, columns of numbers.

    places: still being read, so that names can be worked on meanwhile.
    """

    texts: dict[str, Coded]
    names: ReadNames
    places: Future[ReadPlaces[AddressForm]]
    numbers: dict[str, Ints]


def read_written(run: Run, lines_csv: Path) -> Written:
    """Read a file of lines; makes the table `line_id`. Raises BadInput naming file, row and column."""
    began = run.clock()
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
    written = _numbered(run)
    run.note(began, "text", "The lines as they were written.", len(written.numbers["number"]))
    return written


def load_lines(run: Run, written: Written, roll: Prepared) -> Lines:
    """Put lines into the roll's numbers; makes what blocks join: line, part_line, nick and near_name."""
    began = run.begin()
    lines = read_lines(written, roll)
    _make_tables(run.db, lines, roll)
    run.note(began, "line", "Each line in numbers, and how many voters have the name it reads.", len(lines))
    return lines


def read_lines(written: Written, roll: Prepared) -> Lines:
    """Lines in the roll's numbers; what nobody on the roll bears gets numbers of its own."""
    own = Lexicons(Lexicon(base=roll.known.names), Lexicon(base=roll.known.places)).parted()
    with ThreadPoolExecutor() as pool:
        places = pool.submit(_places, written, own, roll)
        names = line_names(written.texts, written.names, own)
        first, last = names["first"], names["last"]
        n_pair = pool.submit(roll.pairs.of, first, last)
        parts = _parts(first, last, own.names, roll)
        near = pool.submit(_near, tuple(own.names.own), roll)
        columns = {**written.numbers, **names, **places.result(), "n_pair": n_pair.result()}
        known = _known(own, roll)
    return Lines(columns, {**parts, "zip": columns["zip"][parts["lrow"]]}, near.result(), known)


def _places(written: Written, own: Lexicons, roll: Prepared) -> dict[str, Ints]:
    """Where lines were written, and how many voters live there."""
    columns = dict(line_places(written.texts, written.places.result(), own, lambda: cities_of(roll)))
    number, read = written.numbers["number"], columns.pop("read_number")
    columns["number"] = np.where(number > 0, number, read)
    columns["n_house"] = roll.houses.of(columns["street"], columns["number"])
    return columns


def _known(own: Lexicons, roll: Prepared) -> Dictionary:
    """What the roll's numbers and the lines' own stand for."""
    sounds = Lexicon(base=roll.sounds)
    return Dictionary(
        roll.names.and_more(own.names.own, sounds.numbers(map(sound, own.names.own))),
        roll.places.and_more(own.places.own),
        nicks_of(own.names, roll.nicks),
    )


def _parts(firsts: Ints, lasts: Ints, names: Lexicon, roll: Prepared) -> Columns:
    """Lines with two surnames, a row for each, and how many voters have that one."""
    lrow, part = in_words(lasts, present(lasts, len(names)).tolist(), names)
    first = firsts[lrow]
    return {"lrow": lrow, "first": first, "part": part, "n_pair": roll.pairs.of(first, part)}


def _near(own: Sequence[str], roll: Prepared) -> NearNames:
    first = len(roll.known.names)
    return near_names(own, np.arange(first, first + len(own), dtype=np.int32), roll.near())


def _make_tables(db: duckdb.DuckDBPyConnection, lines: Lines, roll: Prepared) -> None:
    """What blocks join; an unknown key is NULL, so that it joins nothing."""
    columns, names = lines.columns, lines.known.names
    sounds = {f"sound_{name}": _sound(lines, name) for name in ("first", "last")}
    initials = {f"i_{name}": names.letter[columns[name]] for name in ("first", "last", "middle")}
    keys = {**columns, **sounds, **initials}
    flags = {**_crowds(columns, sounds, roll), "bare_initial": names.length[columns["first"]] == 1}
    keys["n_last"] = names.counts["n_last"][columns["last"]]
    _table(db, "line", {"lrow": np.arange(len(lines), dtype=np.int32)}, keys, flags)
    _table(
        db, "part_line", {"lrow": lines.parts["lrow"]}, {k: v for k, v in lines.parts.items() if k != "lrow"}
    )
    _table(db, "near_name", {}, lines.near._asdict())
    nicks = lines.known.nicks
    nicks = nicks[_among(nicks >> 32, present(columns["first"], len(names.text)).astype(np.int64))]
    _table(db, "nick", {}, {"a": (nicks >> 32).astype(np.int32), "b": (nicks & 0xFFFFFFFF).astype(np.int32)})


def _sound(lines: Lines, name: str) -> Ints:
    sounds = lines.known.names.sound
    return np.zeros(0, np.int32) if sounds is None else sounds[lines.columns[name]]


def _crowds(columns: Columns, sounds: Columns, roll: Prepared) -> dict[str, Flags]:
    """Lines whose name and sound too many voters share: they are searched for within the ZIP only."""
    return {
        "crowded": _among(packed(columns["first"], sounds["sound_last"]), roll.crowded),
        "crowded_first": _among(packed(sounds["sound_first"], columns["last"]), roll.crowded_first),
    }


def _among(wanted: Longs, known: Longs) -> Flags:
    """Which numbers are among others, these in order."""
    at = np.minimum(looked_up(wanted, known), max(len(known) - 1, 0))
    found: Flags = known[at] == wanted if len(known) else np.zeros(len(wanted), np.bool_)
    return found


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


def write_down(run: Run, lines: Sequence[Mapping[str, str]], most: int) -> Written:
    """Take a few lines as they are keyed; makes the table `line_id`. Raises BadInput for what is no line."""
    if len(lines) > most:
        raise BadInput(
            f"These are {len(lines):,} lines; at most {most:,} are linked at once.", do="Use link."
        )
    for line in lines:
        other = sorted(set(line) - {"line", *COLUMNS, *DATES})
        if other or not {"line", "address"} <= set(line):
            raise BadInput(
                f"A line has the columns {', '.join(sorted(line)) or 'none'}.",
                do="Give line and address, and what is known of name, first, middle, last, city and zip.",
            )
    keyed = {name: [line.get(name, "") for line in lines] for name in ("line", *COLUMNS, *DATES)}
    columns = ", ".join(f"unnest(${place}::VARCHAR[]) AS {name}" for place, name in enumerate(keyed, 1))
    run.db.execute(f"CREATE OR REPLACE TABLE keyed AS SELECT {columns}", list(keyed.values()))
    _make_text(run.db, "keyed", [*COLUMNS, *DATES])
    run.drop(("keyed",))
    return _numbered(run)


def _numbered(run: Run) -> Written:
    """The table `text` in numbers, and what its texts say; it is dropped."""
    run.db.execute("CREATE OR REPLACE TABLE line_id AS SELECT rowid::INTEGER AS lrow, line FROM text")
    coding = Coding(run.db, _READ)
    pool = ThreadPoolExecutor(2)  # the engine numbers rows while the interpreter reads texts
    numbered = pool.submit(coding.numbered)
    places = pool.submit(read_line_places, coding.texts)
    names = read_names(coding.texts)
    texts, numbers = numbered.result()
    pool.shutdown(wait=False)
    run.drop(("text",))
    return Written(texts, names, places, numbers)


def _make_text(
    db: duckdb.DuckDBPyConnection, source: str, columns: Collection[str], path: str | None = None
) -> None:
    """Make the table `text` of a source with some of our columns, all of texts; path: of its file."""
    wanted = ", ".join(_wanted(name, known=name in columns) for name in (*COLUMNS, *DATES))
    given = {} if path is None else {"path": path}
    read = f"""(SELECT * REPLACE ({routed_sql("address")} AS address)
        FROM (SELECT {trimmed_sql('"line"')} AS line, {wanted} FROM {source}))"""
    db.execute(f"{_TEXTS} {read}))", {"number": NUMBER_PATTERN, "unit": _UNIT, **given})
    read_dittos(db)


def _load(db: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = "{" + ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in _unique(table.columns)) + "}"
    source = f"""read_csv($path, columns = {columns}, header = true, delim = ',', quote = '"', escape = '"',
        auto_detect = false, strict_mode = true, null_padding = false, max_line_size = 2097152)"""
    try:
        _make_text(db, source, table.columns, str(table.path))
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
    return f"upper({trimmed_sql(_identifier(name))}) AS {name}" if known else f"'' AS {name}"


def _refuse_ids(db: duckdb.DuckDBPyConnection, table: Table) -> None:
    found = db.execute(
        """
        SELECT min(rowid), true FROM text WHERE line = '' HAVING count(*) > 0
        UNION ALL
        SELECT max(rowid), false FROM text GROUP BY line HAVING count(*) > 1 AND line <> ''
        ORDER BY 1 LIMIT 1
        """
    ).fetchone()
    if db.execute("SELECT count(*) FROM text").fetchall() == [(0,)]:
        raise BadInput("The file has a header and no line.", file=table.path, row=2)
    _refuse_second_header(db, table)
    if found is None:
        return
    row = _row_of(table, int(found[0]))
    what = "The line has no id." if found[1] else "This line id stands in the file a second time."
    raise BadInput(what, file=table.path, row=row, column="line", do="Give every line its own id.")


def _refuse_second_header(db: duckdb.DuckDBPyConnection, table: Table) -> None:
    found = db.execute("SELECT min(rowid) FROM text WHERE upper(line) = 'LINE' AND place = 'ADDRESS'")
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
