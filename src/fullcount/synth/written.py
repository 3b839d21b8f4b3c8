"""What signers wrote, field by field, before it is put together as a transcript."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from fullcount.synth.chance import Flags, Objects, objects
from fullcount.synth.county import County
from fullcount.synth.names import first_names, surnames
from fullcount.synth.people import NO_NAME, ONE_NAME, SUFFIXES
from fullcount.synth.places import BOXED, units
from fullcount.synth.signers import Signers


@dataclass(slots=True)
class Written:
    """Fields of every signed line, as lists of texts in line order, and the slips made in each.

    joiner: "" for one surname, "-" or " " before the second. slips: names of errors per line.
    """

    first: list[str]
    middle: list[str]
    last: list[str]
    joiner: list[str]
    second: list[str]
    suffix: list[str]
    number: list[str]
    half: list[str]
    direction: list[str]
    street: list[str]
    kind: list[str]
    unit: list[str]
    city: list[str]
    zip: list[str]
    female: Flags
    slips: list[list[str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.first)

    def surname(self, line: int) -> str:
        """Surname with the second one, and the suffix after it."""
        both = f"{self.last[line]}{self.joiner[line]}{self.second[line]}"
        return f"{both} {self.suffix[line]}".strip()

    def address(self, line: int) -> str:
        """The address on one line, unit last; the number of a box after its rural route."""
        if self.street[line].startswith(BOXED):
            return f"{self.street[line]} {self.number[line]}".strip()
        parts = (
            self.number[line], self.half[line], self.direction[line], self.street[line], self.kind[line],
            self.unit[line],
        )  # fmt: skip
        return " ".join(part for part in parts if part)


def as_known(signers: Signers, county: County) -> Written:
    """Names and addresses as the signers would write them in full and without error."""
    people, homes, streets = signers.people, county.homes, county.streets
    who, street = signers.person, homes.street[signers.home]
    firsts, lasts = objects(first_names().texts), objects(surnames().texts)
    lasts_or_none, firsts_or_none = objects([*surnames().texts, ""]), objects([*first_names().texts, ""])
    joiners, halves = objects(("", "-", " ")), objects(("", "1/2"))
    half = homes.half[signers.home].astype(np.int32)
    second = np.where(people.joiner[who] == ONE_NAME, NO_NAME, people.second[who])
    return Written(
        first=_list(firsts[people.first[who]]),
        middle=_list(firsts_or_none[people.middle[who]]),
        last=_list(lasts[people.last[who]]),
        joiner=_list(joiners[people.joiner[who]]),
        second=_list(lasts_or_none[second]),
        suffix=_list(objects(SUFFIXES)[people.suffix[who]]),
        number=[str(number) for number in homes.number[signers.home].tolist()],
        half=_list(halves[half]),
        direction=_list(streets.direction[street]),
        street=_list(streets.name[street]),
        kind=_list(streets.kind[street]),
        unit=_list(objects([*units(), ""])[homes.unit[signers.home]]),
        city=_list(streets.city[street]),
        zip=_list(streets.zip[street]),
        female=people.female[who],
        slips=[[] for _ in range(len(signers))],
    )


def _list(texts: Objects) -> list[str]:
    found: list[str] = texts.tolist()
    return found
