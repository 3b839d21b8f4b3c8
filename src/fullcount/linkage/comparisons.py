"""How a line and a voter's record are compared: for each level of agreement, the test in SQL.

l is the line, v the voter's record, both in normal form (the names as l_first, v_first and so on). The
first test that holds gives the level; what a level is worth stands in weights.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fullcount.linkage.weights import Weights

# One slip of the pen or the keyboard: a letter added, left out, changed, or two exchanged.
_SLIP = "damerau_levenshtein({0}, {1}) <= 1"
_ALIKE = "jaro_winkler_similarity({0}, {1}) >= {2}"
# How alike the names are is computed once a pair, and gates the dearer tests.
LIKENESS: Final = """
    CASE WHEN l.first = v.first THEN 1.0 ELSE jaro_winkler_similarity(l.first, v.first) END AS j_first,
    CASE WHEN l.last = v.last THEN 1.0 ELSE jaro_winkler_similarity(l.last, v.last) END AS j_last"""
_EXCHANGED = (
    "j_first < 0.8 AND j_last < 0.84 AND l_first[1] = v_last[1] AND l_last[1] = v_first[1] AND "
    "jaro_winkler_similarity(l_first, v_last) >= 0.85 AND "
    "(jaro_winkler_similarity(l_last, v_first) >= 0.85 OR length(l_last) = 1)"
)

FIRST: Final = {
    "unknown": "l_first = '' OR v_first = ''",
    "same": "l_first = v_first",
    "initial": "least(length(l_first), length(v_first)) = 1 AND l_first[1] = v_first[1]",
    "nickname": "nick",
    "part": "least(length(l_first), length(v_first)) >= 3 "
    "AND (starts_with(l_first, v_first) OR starts_with(v_first, l_first))",
    "similar": "j_first >= 0.92 OR ((j_first >= 0.7 OR length(l_first) <= 4) "
    "AND least(length(l_first), length(v_first)) >= 2 "
    f"AND {_SLIP.format('l_first', 'v_first')})",
    "middle": "length(l_first) > 1 AND l_first = middle",
    "exchanged": _EXCHANGED,
    "near": "j_first >= 0.8 OR (j_first >= 0.65 AND least(length(l_first), length(v_first)) >= 5 "
    "AND damerau_levenshtein(l_first, v_first) <= 2)",
    "different": "true",
}

LAST: Final = {
    "unknown": "l_last = '' OR v_last = ''",
    "same": "l_last = v_last",
    "part": "(contains(l_last, ' ') OR contains(v_last, ' ')) "
    "AND list_has_any(string_split(l_last, ' '), string_split(v_last, ' '))",
    "similar": "j_last >= 0.93 OR ((j_last >= 0.7 OR length(l_last) <= 4) "
    "AND least(length(l_last), length(v_last)) >= 2 "
    f"AND {_SLIP.format('l_last', 'v_last')})",
    "sound": "j_last >= 0.7 AND same_sound",
    "exchanged": _EXCHANGED,
    "near": "j_last >= 0.84 OR (j_last >= 0.65 AND least(length(l_last), length(v_last)) >= 5 "
    "AND damerau_levenshtein(l_last, v_last) <= 2)",
    "different": "true",
}

MIDDLE: Final = {
    "unknown": "l.middle = '' OR v.middle = ''",
    "same": "length(l.middle) > 1 AND (l.middle = v.middle OR (length(v.middle) > 1 AND "
    "jaro_winkler_similarity(l.middle, v.middle) >= 0.9))",
    "initial": "least(length(l.middle), length(v.middle)) = 1 AND l.middle[1] = v.middle[1]",
    "different": "true",
}

SUFFIX: Final = {
    "unknown": "l.suffix = '' AND v.suffix = ''",
    "same": "l.suffix = v.suffix",
    "one side": "l.suffix = '' OR v.suffix = ''",
    "different": "true",
}

_SAME_HOUSE = "l.number = v.number AND l.street = v.street"
# A direction or a type read as part of the name, or left out, changes the parts but hardly the whole.
_STREET_ALIKE = (
    f"({_ALIKE.format('l.street', 'v.street', 0.9)} "
    f"OR (least(length(l.street), length(v.street)) >= 3 AND {_SLIP.format('l.street', 'v.street')}) "
    "OR jaro_winkler_similarity(l.direction || ' ' || l.street || ' ' || l.kind, "
    "v.direction || ' ' || v.street || ' ' || v.kind) >= 0.92)"
)
_NUMBER_ALIKE = (
    "(least(l.number, v.number) >= 10 AND damerau_levenshtein(l.number::VARCHAR, v.number::VARCHAR) <= 1)"
)
_NO_OTHER_ZIP = "(l.zip = v.zip OR l.zip = '' OR v.zip = '')"

ADDRESS: Final = {
    "unknown": "l.street = '' OR v.street = ''",
    "door": f"{_SAME_HOUSE} AND l.unit = v.unit AND l.unit <> ''",
    "house": f"{_SAME_HOUSE} AND l.unit = v.unit",
    "no unit": f"{_SAME_HOUSE} AND (l.unit = '' OR v.unit = '')",
    "other unit": _SAME_HOUSE,
    "street misread": f"l.number = v.number AND {_STREET_ALIKE}",
    # CYN for CANYON, AVDA for AVENIDA; kept apart because one pair of streets in thirty is so alike.
    "street resembles": f"l.number = v.number AND {_NO_OTHER_ZIP} AND l.street[1] = v.street[1] "
    f"AND {_ALIKE.format('l.street', 'v.street', 0.65)}",
    "number misread": f"l.street = v.street AND {_NUMBER_ALIKE}",
    # The cheap tests come first: they decide nearly all pairs.
    "both misread": f"l.street[1] = v.street[1] AND {_NO_OTHER_ZIP} AND {_NUMBER_ALIKE} AND {_STREET_ALIKE}",
    "number and zip": "l.number = v.number AND l.zip = v.zip AND l.zip <> ''",
    "street": "l.street = v.street",
    "zip": "l.zip = v.zip AND l.zip <> ''",
    "elsewhere": "true",
}

_SAME_AREA = "CASE WHEN l.zip <> '' AND v.zip <> '' THEN l.zip = v.zip ELSE l.city = v.city END"
# At the same house the ZIP is no news; where the street was misread it supports the reading.
AREA: Final = {
    "unknown": "(l.zip = '' OR v.zip = '') AND (l.city = '' OR v.city = '')",
    "supports": f"a_address IN {{misread}} AND {_SAME_AREA}",
    "contradicts": "a_address IN {misread}",
    "same": _SAME_AREA,
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
STREET_MISREAD: Final = ("street misread", "street resembles", "both misread")
MISREAD: Final = (*STREET_MISREAD, "number misread")
HERE: Final = ("unknown", *AT_THE_HOUSE, *MISREAD)


def level_sql(comparison: str, weights: Weights) -> str:
    """The level of a pair as an SQL expression giving its code."""
    misread = weights.codes("address", STREET_MISREAD)
    cases = " ".join(
        f"WHEN {test.replace('{misread}', misread)} THEN {weights.code(comparison, level)}"
        for level, test in TESTS[comparison].items()
    )
    return f"(CASE {cases} END)::UTINYINT"
