"""Lines as keyed or read off the scan, loaded and brought into normal form by evidence's functions."""

from __future__ import annotations

from pathlib import Path

import duckdb

from fullcount.evidence.addresses import address_form
from fullcount.evidence.letters import words
from fullcount.evidence.names import given_parts, split_name, surname_parts
from fullcount.evidence.nicks import nickname_pairs
from fullcount.evidence.sounds import sound
from fullcount.evidence.streets import NUMBER_PATTERN, unit_form
from fullcount.linkage.forms import insert_rows, map_distinct, split_distinct
from fullcount.linkage.prepare import EPOCH
from fullcount.linkage.steps import Run, Step
from fullcount.terms import BadInput, Fault, Table, open_table, read_table

COLUMNS = ("name", "first", "middle", "last", "address", "city", "zip")
DATES = ("birth_date", "signed_on")

# A unit at the end of an address, with its designator: cut off, so that a tower's street is read once.
_UNIT = r"^(.*[A-Z].*?)[ ,]+((?:(?:APT|UNIT|STE|SUITE|NO)\b|#)[. ]*#? ?[0-9A-Z-]{1,6})$"

_TEXTS = Step(
    "text",
    "House number and unit apart from the street, so that each street is read once, with 1 for a number.",
    """
    SELECT * EXCLUDE (cut, house, whole_place), coalesce(nullif(cut.stem, ''), whole_place) AS place,
        coalesce(cut.unit, '') AS flat
    FROM (
        SELECT *, house.number AS number,
            CASE WHEN house.number <> '' THEN '1' || house.rest ELSE address END AS whole_place,
            CASE WHEN regexp_matches(address, '#|APT|UNIT|STE|SUITE|NO')  -- the dear test for few
                THEN regexp_extract(whole_place, $unit, ['stem', 'unit']) END AS cut
        FROM (
            SELECT rowid::INTEGER AS lrow, *, regexp_extract(address, $number, ['number', 'rest']) AS house
            FROM written
        )
    )
    """,
)

_WHOLES = Step(
    "whole",
    "Names written in one field (whichever); and those whose first-name field holds a title only: the first "
    "word of the last name is the first name.",
    """
    SELECT lrow, CASE
        WHEN text.first = '' AND text.last = '' THEN text.name
        WHEN text.last = '' THEN text.first
        WHEN text.first = '' THEN text.last
        WHEN text.first <> '' AND given.first = '' AND contains(text.last, ' ')
        THEN regexp_extract(text.last, '^\\S+\\s+(.*)$', 1) || ', '
            || regexp_extract(text.last, '^\\S+')
        END AS whole_name
    FROM text LEFT JOIN given ON given.value = text.first
    WHERE whole_name <> ''
    """,
)

_NAMES = Step(
    "named_line",
    "Each line's name in normal form.",
    """
    SELECT lrow,
        coalesce(whole_form.first, given.first, '') AS first,
        trim(CASE WHEN whole.whole_name IS NULL THEN coalesce(given.rest, '')
                ELSE coalesce(whole_form.middle, '') END
            || ' ' || coalesce(trim(further.first || ' ' || further.rest), '')) AS middle,
        coalesce(whole_form.last, surname.last, '') AS last,
        coalesce(whole_form.suffix, nullif(surname.suffix, ''), nullif(further.suffix, ''), given.suffix, '')
            AS suffix
    FROM text
    LEFT JOIN whole USING (lrow)
    LEFT JOIN whole_form ON whole_form.value = whole.whole_name
    LEFT JOIN given ON given.value = text.first
    LEFT JOIN given AS further ON further.value = text.middle
    LEFT JOIN surname ON surname.value = text.last
    """,
)

_FORMS = Step(
    "formed",
    "Each line's name and address in normal form.",
    f"""
    SELECT text.lrow, text.line, n.first, n.middle, n.last, n.suffix,
        try_cast(nullif(text.number, '') AS INTEGER) AS number,
        coalesce(place.direction, '') AS direction,
        coalesce(place.street, '') AS street,
        coalesce(place.kind, '') AS kind,
        trim(coalesce(place.fraction, '') || ' ' || coalesce(place.unit, '') || coalesce(flat.made, ''))
            AS unit,
        coalesce(nullif(town.made, ''), place.city, '') AS city,
        coalesce(nullif(regexp_extract(text.zip, '^([0-9]{{5}})', 1), ''), place.zip, '') AS zip,
        date_diff('day', DATE '1970-01-01', text.birth_date)::INTEGER + {EPOCH} AS born,
        date_diff('day', DATE '1970-01-01', text.signed_on)::INTEGER + {EPOCH} AS signed
    FROM text JOIN named_line n USING (lrow)
    LEFT JOIN given_place AS place ON place.value = text.place
    LEFT JOIN flat ON flat.value = text.flat
    LEFT JOIN town ON town.value = text.city
    """,
)

_NEW_NAMES = Step(
    "new_name",
    "Names on the lines which nobody on the roll bears.",
    """
    SELECT text, row_number() OVER (ORDER BY text)::INTEGER AS code FROM (
        SELECT unnest([first, middle, last]) AS text FROM formed
        UNION SELECT unnest(string_split(last, ' ')) FROM formed WHERE contains(last, ' ')
    ) ANTI JOIN prep.name USING (text) WHERE text <> ''
    """,
)

_NAMES_KNOWN = Step(
    "all_name",
    "The roll's names and the lines' with their numbers; the lines' own come after the roll's.",
    """
    SELECT code, text, n_first, n_last, sound FROM prep.name
    UNION ALL
    SELECT top.n + new_name.code, new_name.text, 0, 0, coalesce(sound.code, top.s + dense_rank() OVER (
        ORDER BY sound_of.made))::INTEGER
    FROM new_name JOIN sound_of ON sound_of.value = new_name.text LEFT JOIN prep.sound ON sound.text = made
    CROSS JOIN (SELECT (SELECT coalesce(max(code), 0) FROM prep.name) AS n,
        (SELECT coalesce(max(code), 0) FROM prep.sound) AS s) top
    """,
)

_PLACES_KNOWN = Step(
    "all_place",
    "The same for the words of addresses.",
    """
    SELECT code, text, n_street, n_zip FROM prep.place
    UNION ALL
    SELECT (top.n + row_number() OVER (ORDER BY text))::INTEGER, text, 0, 0 FROM (
        SELECT DISTINCT unnest([street, direction, kind, unit, city, zip, suffix]) AS text FROM formed
    ) ANTI JOIN prep.place USING (text)
    CROSS JOIN (SELECT coalesce(max(code), 0) AS n FROM prep.place) top
    WHERE text <> ''
    """,
)

_LINES = Step(
    "line",
    "Each line in numbers, and how many voters have the name it reads.",
    """
    SELECT f.lrow, f.line, a.code AS first, m.code AS middle, b.code AS last, x.code AS suffix, f.number,
        d.code AS direction, s.code AS street, k.code AS kind, u.code AS unit, c.code AS city, z.code AS zip,
        a.sound AS sound_first, b.sound AS sound_last,
        ord(a.text)::UTINYINT AS i_first, ord(b.text)::UTINYINT AS i_last, ord(m.text)::UTINYINT AS i_middle,
        f.born, f.signed, coalesce(p.n, 1)::INTEGER AS n_pair, coalesce(h.n, 1)::INTEGER AS n_house
    FROM formed f
    LEFT JOIN all_name a ON a.text = f.first LEFT JOIN all_name m ON m.text = f.middle
    LEFT JOIN all_name b ON b.text = f.last
    LEFT JOIN all_place x ON x.text = f.suffix LEFT JOIN all_place d ON d.text = f.direction
    LEFT JOIN all_place s ON s.text = f.street LEFT JOIN all_place k ON k.text = f.kind
    LEFT JOIN all_place u ON u.text = f.unit LEFT JOIN all_place c ON c.text = f.city
    LEFT JOIN all_place z ON z.text = f.zip
    LEFT JOIN prep.pair p ON p.first = a.code AND p.last = b.code
    LEFT JOIN prep.house h ON h.street = s.code AND h.number = f.number
    ORDER BY f.lrow
    """,
)

_PARTS = Step(
    "part_line",
    "Lines with two surnames, a row for each, and how many voters have that one.",
    """
    SELECT lrow, zip, part.first, each.code AS part, coalesce(p.n, 1) AS n_pair FROM (
        SELECT f.lrow, l.first, l.zip, unnest(string_split(f.last, ' ')) AS text
        FROM formed f JOIN line l USING (lrow) WHERE contains(f.last, ' ')
    ) part JOIN all_name each USING (text)
    LEFT JOIN prep.pair p ON p.first = part.first AND p.last = each.code
    """,
)

_NICKS = Step(
    "nick",
    "Two given names that may stand for one another, as numbers.",
    """
    SELECT a.code AS a, b.code AS b FROM nick_text
    JOIN all_name a ON a.text = nick_text.a JOIN all_name b ON b.text = nick_text.b
    """,
)

_MADE_ON_THE_WAY = (
    "given",
    "surname",
    "given_place",
    "flat",
    "town",
    "whole",
    "whole_form",
    "sound_of",
    "named_line",
    "formed",
    "new_name",
    "nick_text",
)


def load_lines(run: Run, lines_csv: Path) -> None:
    """Make the tables `line`, `part_line`, `nick`, `all_name` and `all_place`.

    Raises BadInput naming file, row and column.
    """
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
    _normalise(run)


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


def _normalise(run: Run) -> None:
    db = run.db
    db.execute(f"CREATE OR REPLACE TABLE text AS {_TEXTS.sql}", {"number": NUMBER_PATTERN, "unit": _UNIT})
    split_distinct(
        db,
        "given",
        "SELECT first FROM text UNION SELECT middle FROM text",
        given_parts,
        ("first", "rest", "suffix"),
    )
    split_distinct(db, "surname", "SELECT DISTINCT last FROM text", surname_parts, ("last", "suffix"))
    split_distinct(
        db,
        "given_place",
        "SELECT DISTINCT place FROM text",
        _place,
        ("fraction", "direction", "street", "kind", "unit", "city", "zip"),
    )
    map_distinct(db, "flat", "SELECT DISTINCT flat FROM text", unit_form)
    map_distinct(db, "town", "SELECT DISTINCT city FROM text", words)
    run.table(_WHOLES)
    split_distinct(
        db,
        "whole_form",
        "SELECT DISTINCT whole_name FROM whole",
        split_name,
        ("first", "middle", "last", "suffix"),
    )
    run.table(_NAMES)
    run.table(_FORMS)
    run.table(_NEW_NAMES)
    map_distinct(db, "sound_of", "SELECT text FROM new_name", sound)
    _nicknames(db)
    for step in (_NAMES_KNOWN, _PLACES_KNOWN, _LINES, _PARTS, _NICKS):
        run.table(step)
    run.drop((*_MADE_ON_THE_WAY, "text", "written"))


def _place(text: str) -> tuple[str, ...]:
    form = address_form(text)
    return (form.fraction, form.direction, form.street, form.kind, form.unit, form.city, form.zip)


def _nicknames(db: duckdb.DuckDBPyConnection) -> None:
    """Make `nick_text(a, b)`: every two given names that may stand for one another."""
    by_root: dict[str, set[str]] = {}
    for nick, formal in nickname_pairs():
        by_root.setdefault(formal, {formal}).add(nick)
    pairs = {(a, b) for names in by_root.values() for a in names for b in names if a != b}
    db.execute("CREATE OR REPLACE TABLE nick_text (a VARCHAR, b VARCHAR)")
    insert_rows(db, "nick_text", sorted(pairs), ("a", "b"))


def _unique(columns: tuple[str, ...]) -> list[str]:
    """Column names that differ: unnamed columns get a number."""
    return [name or f"unnamed {place}" for place, name in enumerate(columns)]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _identifier(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
