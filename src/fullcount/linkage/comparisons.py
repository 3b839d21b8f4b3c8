"""How a line and a voter's record are compared: for each level of agreement, the test in SQL.

l is the line, v the voter's record, both in normal form. The first test that holds gives the level; what
a level is worth stands in weights.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fullcount.linkage.weights import Weights

# One slip of the pen or the keyboard: a letter added, left out, changed, or two exchanged.
_SLIP = "damerau_levenshtein({0}, {1}) <= 1"
_ALIKE = "jaro_winkler_similarity({0}, {1}) >= {2}"
_EXCHANGED = (
    "l.first <> '' AND l.last <> '' AND "
    + _ALIKE.format("l.first", "v.last", 0.92)
    + " AND "
    + _ALIKE.format("l.last", "v.first", 0.92)
)

FIRST: Final = {
    "unknown": "l.first = '' OR v.first = ''",
    "same": "l.first = v.first",
    "initial": "least(length(l.first), length(v.first)) = 1 AND l.first[1] = v.first[1]",
    "nickname": "nick.a IS NOT NULL",
    "part": "least(length(l.first), length(v.first)) >= 3 "
    "AND (starts_with(l.first, v.first) OR starts_with(v.first, l.first))",
    "similar": "least(length(l.first), length(v.first)) >= 3 "
    f"AND ({_SLIP.format('l.first', 'v.first')} OR {_ALIKE.format('l.first', 'v.first', 0.92)})",
    "middle": "length(l.first) > 1 AND l.first = v.middle",
    "exchanged": _EXCHANGED,
    "near": _ALIKE.format("l.first", "v.first", 0.8),
    "different": "true",
}

LAST: Final = {
    "unknown": "l.last = '' OR v.last = ''",
    "same": "l.last = v.last",
    "part": "(contains(l.last, ' ') OR contains(v.last, ' ')) "
    "AND list_has_any(string_split(l.last, ' '), string_split(v.last, ' '))",
    "similar": "least(length(l.last), length(v.last)) >= 3 "
    f"AND ({_SLIP.format('l.last', 'v.last')} OR {_ALIKE.format('l.last', 'v.last', 0.93)})",
    "sound": "l.h_sound = v.h_sound AND " + _ALIKE.format("l.last", "v.last", 0.7),
    "exchanged": _EXCHANGED,
    "near": _ALIKE.format("l.last", "v.last", 0.84),
    "different": "true",
}

MIDDLE: Final = {
    "unknown": "l.middle = '' OR v.middle = ''",
    "same": "l.middle = v.middle AND length(l.middle) > 1",
    "initial": "l.middle[1] = v.middle[1]",
    "different": "true",
}

SUFFIX: Final = {
    "unknown": "l.suffix = '' AND v.suffix = ''",
    "same": "l.suffix = v.suffix",
    "one side": "l.suffix = '' OR v.suffix = ''",
    "different": "true",
}

_SAME_HOUSE = "l.number = v.number AND l.street = v.street"
_STREET_ALIKE = (
    f"({_ALIKE.format('l.street', 'v.street', 0.9)} "
    f"OR (least(length(l.street), length(v.street)) >= 4 AND {_SLIP.format('l.street', 'v.street')}))"
)
_NUMBER_ALIKE = (
    "(least(l.number, v.number) >= 10 AND damerau_levenshtein(l.number::VARCHAR, v.number::VARCHAR) <= 1)"
)

ADDRESS: Final = {
    "unknown": "l.street = '' OR v.street = ''",
    "door": f"{_SAME_HOUSE} AND l.unit = v.unit AND l.unit <> ''",
    "house": f"{_SAME_HOUSE} AND l.unit = v.unit",
    "no unit": f"{_SAME_HOUSE} AND (l.unit = '' OR v.unit = '')",
    "other unit": _SAME_HOUSE,
    "street misread": f"l.number = v.number AND {_STREET_ALIKE}",
    "number misread": f"l.street = v.street AND {_NUMBER_ALIKE}",
    "both misread": f"{_NUMBER_ALIKE} AND {_STREET_ALIKE}",
    "number and zip": "l.number = v.number AND l.zip = v.zip AND l.zip <> ''",
    "street": "l.street = v.street",
    "zip": "l.zip = v.zip AND l.zip <> ''",
    "elsewhere": "true",
}

AREA: Final = {
    "unknown": "(l.zip = '' OR v.zip = '') AND (l.city = '' OR v.city = '')",
    "same": "CASE WHEN l.zip <> '' AND v.zip <> '' THEN l.zip = v.zip ELSE l.city = v.city END",
    "different": "true",
}

WAY: Final = {
    "agrees": "(l.direction = v.direction OR l.direction = '' OR v.direction = '') "
    "AND (l.kind = v.kind OR l.kind = '' OR v.kind = '')",
    "different": "true",
}

TESTS: Final[Mapping[str, Mapping[str, str]]] = {
    "first": FIRST,
    "last": LAST,
    "middle": MIDDLE,
    "suffix": SUFFIX,
    "address": ADDRESS,
    "area": AREA,
    "way": WAY,
}

AT_THE_HOUSE: Final = ("door", "house", "no unit", "other unit")
MISREAD: Final = ("street misread", "number misread", "both misread")
HERE: Final = ("unknown", *AT_THE_HOUSE, *MISREAD)


def level_sql(comparison: str, weights: Weights) -> str:
    """The level of a pair as an SQL expression giving its code."""
    cases = " ".join(
        f"WHEN {test} THEN {weights.code(comparison, level)}" for level, test in TESTS[comparison].items()
    )
    return f"(CASE {cases} END)::UTINYINT"
