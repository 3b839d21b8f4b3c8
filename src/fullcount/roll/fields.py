"""SQL that makes a voter's fields of a file's columns, and says what is wrong with a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from fullcount.evidence import NUMBER_PATTERN, routed_sql, trimmed_sql
from fullcount.roll.layout import FIELDS, Layout, Place
from fullcount.roll.parquet import is_date
from fullcount.roll.scan import Scan, needed

DATES: Final = ("birth_date", "registered_on")
HOUSE: Final = (
    f"regexp_extract({routed_sql('residence_address')}, '{NUMBER_PATTERN}', ['number', 'rest']) AS place"
)
LOOK_AGAIN: Final = "?"  # why of a row that holds a tab, a line end or a NUL: rare, so looked at apart
_RARE: Final = (0, 9, 10, 13)


def fields(scan: Scan, layout: Layout, *, careful: bool) -> str:
    """The fields as texts without spaces around them, and `looks`, `word`, `withheld`, `short` beside them.

    Where careful is false tabs and line ends stay, and looks says whether there are any.
    """
    made = [f"{source(scan, layout, name, careful=careful)} AS {name}" for name in FIELDS]
    used = sorted({place for name in FIELDS for place in _found(scan, layout.columns.get(name, ()))})
    together = "concat_ws(chr(1), " + ", ".join(f"c{place}" for place in used) + ")"
    looks = " OR ".join(f"contains({together}, chr({code}))" for code in _RARE)
    first = [clean(f"c{place}", layout, careful=careful) for place in _found(scan, _status(layout)[:1])]
    last = [f"c{place}" for place in _found(scan, layout.columns["last_name"])[:1]]
    return ", ".join(
        [
            *made,
            f"{'false' if careful else looks} AS looks",
            f"{first[0] if first else chr(39) * 2} AS word",
            f"{_is_blank(last[0], layout) if last and layout.blank else 'false'} AS withheld",
            f"{_bad_length(layout)} AS bad_length",
        ]
    )


def source(scan: Scan, layout: Layout, name: str, *, careful: bool) -> str:
    """The clean text of a field, its columns joined; a typed date as it is; empty where unknown."""
    found = _found(scan, layout.columns.get(name, ()))
    if not found:
        return "''"
    if len(found) == 1:
        as_date = name in DATES and typed(scan, name, layout)
        return f"d{found[0]}" if as_date else clean(f"c{found[0]}", layout, careful=careful)
    return joined(clean(f"c{place}", layout, careful=careful) for place in found)


def text_of(scan: Scan, layout: Layout, places: Iterable[Place]) -> str:
    """The clean text of some columns, joined; empty where none of them is in the file."""
    found = _found(scan, places)
    return joined(clean(f"c{place}", layout, careful=True) for place in found) if found else "''"


def joined(texts: Iterable[str]) -> str:
    """Texts joined by a space, empty ones left out."""
    return "concat_ws(' ', " + ", ".join(f"nullif({text}, '')" for text in texts) + ")"


def clean(column: str, layout: Layout, *, careful: bool) -> str:
    """Tabs and line ends in a value become spaces: each voter is one line of the canonical text."""
    text = f"coalesce(trim(regexp_replace({column}, '[\\t\\r\\n]+', ' ', 'g')), '')"
    trimmed = text if careful else trimmed_sql(column)
    return f"CASE WHEN {_is_blank(column, layout)} THEN '' ELSE {trimmed} END" if layout.blank else trimmed


def typed(scan: Scan, name: str, layout: Layout) -> bool:
    """Whether a date comes as one already, from a typed column."""
    found = _found(scan, layout.columns.get(name, ()))
    return bool(scan.types) and len(found) == 1 and is_date(scan.types[found[0] - 1])


def converted(scan: Scan, layout: Layout) -> str:
    """The fields of a voter from their texts: dates as dates, words as fullcount's."""
    made = []
    for name in FIELDS:
        if name in DATES:
            made.append(f"{_date(scan, name, layout)} AS {name}")
        elif name == "status":
            made.append(f"{_status_word(layout)} AS status")
        elif name == "jurisdiction":
            made.append(f"{_word('jurisdiction', layout.jurisdiction)} AS jurisdiction")
        else:
            made.append(name)
    return ", ".join(made)


def why(scan: Scan, layout: Layout, *, careful: bool) -> str:
    """Column and reason, parted by |, for a row that is no voter; NULL for a good one."""
    dates = [name for name in DATES if not typed(scan, name, layout)]
    lengths = (("<", "short"), (">", "long")) if layout.format == "fixed" else ()
    cases = [
        ("looks", LOOK_AGAIN),
        *((f"bad_length {sign} 0", f"|the row is too {said} for the layout") for sign, said in lengths),
        (_again(scan, layout), "|the header again"),
        *((f"contains({name}::VARCHAR, chr(0))", f"{name}|a NUL byte") for name in FIELDS if careful),
        *([] if layout.row_ids else [("voter_id = ''", "voter_id|no voter id")]),
        ("withheld AND last_name = ''", "last_name|the name is withheld"),
        ("last_name = '' AND first_name = ''", "last_name|no name"),
        *(
            (f"{name} <> '' AND {_date(scan, name, layout)} IS NULL", f"{name}|unreadable date")
            for name in dates
        ),
        (f"{_status_word(layout)} IS NULL", "status|unknown status word"),
        (f"{_word('jurisdiction', layout.jurisdiction)} IS NULL", "jurisdiction|unknown jurisdiction word"),
    ]
    told = [(test, reason) for test, reason in cases if test != "false"]
    return "CASE " + " ".join(f"WHEN {test} THEN {quoted(reason)}" for test, reason in told) + " END"


def quoted(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def strptime(text: str, layout: Layout) -> str:
    """A date read by the layout's forms; NULL where empty or unreadable."""
    forms = ", ".join(quoted(form) for form in layout.dates)
    return f"CASE WHEN {text} <> '' THEN try_strptime({text}, [{forms}])::DATE END"


def word(text: str, words: Mapping[str, str], empty: str) -> str:
    """Fullcount's word for the file's, NULL for a word nobody knows; * stands for any other."""
    known = dict(words)
    other = known.pop("*", None)
    cases = " ".join(f"WHEN {quoted(said)} THEN {quoted(ours)}" for said, ours in known.items())
    nothing = "" if "" in known else f"WHEN '' THEN {quoted(empty)} "
    return f"CASE lower({text}) {nothing}{cases} ELSE {quoted(other) if other else 'NULL'} END"


def _found(scan: Scan, wanted: Iterable[Place]) -> list[int]:
    """The positions of the columns that are in the file."""
    folded = {column.lower(): place for place, column in reversed(list(enumerate(scan.header, 1)))}
    return [
        place if isinstance(place, int) else folded[place.lower()]
        for place in wanted
        if isinstance(place, int) or place.lower() in folded
    ]


def _status(layout: Layout) -> tuple[Place, ...]:
    return tuple(layout.columns.get("status", ()))


def _status_word(layout: Layout) -> str:
    """The status: the word of all its columns, else of the first, else unknown where there is none."""
    columns = _status(layout)
    if not columns:
        return "'unknown'"
    alone = word("word", layout.status, "unknown")
    if len(columns) == 1:
        return word("status", layout.status, "unknown")
    together = {said: ours for said, ours in layout.status.items() if said != "*"}
    return f"coalesce({word('status', together, 'unknown')}, {alone})"


def _word(name: str, words: Mapping[str, str]) -> str:
    return word(name, words, "unknown" if name == "status" else "in")


def _date(scan: Scan, name: str, layout: Layout) -> str:
    return name if typed(scan, name, layout) else strptime(name, layout)


def _is_blank(column: str, layout: Layout) -> str:
    return f"coalesce(trim({column}) IN ({', '.join(quoted(mark) for mark in layout.blank)}), false)"


def _bad_length(layout: Layout) -> str:
    """Of a fixed-width row: below 0 where too short, above 0 where too long."""
    if layout.format != "fixed":
        return "0"
    short, long = f"length(line) < {needed(layout)}", f"length(line) > {layout.width}"
    return f"CASE WHEN {short} THEN -1 WHEN {long} THEN 1 ELSE 0 END"


def _again(scan: Scan, layout: Layout) -> str:
    """SQL for a row that repeats the header."""
    if not layout.header or scan.types or layout.format == "fixed":
        return "false"
    names = [
        f"lower({name}) = {quoted(' '.join(str(place) for place in layout.columns[name]).lower())}"
        for name in ("voter_id", "last_name", "first_name")
        if name in layout.columns
    ]
    return " AND ".join(names)
