"""How people write where they live: units, directions, highways, boxes, towns and ZIP codes in many forms.

No table of these is known to us; the forms are what addresses look like under USPS Publication 28 and its
deviations, and the rates, in the scenario, are assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fullcount.synth.chance import Ints, stream
from fullcount.synth.published.hands import Hands
from fullcount.synth.words import DIRECTIONS, KIND_WORDS
from fullcount.synth.written import Written

KINDS_SHORT = {
    "AVE": "AVE AV AVE.", "ST": "ST STR ST.", "DR": "DR DRV DR.", "BLVD": "BLVD BLV BL",
    "RD": "RD ROAD RD.", "LN": "LN LA LN.", "CT": "CT CRT CT.", "PL": "PL PLC PL.", "WAY": "WAY WY",
    "TER": "TER TERR", "CIR": "CIR CRCL", "PKWY": "PKWY PKY PARKWY",
}  # fmt: skip
UNITS = (
    "#{0}",
    "# {0}",
    "APT {0}",
    "APT. {0}",
    "APT #{0}",
    "APT{0}",
    "UNIT {0}",
    "NO {0}",
    "STE {0}",
    "{0}",
    "SPC {0}",
)
WORDS_SHORT = {
    "MOUNT": "MT", "MOUNTAIN": "MTN", "SAINT": "ST", "FORT": "FT", "NORTH": "NO", "SOUTH": "SO",
    "EAST": "E", "WEST": "W", "GRAND": "GRD", "CENTER": "CTR", "CREEK": "CRK", "SPRING": "SPR",
    "VALLEY": "VAL", "LAKE": "LK", "PARK": "PK", "RIVER": "RIV", "WASHINGTON": "WASHNGTN",
    "AVENIDA": "AVDA", "CAMINO": "CAM", "CALLE": "CLL", "VISTA": "VIS", "HIGHWAY": "HWY", "COUNTY": "CO",
    "ROAD": "RD", "STATE": "ST", "ROUTE": "RT",
}  # fmt: skip
SPELLED = {**KIND_WORDS, **DIRECTIONS}
DITTO = ('"', "''", '" "', "DITTO", "SAME", "-")
BOXED = ("RR ", "HC ")


class Places:
    """Changes what people write as their address, line by line, at the scenario's rates."""

    def __init__(self, written: Written, hands: Hands, rates: Mapping[str, float], seed: int) -> None:
        self.written, self.hands, self.rates, self.seed = written, hands, rates, seed

    def change(self, near_zip: list[str]) -> None:
        """Change addresses. near_zip: for each line another ZIP code of the same city, or the same."""
        self._streets()
        self._directions()
        self._units()
        self._towns(near_zip)

    def _own(self, what: str) -> list[float]:
        chances: list[float] = stream(self.seed, f"written {what}").random(len(self.written)).tolist()
        return chances

    def _hand(self, what: str) -> list[float]:
        chances: list[float] = self.hands.by_hand(self.seed, what).tolist()
        return chances

    def _streets(self) -> None:
        """Kinds left out, spelled out or cut short anyhow; words of a name cut short or left out."""
        written, rates = self.written, self.rates
        kinds, words = self._hand("kinds"), self._own("words")
        for line, (kind, word) in enumerate(zip(kinds, words, strict=True)):
            short = written.kind[line]
            if short:
                written.kind[line] = _kind(short, kind, rates)
            street = written.street[line]
            if word < rates["words_short"]:
                written.street[line] = " ".join(WORDS_SHORT.get(part, part) for part in street.split())
            elif word < rates["words_short"] + rates["word_left_out"] and not street.startswith(BOXED):
                written.street[line] = _fewer(street, word)
            if street[:1].isdigit() and kind > 0.6:
                written.street[line] = written.street[line].rstrip("STNDRH") or street

    def _directions(self) -> None:
        """Left out, spelled out, or put after the street, as that hand does."""
        written, rates = self.written, self.rates
        left, spelled, after = rates["no_direction"], rates["direction_spelled"], rates["direction_after"]
        for line, chance in enumerate(self._hand("directions")):
            direction = written.direction[line]
            if not direction:
                continue
            grid = written.street[line][:1].isdigit()
            if chance < left and not grid:
                written.direction[line] = ""
            elif chance < left + spelled:
                written.direction[line] = DIRECTIONS[direction]
            elif chance < left + spelled + after and not grid:
                written.direction[line] = ""
                written.kind[line] = f"{written.kind[line]} {direction}".strip()

    def _units(self) -> None:
        """Left out, before the number, run into it, or in another form."""
        written, rates = self.written, self.rates
        left, before = rates["no_unit"], rates["unit_before"]
        forms = self._own("unit forms")
        for line, chance in enumerate(self._hand("units")):
            unit = written.unit[line]
            if not unit:
                continue
            door = unit.split()[-1]
            if chance < left:
                written.unit[line] = ""
                written.slips[line].append("no_unit")
            elif chance < left + before:
                written.number[line] = (
                    f"{written.number[line]}-{door}"
                    if forms[line] < 0.6
                    else f"{door}/{written.number[line]}"
                )
                written.unit[line] = ""
            else:
                written.unit[line] = UNITS[int(forms[line] * len(UNITS))].format(door)

    def _towns(self, near_zip: list[str]) -> None:
        """City and ZIP, one of them or neither; the ZIP of the mailing address; cities cut short."""
        written, rates = self.written, self.rates
        only_city, only_zip, neither = rates["city_only"], rates["zip_only"], rates["no_town"]
        short = self._hand("cities")
        mail = self._own("mail")
        for line, chance in enumerate(self._hand("towns")):
            if mail[line] < rates["mailing_zip"]:
                written.zip[line] = near_zip[line]
            if chance < only_city + neither:
                written.zip[line] = ""
            if only_city <= chance < only_city + neither + only_zip:
                written.city[line] = ""
            if short[line] < rates["city_short"]:
                written.city[line] = _city(written.city[line], short[line] / rates["city_short"])


def join_boxes(written: Written) -> None:
    """Rural routes as they are said, the box last, one or another way."""
    for line, street in enumerate(written.street):
        if street.startswith(BOXED):
            form = ("{0} {1}", "{0} {1}", "{0} # {1}", "R{2} BX {1}")[hash_of(line, street) % 4]
            words = street.split()
            written.street[line] = form.format(street, written.number[line], words[1])
            written.number[line] = written.half[line] = ""


def hash_of(line: int, street: str) -> int:
    """A number that depends on the line and its street only."""
    return (line * 2_654_435_761 + sum(map(ord, street))) >> 4


def ditto(written: Written, hands: Hands, home: Ints, seed: int, rates: Mapping[str, float]) -> None:
    """Marks instead of the address, and of the surname if it is the same, below a line of the same home.

    The clerk of the section writes the text above in full, or keys the mark.
    """
    marks = stream(seed, "ditto").random(len(written))
    keyed = hands.by_clerk(seed, "ditto") >= rates["ditto_resolved"]
    same = (hands.section[1:] == hands.section[:-1]) & (home[1:] == home[:-1])
    lines = np.flatnonzero(same & (marks[1:] < rates["ditto"])) + 1
    for line in lines.tolist():
        mark = DITTO[int(marks[line] / rates["ditto"] * len(DITTO))]
        names = ("number", "half", "direction", "street", "kind", "unit", "city", "zip")
        for name in names:
            texts = getattr(written, name)
            texts[line] = "" if keyed[line] else texts[line - 1]
        if keyed[line]:
            written.street[line] = mark
            written.slips[line].append("ditto")


def _kind(short: str, chance: float, rates: Mapping[str, float]) -> str:
    if chance < rates["no_kind"]:
        return ""
    if chance < rates["no_kind"] + rates["kind_spelled"]:
        return SPELLED[short]
    forms = KINDS_SHORT.get(short, short).split()
    return forms[int(chance * 97) % len(forms)]


def _fewer(street: str, chance: float) -> str:
    """A street of several words without one of them."""
    words = street.split()
    if len(words) < 2:
        return street
    del words[int(chance * 1e6) % len(words)]
    return " ".join(words)


def _city(city: str, chance: float) -> str:
    """A city cut short: initials, the first word's initial, or the first letters."""
    words = city.split()
    if len(words) > 1:
        return "".join(word[0] for word in words) if chance < 0.4 else " ".join((words[0][0], *words[1:]))
    return city[:4] if len(city) > 6 and chance < 0.5 else city
