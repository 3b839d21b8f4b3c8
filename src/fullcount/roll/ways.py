"""The ways a voter is looked for, as SQL that serves one query and many: so both mean the same.

A way is a table joined with the queries (`q`, one row for each reading of a query) under a condition. For
one query its values are written into the same text as constants, which lets the engine skip almost all
pages; for many it is a join.

Levels of agreement: l (surname) 3 the same, 2 begins so, 1 sounds alike, 0 not asked, -1 another; f (given
name) 4 the same, 3 nickname, 2 begins so, 1 one letter differs, 0 not asked or not known, -1 another;
n (house number the same);
s (street) 2 the same, 1 begins so, 0 neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import jellyfish

from fullcount.roll.query import BEGINNING, WHOLE, Asked

POINTS: Final[Mapping[str, Mapping[int, int]]] = {
    "l": {3: 40, 2: 30, 1: 20},
    "f": {4: 12, 3: 9, 2: 8, 1: 7, -1: -10},
    "n": {1: 30},
    "s": {2: 20, 1: 15},
}
Levels = tuple[int, int, int, bool, int, bool]  # points, l, f, n, s, names as given

TURNED: Final = -6  # names exchanged: less likely than names as given

L_SQL: Final = """CASE WHEN q.last = '' THEN 0 WHEN b.last = q.last THEN 3
    WHEN starts_with(b.last, q.last) THEN 2 WHEN b.sound_last = q.sound THEN 1 ELSE -1 END"""
F_SQL: Final = """CASE WHEN q.first = '' OR b.first = '' THEN 0 WHEN b.first = q.first THEN 4
    WHEN b.root_first = q.root THEN 3 WHEN starts_with(b.first, q.first) OR b.first = q.first[1] THEN 2
    WHEN damerau_levenshtein(b.first, q.first) = 1 AND length(q.first) > 2 THEN 1 ELSE -1 END"""
S_SQL: Final = """CASE WHEN q.street = '' THEN 0 WHEN b.street = q.street THEN 2
    WHEN starts_with(b.street, q.street) THEN 1 ELSE 0 END"""
_HAS_NAMES: Final = "q.last <> '' AND q.first <> ''"
_TYPED: Final = f"q.stop = '{BEGINNING}'"
_WHOLE: Final = f"q.stop = '{WHOLE}'"


@dataclass(frozen=True)
class Way:
    """A way to voters. source: the queries it joins; join: its condition for many; one: for one query."""

    table: str
    source: str
    join: str
    one: str
    asks: str
    number: str = "false"
    street: str = "0"


PLACES: Final = (
    Way(
        table="by_street",
        source="roads",
        join="b.street = q.road AND b.number = q.number",
        one="b.street >= q.street AND b.street < q.street || q.stop AND b.number = q.number",
        asks="q.street <> '' AND q.number IS NOT NULL",
        number="true",
        street=S_SQL,
    ),
    Way(
        table="by_street",
        source="roads",
        join="b.street = q.road AND starts_with(b.last, q.last)",
        one="b.street >= q.street AND b.street < q.street || q.stop AND starts_with(b.last, q.last)",
        asks="q.street <> '' AND q.number IS NULL",
        street=S_SQL,
    ),
    Way(
        table="by_sound",
        source="q",
        join="b.sound_last = q.sound AND b.number = q.number",
        one="b.sound_last = q.sound AND b.number = q.number",
        asks="q.last <> '' AND q.number IS NOT NULL",
        number="true",
        street=S_SQL,
    ),
    Way(
        table="form",
        source="surnames",
        join="b.last = q.name AND b.number = q.number AND q.name_sound <> q.sound",
        one="b.last >= q.last AND b.last < q.last || q.stop AND b.number = q.number "
        "AND b.sound_last <> q.sound",
        asks="q.last <> '' AND q.number IS NOT NULL",
        number="true",
        street=S_SQL,
    ),
)

PERSONS: Final = (
    Way(
        table="person",
        source="surnames",
        join="b.last = q.name AND b.initial = q.first[1]",
        one="b.last >= q.last AND b.last < q.last || q.stop AND b.initial = q.first[1]",
        asks=_HAS_NAMES,
    ),
    Way(
        table="person",
        source="q",
        join="b.last = q.last AND b.root_first = q.root AND b.initial <> q.first[1]",
        one="b.last = q.last AND b.root_first = q.root AND b.initial <> q.first[1]",
        asks=_HAS_NAMES,
    ),
    Way(
        table="person",
        source="surnames",
        join="b.last = q.name",
        one="b.last >= q.last AND b.last < q.last || q.stop",
        asks="q.last <> '' AND q.first = '' AND q.number IS NULL AND q.street = ''",
    ),
    Way(
        table="person_by_sound",
        source="q",
        join="b.sound_last = q.sound AND b.initial = q.first[1] AND NOT starts_with(b.last, q.last)",
        one="b.sound_last = q.sound AND b.initial = q.first[1] AND NOT starts_with(b.last, q.last)",
        asks=f"{_HAS_NAMES} AND {_TYPED}",
    ),
    Way(
        table="person_by_sound",
        source="q",
        join="b.sound_last = q.sound AND b.first = q.first AND NOT starts_with(b.last, q.last)",
        one="b.sound_last = q.sound AND b.initial = q.first[1] AND b.first = q.first "
        "AND NOT starts_with(b.last, q.last)",
        asks=f"{_HAS_NAMES} AND {_WHOLE}",
    ),
)


def levels(way: Way) -> str:
    """SQL for the columns l, f, n, s and turned of a way's rows."""
    return f"{L_SQL} AS l, {F_SQL} AS f, {way.number} AS n, {way.street} AS s, q.turned AS turned"


def points() -> str:
    """SQL for the points of a row with the columns l, f, n, s and turned."""
    cases = [f"CASE {column}::TINYINT {_whens(worths)} ELSE 0 END" for column, worths in POINTS.items()]
    return " + ".join(cases) + f" + CASE WHEN turned AND l > 0 THEN {TURNED} ELSE 0 END"


def _whens(worths: Mapping[int, int]) -> str:
    return " ".join(f"WHEN {level} THEN {worth}" for level, worth in worths.items())


def weigh(asked: Asked, names: Sequence[str], where: tuple[bool, int]) -> Levels:
    """Points and levels of one row, as the SQL has them; names: last, first, root_first, sound_last."""
    last, first, root, heard = names
    number, street = where
    surname, given = _last_level(asked, last, heard), _first_level(asked, first, root)
    worth = POINTS["l"].get(surname, 0) + POINTS["f"].get(given, 0) + POINTS["s"].get(street, 0)
    worth += POINTS["n"][1] if number else 0
    worth += TURNED if asked.turned and surname > 0 else 0
    return worth, surname, given, number, street, not asked.turned


def street_level(asked: Asked, street: str) -> int:
    """As S_SQL."""
    if not asked.street:
        return 0
    return 2 if street == asked.street else int(street.startswith(asked.street))


def _last_level(asked: Asked, last: str, heard: str) -> int:
    """As L_SQL."""
    if not asked.last:
        return 0
    if last.startswith(asked.last):
        return 3 if last == asked.last else 2
    return 1 if heard == asked.sound else -1


def _first_level(asked: Asked, first: str, root: str) -> int:
    """As F_SQL."""
    if not asked.first or not first:
        return 0
    if first == asked.first:
        return 4
    if root == asked.root:
        return 3
    if first.startswith(asked.first) or first == asked.first[0]:
        return 2
    slip = len(asked.first) > 2 and jellyfish.damerau_levenshtein_distance(first, asked.first) == 1  # noqa: PLR2004
    return 1 if slip else -1


def asked_for(way: Way, asked: Asked) -> bool:
    """Whether a query in normal form asks for a way: what `asks` says, without the engine."""
    has = {
        "q.street <> ''": bool(asked.street),
        "q.number IS NOT NULL": asked.number is not None,
        "q.number IS NULL": asked.number is None,
        _TYPED: asked.stop == BEGINNING,
        _WHOLE: asked.stop == WHOLE,
        "q.last <> ''": bool(asked.last),
        "q.first <> ''": bool(asked.first),
        "q.first = ''": not asked.first,
        "q.street = ''": not asked.street,
    }
    return all(has[part] for part in way.asks.split(" AND "))


def written_in(sql: str, asked: Asked) -> str:
    """SQL with the values of one query in place of q's columns."""
    values = asked._asdict()
    return re.sub(r"\bq\.(\w+)", lambda found: _constant(values[found[1]]), sql)


def _constant(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"
