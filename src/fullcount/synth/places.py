"""Made-up cities, ZIP codes, streets and homes, in plausible number for a county's voters.

Columns, not objects: a home is an index; its street, number and unit are arrays. Streets keep their
parts apart (direction, name, kind) so that the error model can drop or spell out each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from fullcount.synth import words
from fullcount.synth.chance import Flags, Ints, Objects, coin, objects, stream, weighted
from fullcount.synth.names import surnames
from fullcount.synth.rural import rural_streets

FIRST_ZIP, FIRST_ZIP_OUTSIDE = 90_001, 92_801
ORDINAL_ENDS = {1: "ST", 2: "ND", 3: "RD"}
LARGEST_BUILDING = 60
NO_UNIT = -1
BOXED = ("RR ", "HC ")  # rural routes: the number is that of a box, and stands last


@dataclass(frozen=True, slots=True)
class Streets:
    """Streets by index. city and zip belong to the street: a long real street is several of ours."""

    direction: Objects
    name: Objects
    kind: Objects
    city: Objects
    zip: Objects
    outside: Flags

    def lines(self) -> Objects:
        """Direction, name and kind as written on the roll: "W 42ND ST"."""
        parts = zip(self.direction, self.name, self.kind, strict=True)
        return objects([" ".join(part for part in street if part) for street in parts])


@dataclass(frozen=True, slots=True)
class Homes:
    """Homes by index: int32 arrays. unit: an index into UNITS, or -1. half: the number is followed by 1/2."""

    street: Ints
    number: Ints
    unit: Ints
    half: Flags

    def __len__(self) -> int:
        return len(self.street)


def units() -> tuple[str, ...]:
    """Every unit a home may have, as written on the roll: plain, by floor, by letter."""
    plain = [f"APT {number}" for number in range(1, 41)]
    floors = [f"APT {floor}{door:02d}" for floor in range(1, 7) for door in range(1, 13)]
    letters = [f"UNIT {letter}" for letter in "ABCDEFGHJKLM"]
    signs = [f"# {number}" for number in range(1, 31)]
    return tuple(plain + floors + letters + signs)


def make_streets(seed: int, voters: int, settings: Mapping[str, Any]) -> Streets:
    """The streets of a county of that many voters, and a tenth as many of its neighbours, outside."""
    rng = stream(seed, "streets")
    zips = max(2, round(voters / settings["voters_per_zip"]))
    per_zip = max(8, round(settings["voters_per_zip"] / 2.06 / settings["homes_per_street"] * 1.1))
    outside_zips = max(1, zips // 10)
    zip_of = np.repeat(np.arange(zips + outside_zips), per_zip)
    outside = zip_of >= zips
    kinds = _kinds(rng, len(zip_of))
    named = _named(rng, len(zip_of))
    spanish = coin(rng, settings.get("spanish_streets", 0.07), len(zip_of))
    named[spanish], kinds[spanish] = _spanish(rng, int(spanish.sum())), ""
    cities = _cities(rng, zips, outside_zips, settings.get("zips_per_city", 3.2))
    codes = [
        f"{FIRST_ZIP + z if z < zips else FIRST_ZIP_OUTSIDE + z - zips:05d}"
        for z in range(zips + outside_zips)
    ]
    directions = _directions(rng, spanish)
    if "rural" in settings:
        rural_streets(stream(seed, "rural streets"), settings["rural"], directions, named, kinds)
    return Streets(directions, named, kinds, cities[zip_of], objects(codes)[zip_of], outside)


def make_homes(
    seed: int, count: int, streets: Streets, settings: Mapping[str, Any], *, outside: bool = False
) -> Homes:
    """Homes on the streets inside (or outside) the county: lots in runs along streets, flats in buildings."""
    rng = stream(seed, f"homes outside {outside}")
    home_lot, lots = _lots(rng, count, settings["flats"])
    choices = np.flatnonzero(streets.outside == outside)
    lot_street, lot_place = _along(rng, lots, choices)
    first = rng.integers(1, 120, len(streets.outside)) * 100
    number = first[lot_street] + 4 * lot_place + rng.integers(0, 4, lots)
    in_building = np.bincount(home_lot, minlength=lots)[home_lot] > 1
    unit = np.where(in_building, _unit_numbers(rng, home_lot, lots), NO_UNIT)
    half = coin(rng, 0.006, count) & ~in_building
    return Homes(
        lot_street[home_lot].astype(np.int32), number[home_lot].astype(np.int32), unit.astype(np.int32), half
    )


def _lots(rng: np.random.Generator, count: int, flats: float) -> tuple[Ints, int]:
    """For each home its lot, ascending, and the number of lots; buildings hold the stated share of homes."""
    mean_building = 9.0
    share = flats / mean_building / (flats / mean_building + 1 - flats)
    size = np.where(
        coin(rng, share, count), np.minimum(2 + rng.geometric(1 / 7.5, count), LARGEST_BUILDING), 1
    )
    home_lot = np.repeat(np.arange(count, dtype=np.int32), size)[:count]
    return home_lot, int(home_lot[-1]) + 1


def _along(rng: np.random.Generator, lots: int, choices: Any) -> tuple[Ints, Ints]:
    """For each lot its street and its place along it: streets take runs of lots of uneven length."""
    ends = np.cumsum(0.15 + rng.exponential(1.0, len(choices)))
    last_lot = (ends / ends[-1] * lots).astype(np.int64)
    street = np.searchsorted(last_lot, np.arange(lots), side="right")
    street = np.minimum(street, len(choices) - 1)
    starts = np.concatenate(([0], last_lot))[street]
    chosen: Ints = choices[street].astype(np.int32)
    return chosen, (np.arange(lots) - starts).astype(np.int32)


def _unit_numbers(rng: np.random.Generator, home_lot: Ints, lots: int) -> Ints:
    """For each home the index of its unit: the buildings of one lot all number alike."""
    starts = np.searchsorted(home_lot, np.arange(lots))
    place = np.arange(len(home_lot)) - starts[home_lot]
    style = weighted(rng, (0.45, 0.3, 0.12, 0.13), lots)[home_lot]
    offsets, lengths = np.array((0, 40, 112, 124)), np.array((40, 72, 12, 30))
    fits = place < lengths[style]
    style = np.where(fits, style, 1)
    unit: Ints = (offsets[style] + place % lengths[style]).astype(np.int32)
    return unit


def _kinds(rng: np.random.Generator, count: int) -> Objects:
    return objects(tuple(words.KIND_WORDS))[weighted(rng, words.KIND_WEIGHTS, count)]


def _named(rng: np.random.Generator, count: int) -> Objects:
    """Street names, the frequent first: numbered, words, two-part words, surnames."""
    numbered = [ordinal(number) for number in range(1, 221)]
    joined = [front + back for front in words.FRONTS for back in words.BACKS if front != back]
    people = [name for name in surnames().texts[:: len(surnames().texts) // 1500] if name.isalpha()]
    pools = [objects(pool) for pool in (numbered, words.STREETS, joined, people)]
    choice = weighted(rng, (0.13, 0.45, 0.27, 0.15), count)
    picks = [pool[rng.integers(0, len(pool), count)] for pool in pools]
    return objects([picks[kind][i] for i, kind in enumerate(choice.tolist())])


def _spanish(rng: np.random.Generator, count: int) -> Objects:
    fronts = objects(words.SPANISH_FRONTS)[rng.integers(0, len(words.SPANISH_FRONTS), count)]
    backs = objects(words.SPANISH_BACKS)[rng.integers(0, len(words.SPANISH_BACKS), count)]
    return objects([f"{front} {back}" for front, back in zip(fronts, backs, strict=True)])


def _directions(rng: np.random.Generator, spanish: Flags) -> Objects:
    has = coin(rng, 0.38, len(spanish)) & ~spanish
    chosen = objects(tuple(words.DIRECTIONS))[rng.integers(0, 4, len(spanish))]
    return objects([text if flag else "" for text, flag in zip(chosen, has, strict=True)])


def _cities(rng: np.random.Generator, zips: int, outside_zips: int, zips_per_city: float) -> Objects:
    """A city for each ZIP code; a large city has many. Outside ones have names of their own."""
    count = max(1, round(zips / zips_per_city))
    names = [f"{front} {back}".strip() for front in words.CITY_FRONTS for back in words.CITY_BACKS]
    chosen = objects(names)[rng.permutation(len(names))[:count]]
    of_zip = np.sort(weighted(rng, [rank**-0.8 for rank in range(1, count + 1)], zips))
    outer = objects(words.OUTSIDE_CITIES)[np.arange(outside_zips) % len(words.OUTSIDE_CITIES)]
    return np.concatenate((chosen[of_zip], outer))


def ordinal(number: int) -> str:
    """A number as a street says it: 1ST, 42ND, 113TH."""
    end = "TH" if 10 < number % 100 < 20 else ORDINAL_ENDS.get(number % 10, "TH")
    return f"{number}{end}"
