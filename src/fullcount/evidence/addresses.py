"""A whole residence address in normal form, with its unit, city and ZIP."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from fullcount.evidence.letters import words
from fullcount.evidence.street_words import PLACES, STATES, UNITS
from fullcount.evidence.streets import routed, split_number, street_form, unit_form

_ZIP: Final = re.compile(r"([0-9]{5})(?:[- ]?[0-9]{4})?$")
# A unit written before the house number, with its designator: APT 4 123 MAIN ST, #4 123 MAIN ST.
_UNIT_FIRST: Final = re.compile(
    r"^\s*(?:(?:APT|APARTMENT|UNIT|STE|SUITE|SPC|SPACE|RM|ROOM|LOT|TRLR)\b\.?\s*#?|#)\s*"
    r"([0-9]{1,5}-?[A-Z]?|[A-Z]-?[0-9]{0,4})[\s,/-]+([0-9]{1,6}[A-Z]?(?:\s+1/2)?\s+[^,\s]+\s[^,]*)(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_UNIT_OVER: Final = re.compile(
    r"^\s*([0-9]{1,3})\s?/\s?([0-9]{3,6})(\s+[^,]*)(.*)$", re.DOTALL
)  # 4/123 MAIN ST
# A house number of which a letter was read for a digit: I23, 1O4; a letter that ends it may be a unit.
_MISREAD: Final = re.compile(r"^\s*(?=\S*[0-9])(?=\S*[OoIlLSsB|]\S)([0-9OoIlLSsB|]{2,6})(?=\s)")
_DIGIT_FOR: Final = str.maketrans("OoIlLSsB|", "001115581")
_NUMBER_LAST: Final = re.compile(r"^\s*([^0-9\s#].*[^\s,#])[\s,]+([0-9]{1,6})\s*$", re.DOTALL)
_AFTER_NUMBER: Final = re.compile(r"^([\s#]*[0-9]+[A-Z]?)\s*,", re.IGNORECASE)  # 123, MAIN ST


class AddressForm(NamedTuple):
    """A residence address in normal form; a part that is not there is empty. zip: five digits."""

    number: str
    fraction: str
    direction: str
    street: str
    kind: str
    unit: str
    po_box: bool
    city: str
    zip: str


def address_form(text: str, unit: str = "", city: str = "", zip: str = "") -> AddressForm:  # noqa: A002
    """An address as written, in normal form.

    The unit, the city and the ZIP may have fields of their own or be part of the text after a comma
    ("1 Elm St, Apt 4, Springfield, CA 90000"); their own fields go before. The unit may stand before the
    house number ("Apt 4, 1 Elm St"), the house number after the street ("Elm St 1").
    """
    text = in_order(text)
    number, rest = split_number(text)
    form = street_form(rest)
    place, code = _place_in(text)
    return AddressForm(
        number,
        form.fraction,
        form.direction,
        form.street,
        form.kind,
        (unit and unit_form(unit)) or form.unit,
        form.po_box,
        (city and words(city)) or place,
        (zip and zip_form(zip)) or code,
    )


def in_order(text: str) -> str:
    """An address as written, its parts in the order house number (or box), street (or route), unit."""
    head = text.partition(" ")[0]
    if head.isdigit() and "," not in text and "/" not in text[:10]:  # most are plain, and there are many
        return text
    text = _digits(text)
    if text[:1].isdigit():
        over = _UNIT_OVER.match(text) if "/" in text else None
        if over and len(over[2]) > len(over[1]):
            return f"{over[2]}{over[3]} APT {over[1]}{over[4]}"
        return _AFTER_NUMBER.sub(r"\1 ", text) if "," in text else text
    text = routed(text)
    if unit := _UNIT_FIRST.match(text):
        return f"{unit[2].strip()} APT {unit[1]}{unit[3]}"
    last = _NUMBER_LAST.match(text)
    if last and street_form(f" {last[1]}").kind:  # a street's type ends it: what follows is no street's name
        return f"{last[2]} {last[1]}"
    return text


def _digits(text: str) -> str:
    """An address whose house number is of digits."""
    found = _MISREAD.match(text)
    return text.replace(found[1], found[1].translate(_DIGIT_FOR), 1) if found else text


def zip_form(text: str) -> str:
    """The five digits of a ZIP code, or nothing."""
    found = _ZIP.match(text.strip())
    return found[1] if found else ""


def _place_in(text: str) -> tuple[str, str]:
    """City and ZIP written after the street."""
    if not text or not (text[-1].isdigit() or "," in text):
        return "", ""
    code = _ZIP.search(text.strip())
    zip_code = code[1] if code and " " in text.strip()[: code.start()].strip() else ""
    if "," not in text:
        return "", zip_code
    for piece in text.split(",")[1:]:
        parts = [part for part in words(piece).split(" ") if part and not part.isdigit()]
        parts = parts[:-1] if parts and parts[-1] in STATES else parts
        if parts and parts[0] not in UNITS and parts[0] not in PLACES and len(parts[0]) > 1:
            return " ".join(parts), zip_code
    return "", zip_code
