"""Street addresses in normal form: two ways of writing one place give one form.

Decisions, so that two programs agree:

- The house number is the digits the address begins with (`NUMBER_PATTERN`, also a regular expression of
  RE2, so that an engine can split it off); what follows is read by `street_form`.
- A direction before or after the street has its own place (N, NW; both: "N NW"), so has the street's type
  (AVE, BLVD). Ordinals are figures: First Street, 1 ST and 1st St are street 1ST of type ST.
- A street named by a type that stands before (Avenue 26, Highway 101) keeps it in its name, with no type;
  so does a numbered road (County Road 12, CR 12).
- Spanish words (Avenida, Calle, Camino, Via) stay in the name.
- "PO BOX 123" is the street of a post box; it has no house number.
- The box of a rural route or highway contract route (RR 4 Box 95, HC 4 Bx #95) is the house number, the
  route the street; which of the two kinds of route it is is the street's type.
- What is written after the unit (a city, a state, a ZIP) is left out of the form.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from fullcount.evidence.letters import address_signs
from fullcount.evidence.street_words import (
    DIRECTIONS,
    HIGHWAY_OWNERS,
    HIGHWAYS,
    KINDS,
    LEADING,
    NUMBERED_ROADS,
    ORDINALS,
    PLACES,
    ROAD_OWNERS,
    STATES,
    TENS,
    UNITS,
    ordinal,
)

NUMBER_PATTERN: Final = (
    r"(?s)^[ \t#]*0*([0-9]{1,9})((?:[^0-9A-Za-z]|[A-Za-z][^0-9A-Za-z]|[A-Za-z]{3}).*|[A-Za-z]?)$"
)
# A box on a route, to be written as house number and route (_ROUTE_ORDER): also an expression of RE2.
ROUTE_PATTERN: Final = (
    r"(?i)^[ \t]*(R\.? ?R|RURAL (?:ROUTE|RTE)|RFD|R|H\.? ?C|HCR)\.? ?#? ?0*([0-9]{1,4}),? ?(?:BOX|BX) ?#? ?"
    r"0*([0-9]{1,6})([^0-9A-Za-z].*)?$"
)
_ROUTE_ORDER: Final = r"\3 \1 \2 \4"
_NUMBER: Final = re.compile(NUMBER_PATTERN)
_ROUTED: Final = re.compile(ROUTE_PATTERN)
_ROUTE: Final = re.compile(r"^(R ?R|RURAL ROUTE|RURAL RTE|RFD|R|H ?C|HCR) ?#? ?([0-9]{1,4})(?![0-9A-Z])(.*)$")
_BOX: Final = re.compile(r"^(?:P ?O ?(?:BOX|BX)|POST OFFICE BOX|POB|BOX)(?=[ #0-9]) ?#? ?([0-9A-Z-]+)")
_FRACTION: Final = re.compile(r"^[0-9]/[0-9]$")
# A direction before one of these is the street's name (N St, E Ave); before a rarer type it is a direction
# and the type is the name, its own type left out: S Island (St), W Prairie (Ave).
_EVERYDAY: Final = frozenset({"ST", "AVE", "BLVD", "RD", "DR", "LN", "CT", "PL", "WAY", "TER", "CIR", "PKWY"})
_ARTICLES: Final = frozenset({"DE", "A", "EN", "POR"})  # Spanish words that a name may not end before: de la
_NTH: Final = re.compile(r"^0*([0-9]+)(?:ST|ND|RD|TH)$")
_ZIP: Final = re.compile(r"^[0-9]{5}(?:-[0-9]{4})?$")
# Most addresses are plain: a direction, a name of words that mean nothing else, a type: one match.
_PLAIN: Final = re.compile(
    r"^ ?(?:([NSEW]|NORTH|SOUTH|EAST|WEST) )?([A-Z]{3,}|[0-9]{1,3}(?:ST|ND|RD|TH))(?: ([A-Z]{3,}))??"
    rf"(?: ({'|'.join(KINDS)}))?$"
)
_TELLING: Final = frozenset(
    {*KINDS, *DIRECTIONS, *UNITS, *PLACES, *ORDINALS, *TENS, *LEADING, *HIGHWAYS, "BOX"}
)
_GLUED: Final = re.compile(r"\b(APT|APARTMENT|UNIT|STE|SUITE|SPC|RM|BLDG|TRLR|LOT)([0-9])")  # APT4
_TRAILING_UNIT: Final = re.compile(r"^(?:[0-9]{1,5}-?[A-Z]?|[A-Z]-?[0-9]{0,4})$")


class StreetForm(NamedTuple):
    """An address without its number, in normal form; a part that is not there is empty."""

    fraction: str
    direction: str
    street: str
    kind: str
    unit: str
    po_box: bool


def split_number(text: str) -> tuple[str, str]:
    """The house number (digits without leading zeros, or nothing) and the rest of the address, as written."""
    found = _NUMBER.match(text)
    return (found[1], found[2]) if found else ("", text)


def routed_sql(column: str) -> str:
    """SQL (DuckDB) of a column of addresses in which a route's box stands as the house number, as it does."""
    return (
        f"CASE WHEN {column} >= 'H' "  # most begin with a digit, and to tell is cheap
        f"THEN regexp_replace({column}, '{ROUTE_PATTERN}', '{_ROUTE_ORDER}') ELSE {column} END"
    )


def routed(text: str) -> str:
    """An address in which a route's box stands as the house number."""
    found = _ROUTED.match(text) if text[:1] in "RrHh" else None
    return found.expand(_ROUTE_ORDER) if found else text


def street_form(rest: str) -> StreetForm:
    """The normal form of an address without its number, as `split_number` leaves it."""
    return _plain(rest) or _read(rest)


def _plain(rest: str) -> StreetForm | None:
    """What `_read` gives for a plain address, in a fraction of the time; None where it is not plain."""
    found = _PLAIN.match(rest)
    if not found:
        return None
    before, name, more, kind = found.groups()
    if name in _TELLING or more in _TELLING or (kind is None and name[0] < "A"):
        return None
    name = _nth(name)
    return StreetForm(
        "",
        before[0] if before else "",
        f"{name} {more}" if more else name,
        KINDS[kind] if kind else "",
        "",
        po_box=False,
    )


def _read(rest: str) -> StreetForm:
    flat = _GLUED.sub(r"\1 \2", address_signs(rest)).lstrip(" ,")
    if flat.startswith(("P", "BOX")) and (box := _BOX.match(flat)):
        return StreetForm("", "", f"PO BOX {box[1].replace('-', '')}", "", "", po_box=True)
    if flat.startswith(("R", "H")) and (route := _ROUTE.match(flat)):
        return _on_route(*route.groups())
    street, _, after = flat.partition(",")
    parts = street.replace("#", " # ").split()
    attached = bool(rest) and not rest[0].isspace()
    fraction = _take_fraction(parts, attached=attached)
    _take_state(parts)
    unit = _take_unit(parts) or _unit_after(after)
    direction, name, kind, tail = _read_street(parts)
    return StreetForm(fraction, direction, name, kind, unit or tail, po_box=False)


def _on_route(kind: str, number: str, after: str) -> StreetForm:
    """A route whose box is the house number; a plain R may be either kind."""
    unit = _take_unit(["", *after.replace("#", " # ").replace(",", " ").split()])
    kind = "HC" if kind.startswith("H") else "RR" if kind != "R" else ""
    return StreetForm("", "", f"ROUTE {int(number)}", kind, unit, po_box=False)


def unit_form(text: str) -> str:
    """The mark of a flat without its designator: "Apt 4-B", "# 4B" and "4b" give 4B."""
    parts = [part for part in re.split(r"[ ,#/&-]+", address_signs(text)) if part]
    marks = [PLACES.get(part, part) for part in parts if part not in UNITS]
    return "".join(mark.lstrip("0") or "0" for mark in marks)


def _take_fraction(parts: list[str], *, attached: bool) -> str:
    """A fraction or a letter of the house number, taken off the front: 1/2, -A, 123A, 123 A Main."""
    while parts and not parts[0].strip("-"):
        parts.pop(0)
        attached = True
    if not parts:
        return ""
    first = parts[0].strip("-")
    mark = parts[0].startswith("-") or (attached and parts[0][:1].isalpha() and len(first) == 1)
    if _FRACTION.match(first) or (mark and (len(first) == 1 or first.isdigit())):
        parts.pop(0)
        return first
    if len(first) == 1 and first.isalpha() and first not in DIRECTIONS and len(parts) > 2:  # noqa: PLR2004
        parts.pop(0)
        if first == "O":  # O Brien is O'Brien, no flat O
            parts[0] = first + parts[0]
            return ""
        return first
    return ""


def _take_state(parts: list[str]) -> None:
    """Take a ZIP, a state before it, and the city between the street's type and them off the end."""
    if len(parts) < 3:  # noqa: PLR2004 - a street of two words stays
        return
    coded = bool(_ZIP.match(parts[-1]))
    if coded:
        parts.pop()
    stated = len(parts) > 2 and parts[-1] in STATES and (coded or parts[-1] not in DIRECTIONS)  # noqa: PLR2004
    end = _end_of_street(parts[:-1] if stated else parts) if coded or stated else 0
    if end and (coded or end < len(parts) - 1):  # without a ZIP a city must stand between
        del parts[end:]
    elif coded and stated:
        parts.pop()


def _end_of_street(parts: list[str]) -> int:
    """Where a city begins: after the first type, an everyday one rather, and a direction; 0: nowhere."""
    ends = [place for place in range(1, len(parts)) if parts[place] in KINDS and _may_end(parts, place)]
    everyday = [place for place in ends if KINDS[parts[place]] in _EVERYDAY]
    if not ends:
        return 0
    end = (everyday or ends)[0] + 1
    return end + (end < len(parts) and parts[end] in DIRECTIONS)


def _may_end(parts: list[str], place: int) -> bool:
    """Whether a street may end with this type: no other type, nor a unit, comes next."""
    after = parts[place + 1 :]
    saint = after[:1] == ["ST"] and len(after) > 1
    return not after or saint or not (after[0] in KINDS or after[0] in UNITS or after[0] == "#")


def _take_unit(parts: list[str]) -> str:
    """Take a designated unit (APT 4, # 4, REAR) off the end."""
    for place in range(1, len(parts)):
        if _opens_unit(parts, place):
            unit = unit_form(" ".join(_marks(parts[place:])))
            del parts[place:]
            return unit
    if len(parts) > 2 and parts[-1] in PLACES and parts[-2] in KINDS:  # noqa: PLR2004
        return PLACES[parts.pop()]
    return ""


def _marks(parts: list[str]) -> list[str]:
    """What is a unit's of the words it begins: a city may follow."""
    for place, word in enumerate(parts):
        if len(word) > 1 and word.isalpha() and word not in UNITS and word not in PLACES:
            return parts[:place]
    return parts


def _opens_unit(parts: list[str], place: int) -> bool:
    word = parts[place]
    if word == "#":
        return True
    if word not in UNITS or place + 1 == len(parts):
        return False
    after = parts[place + 1]
    return after == "#" or after[-1].isdigit() or after[0].isdigit() or len(after) == 1


def _unit_after(text: str) -> str:
    """The unit written after a comma, where it is one; a city is none."""
    for piece in text.split(","):
        parts = piece.replace("#", " # ").split()
        opens = parts and (parts[0] in UNITS or parts[0] == "#" or parts[0] in PLACES)
        if opens or (len(parts) == 1 and _TRAILING_UNIT.match(parts[0])):
            return unit_form(piece)
    return ""


def _read_street(parts: list[str]) -> tuple[str, str, str, str]:
    """Direction, name, type, and a unit written bare after the type."""
    words = [
        word for part in parts for word in part.replace("-", " ").replace("/", " ").split() if word != "&"
    ]
    before = _take_before(words)
    road = _is_road(words)
    tail = "" if road else _take_bare_unit(words)
    after = DIRECTIONS[words.pop()] if not road and len(words) > 1 and _is_after(words) else ""
    direction = f"{before} {after}" if before and after else before or after
    if road or (after and _is_road(words)):
        return direction, _road(words), "", tail
    if _is_highway(words):
        return direction, _highway(words), "", tail
    kind = KINDS[words.pop()] if len(words) > 1 and words[-1] in KINDS else _lane(words)
    return direction, _name(words, kind), kind, tail


def _lane(words: list[str]) -> str:
    """Take LA off the end, which people write for a lane; after a type it is Los Angeles or Louisiana."""
    if len(words) > 1 and words[-1] == "LA" and words[-2] not in KINDS and words[-2] not in _ARTICLES:
        words.pop()
        return "LN"
    return ""


def _take_before(words: list[str]) -> str:
    """Take a leading direction, unless it is the street's name itself (North St, E Ave)."""
    if len(words) < 2 or words[0] not in DIRECTIONS:  # noqa: PLR2004 - a direction and a name
        return ""
    if len(words) == 2 and KINDS.get(words[1]) in _EVERYDAY:  # noqa: PLR2004
        return ""
    first = DIRECTIONS[words.pop(0)]
    if first in "NS" and len(words) > 1 and DIRECTIONS.get(words[0], "") in ("E", "W"):
        joined = len(words) > 2 or words[1] not in KINDS  # noqa: PLR2004 - N E St is E street
        return first + DIRECTIONS[words.pop(0)] if joined else first
    return first


def _is_after(words: list[str]) -> bool:
    """Whether a direction is written last; Avenue N is a street's name, 15th Avenue N is not."""
    named = len(words) == 2 and words[-2] in ("AVENUE", "AVE")  # noqa: PLR2004
    return words[-1] in DIRECTIONS and words[-1] != "NO" and not named


def _take_bare_unit(words: list[str]) -> str:
    """A unit with no designator after the street's type: MAIN ST 4B."""
    if len(words) > 3 and words[-3] in KINDS and words[-2] in DIRECTIONS and words[-1].isdigit():  # noqa: PLR2004
        return unit_form(words.pop())
    if len(words) > 2 and words[-2] in KINDS and words[-1] not in DIRECTIONS:  # noqa: PLR2004
        named_before = words[-2] in ("AVE", "AVENUE") and len(words) == 2  # noqa: PLR2004
        if not named_before and words[-2] not in HIGHWAYS and _TRAILING_UNIT.match(words[-1]):
            return unit_form(words.pop())
    return ""


def _is_road(words: list[str]) -> bool:
    """A road that has a number for a name: County Road 12, CR 12, FM 1960, Township Rd A."""
    if len(words) < 2 or not _TRAILING_UNIT.match(words[-1]):  # noqa: PLR2004
        return False
    owned = words[-2] in ("ROAD", "RD") and len(words) > 2 and words[-3] in ROAD_OWNERS  # noqa: PLR2004
    return owned or (words[-2] in NUMBERED_ROADS and words[-1][0].isdigit())


def _road(words: list[str]) -> str:
    owner = NUMBERED_ROADS.get(words[-2]) or ROAD_OWNERS[words[-3]]
    return f"{owner} ROAD {words[-1].lstrip('0')}"


def _is_highway(words: list[str]) -> bool:
    return len(words) > 1 and words[-2] in HIGHWAYS and words[-1][0].isdigit()


def _highway(words: list[str]) -> str:
    while len(words) > 2 and words[0] in HIGHWAY_OWNERS:  # noqa: PLR2004 - highway and number stay
        words.pop(0)
    leading = " ".join(words[:-2])
    return f"{leading} HIGHWAY {words[-1]}".strip()


def _name(words: list[str], kind: str) -> str:
    """The street's own name: ordinals in figures, Saint and Mt and types within it as one spelling."""
    if len(words) == 1:
        return _single(words[0], kind)
    if words and words[0] in ("AVE", "AVENUE"):
        words[0] = "AVENUE"
    out: list[str] = []
    for word in words:
        if out and out[-1] in TENS and out[-1] + word in ORDINALS:
            out[-1] = ORDINALS[out[-1] + word]
        else:
            out.append(_nth(word))
    if len(out) > 1:
        out[0] = LEADING.get(out[0], out[0])
    return " ".join([*out[:1], *(KINDS.get(word, word) for word in out[1:])])


def _single(word: str, kind: str) -> str:
    return ordinal(int(word)) if kind and word.isdigit() and len(word) < 4 else _nth(word)  # noqa: PLR2004


def _nth(word: str) -> str:
    if word[0].isdigit():
        found = _NTH.match(word)
        return ordinal(int(found[1])) if found else word
    return ORDINALS.get(word, word)
