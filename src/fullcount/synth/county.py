"""A made-up county: people, homes and the registration records of its roll, with their truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from fullcount.synth.chance import Flags, Ints, exactly, stream
from fullcount.synth.composition import Scenario
from fullcount.synth.people import EPOCH, YEAR, People, households, make_people
from fullcount.synth.places import Homes, Streets, make_homes, make_streets

ACTIVE, INACTIVE, CANCELED = 0, 1, 2
STATUSES = ("active", "inactive", "canceled")
FIRST_VOTER = 10_000_000
VACANT = 0.04  # homes nobody is registered at, as a share of homes


@dataclass(slots=True)
class Records:
    """Registration records in the roll's order. person, home: indexes. number: the voter id, ascending."""

    number: Ints
    person: Ints
    home: Ints
    status: Ints
    registered_on: Ints
    inside: Flags
    late: Flags

    def __len__(self) -> int:
        return len(self.number)


@dataclass(slots=True)
class County:
    """People, places and records. vacant: homes inside nobody is registered at. near: homes inside."""

    scenario: Scenario
    streets: Streets
    homes: Homes
    people: People
    records: Records
    vacant: Ints
    homes_inside: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many records of each kind a county has."""

    registered: int
    inactive: int
    canceled_only: int
    stale: int
    outside: int
    late: int


def sizes(scenario: Scenario, scale: float) -> Sizes:
    """The county's record counts: the stated ones at that scale, never too few for the petition's lines."""
    county, lines = scenario.settings["county"], scenario.composition(scale)
    registered = scenario.registered(scale)
    canceled = round(registered * county["canceled"])
    return Sizes(
        registered=registered,
        inactive=registered * scenario.counts["inactive"] // scenario.counts["registered"],
        canceled_only=max(round(canceled * (1 - county["stale"])), 2 * lines.get("canceled", 0), 4),
        stale=max(round(canceled * county["stale"]), 4),
        outside=max(round(registered * county["outside"]), 2 * lines.get("out_of_county", 0), 4),
        late=max(round(registered * county["late"]), 2 * lines.get("registered_late", 0), 2),
    )


def make_county(scenario: Scenario, scale: float, seed: int) -> County:
    """The county of a scenario at a scale; the same for the same three arguments."""
    size, settings = sizes(scenario, scale), scenario.settings["county"]
    streets = make_streets(seed, size.registered, settings)
    rng = stream(seed, "people")
    household = households(rng, size.registered + size.canceled_only, settings)
    families = int(household[-1]) + 1
    homes_inside = families + max(20, round(families * VACANT))
    inside = make_homes(seed, homes_inside, streets, settings)
    taken = exactly(stream(seed, "vacant"), families, homes_inside)
    people = make_people(rng, household, np.flatnonzero(taken).astype(np.int32), scenario.filed, settings)
    outer_rng = stream(seed, "people outside")
    outer = households(outer_rng, size.outside, settings)
    outer_homes = make_homes(seed, int(outer[-1]) + 21, streets, settings, outside=True)
    home_of = homes_inside + np.arange(int(outer[-1]) + 1, dtype=np.int32)
    people = people.add(make_people(outer_rng, outer, home_of, scenario.filed, settings))
    homes = _join(inside, outer_homes)
    records = _records(stream(seed, "records"), size, people, taken, scenario.filed)
    return County(
        scenario, streets, homes, people, records, np.flatnonzero(~taken).astype(np.int32), homes_inside
    )


def _join(inside: Homes, outside: Homes) -> Homes:
    names = ("street", "number", "unit", "half")
    return Homes(*(np.concatenate((getattr(inside, name), getattr(outside, name))) for name in names))


def _records(rng: np.random.Generator, size: Sizes, people: People, taken: Flags, filed: date) -> Records:
    """One record a person, and stale second ones; in the order of voter ids, which tell nothing."""
    inside_people = size.registered + size.canceled_only
    status = _statuses(rng, size)
    again = rng.permutation(np.flatnonzero(status[:inside_people] != CANCELED))[: size.stale]
    person = np.concatenate((np.arange(len(people)), again)).astype(np.int32)
    home = people.home[person].copy()
    home[len(people) :] = np.flatnonzero(taken)[rng.integers(0, int(taken.sum()), len(again))]
    status = np.concatenate((status, np.full(len(again), CANCELED, dtype=np.int32)))
    inside = (person < inside_people).astype(np.bool_)
    late = _late(rng, size, status, inside)
    order = rng.permutation(len(person))
    number = FIRST_VOTER + np.cumsum(rng.integers(1, 6, len(person)))
    registered_on = _registered_on(rng, people.born[person], late, filed)
    return Records(
        number=number.astype(np.int32),
        person=person[order],
        home=home[order],
        status=status[order],
        registered_on=registered_on[order],
        inside=inside[order],
        late=late[order],
    )


def _statuses(rng: np.random.Generator, size: Sizes) -> Ints:
    """A status for each person: exactly the stated numbers registered and inactive; outside all active."""
    count = size.registered + size.canceled_only
    status = np.full(count + size.outside, ACTIVE, dtype=np.int32)
    mixed = rng.permutation(count)
    status[mixed[: size.inactive]] = INACTIVE
    status[mixed[size.registered :]] = CANCELED
    return status


def _late(rng: np.random.Generator, size: Sizes, status: Ints, inside: Flags) -> Flags:
    late: Flags = np.zeros(len(status), dtype=np.bool_)
    late[rng.permutation(np.flatnonzero((status == ACTIVE) & inside))[: size.late]] = True
    return late


def _registered_on(rng: np.random.Generator, born: Ints, late: Flags, filed: date) -> Ints:
    """Days since EPOCH: after the eighteenth birthday, mostly of late; late ones after the filing."""
    filing_day = (filed - EPOCH).days
    usual = filing_day - 1 - rng.exponential(9 * YEAR, len(born))
    usual = np.minimum(np.maximum(usual, born + 18.01 * YEAR), filing_day - 1)
    return np.where(late, filing_day + rng.integers(1, 6, len(born)), usual).astype(np.int32)


def days(day: date) -> int:
    """Days since EPOCH."""
    return (day - EPOCH).days


def statuses_of(records: Records) -> dict[str, int]:
    """Records inside by status, as a sealed roll counts them."""
    found: Any = np.bincount(records.status[records.inside], minlength=len(STATUSES))
    return {name: int(count) for name, count in zip(STATUSES, found, strict=True)}
