"""Made-up people in households: names by origin and sex, mostly one surname, children named after parents.

Columns, not objects: a person is an index. Names are codes into the tables of names.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fullcount.synth.chance import Flags, Ints, coin, weighted
from fullcount.synth.names import ORIGINS, Table, first_names, surnames

EPOCH = date(1900, 1, 1)
SUFFIXES = ("", "JR", "SR", "II", "III")
NO_NAME = -1
ONE_NAME, HYPHEN, SPACE = 0, 1, 2  # how a second surname is joined
YEAR = 365.25


@dataclass(slots=True)
class People:
    """People by index. All int32 but the flags.

    origin: index into ORIGINS. first, middle, last, second: name codes, middle and second -1 for none.
    joiner: ONE_NAME, HYPHEN or SPACE. suffix: index into SUFFIXES. born: days since EPOCH. home: index.
    """

    origin: Ints
    female: Flags
    first: Ints
    middle: Ints
    initial: Flags
    last: Ints
    second: Ints
    joiner: Ints
    suffix: Ints
    born: Ints
    home: Ints

    def __len__(self) -> int:
        return len(self.home)

    def take(self, indexes: NDArray[Any]) -> People:
        """These people, in this order, as copies."""
        return People(*(getattr(self, field.name)[indexes] for field in fields(self)))

    def add(self, others: People) -> People:
        """These people and after them the others."""
        pairs = ((getattr(self, field.name), getattr(others, field.name)) for field in fields(self))
        return People(*(np.concatenate(pair) for pair in pairs))


def draw_names(rng: np.random.Generator, table: Table, keys: Ints, labels: tuple[str, ...]) -> Ints:
    """A name code for each person: keys says which of the labels' samplers to draw from."""
    codes = np.empty(len(keys), dtype=np.int32)
    for key, label in enumerate(labels):
        chosen = np.flatnonzero(keys == key)
        codes[chosen] = table.draw(label, rng, len(chosen))
    return codes


def given_names(rng: np.random.Generator, origin: Ints, female: Flags) -> Ints:
    """A first-name code for each person's origin and sex."""
    labels = tuple(f"{name} {sex}" for name in ORIGINS for sex in ("m", "f"))
    return draw_names(rng, first_names(), origin * 2 + female, labels)


def family_names(rng: np.random.Generator, origin: Ints) -> Ints:
    """A surname code for each person's origin."""
    return draw_names(rng, surnames(), origin, ORIGINS)


def households(rng: np.random.Generator, count: int, settings: Mapping[str, Any]) -> Ints:
    """For each of count people the household, ascending; sizes as stated, the last one cut to fit."""
    sizes = weighted(rng, settings["household_sizes"], count) + 1
    members = np.repeat(np.arange(count, dtype=np.int32), sizes)[:count]
    return members.astype(np.int32)


def make_people(
    rng: np.random.Generator, household: Ints, home_of: Ints, today: date, settings: Mapping[str, Any]
) -> People:
    """People of the households (ascending), living at home_of[household]; ages as of `today`."""
    start = np.searchsorted(household, np.arange(int(household[-1]) + 1)).astype(np.int32)
    place = (np.arange(len(household)) - start[household]).astype(np.int32)
    origin, last = _families(rng, household, place, settings)
    female = _sexes(rng, start[household], place)
    born = _births(rng, household, place, today)
    people = _named(rng, origin, female, last, settings)
    people.born, people.home = born, home_of[household].astype(np.int32)
    _name_after_parents(rng, people, start, place, settings["namesake_child"])
    return people


def strangers(rng: np.random.Generator, homes: Ints, today: date, settings: Mapping[str, Any]) -> People:
    """People without family, one for each home given."""
    alone = np.arange(len(homes), dtype=np.int32)
    if not len(homes):
        alone, homes = np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int32)
        return make_people(rng, alone, homes, today, settings).take(np.arange(0))
    return make_people(rng, alone, homes, today, settings)


def rename(rng: np.random.Generator, people: People, settings: Mapping[str, Any]) -> None:
    """Other given names for these people, in place: what makes a relative of each of them."""
    people.female = coin(rng, 0.5, len(people))
    people.first = given_names(rng, people.origin, people.female)
    people.middle, people.initial = _middles(rng, people.origin, people.female, settings)
    people.suffix[:] = 0


def _families(
    rng: np.random.Generator, household: Ints, place: Ints, settings: Mapping[str, Any]
) -> tuple[Ints, Ints]:
    """Origin and surname of each person: the household's, or an own surname, seldom of another origin."""
    shares = [settings["origins"][name] for name in ORIGINS]
    families = int(household[-1]) + 1
    family_origin = weighted(rng, shares, families)
    origin, last = family_origin[household], family_names(rng, family_origin)[household]
    own = np.flatnonzero(~coin(rng, settings["shared_surname"], len(household)) & (place > 0))
    mixed = own[coin(rng, 0.3, len(own))]
    origin[mixed] = weighted(rng, shares, len(mixed))
    last[own] = family_names(rng, origin[own])
    return origin, last


def _sexes(rng: np.random.Generator, start: Ints, place: Ints) -> Flags:
    female = coin(rng, 0.52, len(place))
    couple = np.flatnonzero((place == 1) & coin(rng, 0.85, len(place)))
    female[couple] = ~female[start[couple]]
    return female


def _births(rng: np.random.Generator, household: Ints, place: Ints, today: date) -> Ints:
    """Births: the second is about as old as the first, further ones are children of age if that can be."""
    head_age = 22 + 70 * rng.beta(1.6, 2.0, int(household[-1]) + 1)
    age = head_age[household] + np.where(place == 1, rng.normal(0, 4, len(place)), 0.0)
    child = age - rng.uniform(20, 38, len(place))
    young = rng.uniform(18.2, 40, len(place))
    age = np.where(place >= 2, np.where(child >= 18.2, child, young), age)
    days = (today - EPOCH).days - np.clip(age, 18.1, 101) * YEAR
    return days.astype(np.int32)


def _named(
    rng: np.random.Generator, origin: Ints, female: Flags, last: Ints, settings: Mapping[str, Any]
) -> People:
    count = len(origin)
    second, joiner = _second_surnames(rng, origin, female, settings)
    middle, initial = _middles(rng, origin, female, settings)
    suffix = np.where(
        ~female & coin(rng, settings.get("numbered", 0.004), count), 3 + rng.integers(0, 2, count), 0
    ).astype(np.int32)
    empty = np.zeros(count, dtype=np.int32)
    first = given_names(rng, origin, female)
    return People(origin, female, first, middle, initial, last, second, joiner, suffix, empty, empty)


def _second_surnames(
    rng: np.random.Generator, origin: Ints, female: Flags, settings: Mapping[str, Any]
) -> tuple[Ints, Ints]:
    count = len(origin)
    hyphen = coin(rng, settings["hyphenated"] * 2, count) & female
    double = coin(rng, settings["two_surnames"], count) & (origin == ORIGINS.index("hispanic")) & ~hyphen
    second = np.full(count, NO_NAME, dtype=np.int32)
    has = np.flatnonzero(hyphen | double)
    second[has] = family_names(rng, origin[has])
    joiner = np.where(hyphen, HYPHEN, np.where(double, SPACE, ONE_NAME)).astype(np.int32)
    return second, joiner


def _middles(
    rng: np.random.Generator, origin: Ints, female: Flags, settings: Mapping[str, Any]
) -> tuple[Ints, Flags]:
    middle = np.full(len(origin), NO_NAME, dtype=np.int32)
    has = np.flatnonzero(coin(rng, settings["middle"], len(origin)))
    middle[has] = given_names(rng, origin[has], female[has])
    return middle, coin(rng, settings["middle_initial"], len(origin))


def _name_after_parents(
    rng: np.random.Generator, people: People, start: Ints, place: Ints, share: float
) -> None:
    """Third members of some households of one surname take a parent's name; sons mostly with JR."""
    child = np.flatnonzero(place == 2)
    parent = start[np.cumsum(place == 0)[child] - 1] + rng.integers(0, 2, len(child))
    chosen = coin(rng, share, len(child)) & (people.last[child] == people.last[parent])
    child, parent = child[chosen], parent[chosen]
    people.first[child], people.female[child] = people.first[parent], people.female[parent]
    people.second[child], people.joiner[child] = people.second[parent], people.joiner[parent]
    like = coin(rng, 0.4, len(child))
    people.middle[child[like]] = people.middle[parent[like]]
    sons = ~people.female[child]
    people.suffix[child] = np.where(sons & coin(rng, 0.7, len(child)), 1, 0)
    people.suffix[parent] = np.where(sons & coin(rng, 0.15, len(child)), 2, people.suffix[parent])
