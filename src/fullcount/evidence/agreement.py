"""Levels of agreement between two names, two addresses: words an official can read, never the name itself.

A level says how two normal forms agree; its `sentence` is used in the evidence of a candidate. Levels are
ordered from the most agreement to the least, as they are written here. An engine that compares in bulk
uses the same levels by the same definitions.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

import jellyfish

from fullcount.evidence.addresses import AddressForm
from fullcount.evidence.names import NameForm
from fullcount.evidence.nicks import same_by_nickname
from fullcount.evidence.sounds import sound

SHORTEST_NEAR: Final = 6  # in shorter words two letters are too many to be a slip


class NameLevel(StrEnum):
    """How one part of a name (given name, or surname) agrees."""

    SAME = "same"
    JOINED = "same, written apart"
    NICKNAME = "nickname"
    PART = "part of a double surname"
    ONE_LETTER = "one letter differs"
    INITIAL = "initial only"
    NEAR = "two letters differ"
    SOUND = "sounds alike"
    MIDDLE = "goes by the middle name"
    MISSING = "not given"
    DIFFERENT = "different"


class AddressLevel(StrEnum):
    """How two addresses agree."""

    SAME = "same"
    SAME_NO_UNIT = "same, unit not given"
    SAME_OTHER_UNIT = "same house, another unit"
    SAME_OTHER_DIRECTION = "same, direction or street type differs"
    STREET_NEAR = "same number, street nearly the same"
    NUMBER_NEAR = "same street, number nearly the same"
    SAME_STREET = "same street, another number"
    MISSING = "not given"
    DIFFERENT = "different"


_ADDRESS_SENTENCES: Final = {
    AddressLevel.SAME: "same address",
    AddressLevel.SAME_NO_UNIT: "same address, unit given on one side only",
    AddressLevel.SAME_OTHER_UNIT: "same house, another unit",
    AddressLevel.SAME_OTHER_DIRECTION: "same house number and street, but direction or street type differs",
    AddressLevel.STREET_NEAR: "same house number, street spelled nearly the same",
    AddressLevel.NUMBER_NEAR: "same street, house number differs by one digit or two exchanged",
    AddressLevel.SAME_STREET: "same street, another house number",
    AddressLevel.MISSING: "no address to compare",
    AddressLevel.DIFFERENT: "another address",
}

_NAME_SENTENCES: Final = {
    NameLevel.SAME: "{part} the same",
    NameLevel.JOINED: "{part} the same, written in one or in two words",
    NameLevel.NICKNAME: "{part} a nickname of the other",
    NameLevel.PART: "{part} is part of a double surname",
    NameLevel.ONE_LETTER: "{part} differs in one letter",
    NameLevel.INITIAL: "{part} given as an initial only",
    NameLevel.NEAR: "{part} differs in two letters",
    NameLevel.SOUND: "{part} sounds alike",
    NameLevel.MIDDLE: "{part} is the other's middle name",
    NameLevel.MISSING: "{part} not given",
    NameLevel.DIFFERENT: "{part} differs",
}


class NameAgreement(NamedTuple):
    """How two names agree, part by part. swapped: given name and surname agree only when exchanged."""

    first: NameLevel
    last: NameLevel
    suffix_differs: bool
    swapped: bool

    @property
    def sentence(self) -> str:
        """The agreement in words, naming no name."""
        said = [name_sentence("surname", self.last), name_sentence("given name", self.first)]
        if self.swapped:
            said.insert(0, "given name and surname exchanged")
        if self.suffix_differs:
            said.append("suffix (Jr, Sr, III) differs")
        return "; ".join(said)


def name_sentence(part: str, level: NameLevel) -> str:
    """The sentence of a level for a part ("given name", "surname")."""
    return _NAME_SENTENCES[level].format(part=part)


def address_sentence(level: AddressLevel) -> str:
    """The sentence of a level of address."""
    return _ADDRESS_SENTENCES[level]


def name_agreement(a: NameForm, b: NameForm) -> NameAgreement:
    """How two names in normal form agree; exchanged names are tried where the straight ones differ."""
    suffix = bool(a.suffix and b.suffix and a.suffix != b.suffix)
    straight = NameAgreement(given_level(a, b), _surnames_level(a, b), suffix, swapped=False)
    if NameLevel.DIFFERENT not in straight[:2]:
        return straight
    turned = a._replace(first=a.last.replace(" ", ""), last=a.first)
    first, last = given_level(turned, b), surname_level(turned.last, b.last)
    close = {NameLevel.SAME, NameLevel.ONE_LETTER, NameLevel.NICKNAME, NameLevel.JOINED}
    return NameAgreement(first, last, suffix, swapped=True) if {first, last} <= close else straight


def given_level(a: NameForm, b: NameForm) -> NameLevel:
    """How two given names agree, middle names helping."""
    if not a.first or not b.first:
        return NameLevel.MISSING
    if a.first == b.first:
        return NameLevel.SAME
    if _whole_given(a) == _whole_given(b) or a.first in _joins(b) or b.first in _joins(a):
        return NameLevel.JOINED
    if same_by_nickname(a.first, b.first):
        return NameLevel.NICKNAME
    return _given_spelled(a, b)


def _given_spelled(a: NameForm, b: NameForm) -> NameLevel:
    if len(a.first) == 1 or len(b.first) == 1:
        return NameLevel.INITIAL if a.first[0] == b.first[0] else NameLevel.DIFFERENT
    if a.first in b.middle.split() or b.first in a.middle.split():
        return NameLevel.MIDDLE
    return spelled_level(a.first, b.first)


def _surnames_level(a: NameForm, b: NameForm) -> NameLevel:
    """As `surname_level`; of two surnames written apart the first may have been read as a middle name."""
    level = surname_level(a.last, b.last)
    if level is NameLevel.DIFFERENT and (a.last in b.middle.split() or b.last in a.middle.split()):
        return NameLevel.PART
    return level


def surname_level(a: str, b: str) -> NameLevel:
    """How two surnames in normal form agree."""
    if not a or not b:
        return NameLevel.MISSING
    if a == b:
        return NameLevel.SAME
    if a.replace(" ", "") == b.replace(" ", ""):
        return NameLevel.JOINED
    if (" " in a or " " in b) and not set(a.split()).isdisjoint(b.split()):
        return NameLevel.PART
    if len(a) == 1 or len(b) == 1:
        return NameLevel.INITIAL if a[0] == b[0] else NameLevel.DIFFERENT
    return spelled_level(a, b)


def spelled_level(a: str, b: str) -> NameLevel:
    """How two different words agree in spelling and sound."""
    slips = jellyfish.damerau_levenshtein_distance(a, b)
    if slips <= 1:
        return NameLevel.ONE_LETTER
    if slips == 2 and min(len(a), len(b)) >= SHORTEST_NEAR:  # noqa: PLR2004 - two letters, as it says
        return NameLevel.NEAR
    return NameLevel.SOUND if sound(a) == sound(b) else NameLevel.DIFFERENT


def address_agreement(a: AddressForm, b: AddressForm) -> AddressLevel:
    """How two addresses in normal form agree; city and ZIP decide nothing here."""
    if not a.street or not b.street:
        return AddressLevel.MISSING
    if a.street == b.street:
        return _on_one_street(a, b)
    if a.number and a.number == b.number and _street_near(a.street, b.street):
        return AddressLevel.STREET_NEAR
    return AddressLevel.DIFFERENT


def _on_one_street(a: AddressForm, b: AddressForm) -> AddressLevel:
    if a.number != b.number:
        near = a.number and b.number and jellyfish.damerau_levenshtein_distance(a.number, b.number) == 1
        return AddressLevel.NUMBER_NEAR if near else AddressLevel.SAME_STREET
    if _clash(a.direction, b.direction) or _clash(a.kind, b.kind) or _clash(a.fraction, b.fraction):
        return AddressLevel.SAME_OTHER_DIRECTION
    if a.unit == b.unit:
        return AddressLevel.SAME
    return AddressLevel.SAME_OTHER_UNIT if a.unit and b.unit else AddressLevel.SAME_NO_UNIT


def _clash(a: str, b: str) -> bool:
    return bool(a and b and a != b)


def _street_near(a: str, b: str) -> bool:
    joined = a.replace(" ", "") == b.replace(" ", "")
    start = len(min(a, b, key=len)) >= SHORTEST_NEAR and (a.startswith(b) or b.startswith(a))
    slips = jellyfish.damerau_levenshtein_distance(a, b)
    return joined or start or slips <= (2 if min(len(a), len(b)) >= SHORTEST_NEAR else 1)


def _whole_given(name: NameForm) -> str:
    return f"{name.first}{name.middle}".replace(" ", "")


def _joins(name: NameForm) -> tuple[str, ...]:
    """The given name written together with the first middle name: MARY ANN as MARYANN."""
    second = name.middle.partition(" ")[0]
    return (name.first + second,) if len(second) > 1 else ()
