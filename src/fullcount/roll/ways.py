"""The ways a voter is looked for in a search index, and how well each voter found agrees.

Levels of agreement:
last (surname) 5 the same, 4 begins so, 3 sounds alike and has one slip, 2 one slip, 1 sounds alike, 0 not
asked, -1 another;
first (given name) 4 the same, 3 nickname, 2 begins so, 1 one slip, 0 not asked or not known, -1 another;
number (house number the same);
street 2 the same, 1 begins so, 0 neither.
A slip is a letter put in, left out or taken for another, or two neighbours exchanged.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from fullcount.roll.index import Index
from fullcount.roll.mapped import Array
from fullcount.roll.query import WHOLE, Asked

LAST_POINTS: Final = np.array([0, 0, 20, 21, 22, 30, 40])  # by level, from -1
FIRST_POINTS: Final = np.array([-10, 0, 7, 8, 9, 12])
NUMBER_POINTS: Final = 30
STREET_POINTS: Final = np.array([0, 15, 20])
TURNED: Final = -6  # names exchanged: less likely than names as given
SHORTEST_SLIPPED: Final = 3  # letters; of a shorter name too many others are one slip away
NOBODY: Final = np.empty(0, np.int32)


class Levels(NamedTuple):
    """How well one voter agrees."""

    last: int
    first: int
    number: bool
    street: int
    straight: bool


class Found(NamedTuple):
    """Voters (or distinct names) found: their rows (or places); marks: how well they agree, as `marked` says.

    fits: whether all that was asked for is the same or begins so; of whole words, is the same or has them as
    its first.
    """

    places: Array
    marks: Array
    fits: Array


class Sought:
    """One reading of a query, looked up in an index: what its words are there, and who is found by them."""

    def __init__(self, index: Index, asked: Asked) -> None:
        self.index, self.asked = index, asked

    def at_places(self) -> Found:
        """The voters found by a house number or a street."""
        if not (self.asked.street or (self.asked.last and self.asked.number is not None)):
            return _nobody()
        rows, streets = self._at_number() if self.asked.number is not None else self._on_street()
        person = (np.searchsorted(self.index.person_voters, rows, "right") - 1).astype(np.int32)
        surnames = self._surnames_of(person)
        last, first = self._last_levels(surnames), self._first_levels(self.index.person_given[person])
        number = np.full(len(rows), self.asked.number is not None)
        marks = self._marked(last, first, number, self._street_levels(streets))
        fits = self._reached(surnames) & self._fits(first)
        if self.asked.street:
            fits &= _within(streets, self._streets_reached)
        return Found(rows, marks, fits)

    def listed(self, limit: int) -> tuple[Array, Array, int] | None:
        """Where only a surname or only a street is asked for: rows, marks, and how many fit; else None.

        That can be a large part of the roll, of which the first in order are the best.
        """
        if (
            self.asked.number is not None
            or self.asked.first
            or bool(self.asked.last) == bool(self.asked.street)
        ):
            return None
        rows, levels, fitting = self._of_name(limit) if self.asked.last else self._of_street(limit)
        none = np.zeros(len(rows), np.int8)
        last, street = (levels, none) if self.asked.last else (none, levels)
        return rows, marked(last, none, none, street, straight=True), fitting

    def persons(self) -> Found:
        """The distinct names found by surname and given name together."""
        if not (self.asked.last and self.asked.first):
            return _nobody()
        parts = [self._beginning_so(), self._by_nickname(), self._nearly()]
        persons, last, first = (np.concatenate(column) for column in zip(*parts, strict=True))
        none = np.zeros(len(persons), np.int8)
        begin, end = self.index.surname_persons[list(self._surnames_reached)]
        fits = _within(persons, (begin, end)) & self._fits(first)
        return Found(persons, self._marked(last, first, none > 0, none), fits)

    def _marked(self, last: Array, first: Array, number: Array, street: Array) -> Array:
        return marked(last, first, number, street, straight=not self.asked.turned)

    def _reached(self, surnames: Array) -> Array:
        """Which of the surnames are the one asked for."""
        if not self.asked.last:  # names exchanged cannot be told without it
            return np.full(len(surnames), not self.asked.turned)
        return _within(surnames, self._surnames_reached)

    def _fits(self, first: Array) -> Array:
        """Which levels of a given name say that it is the one asked for."""
        fits: Array = first >= (2 if self.asked.first else 0)
        return fits

    def _of_name(self, limit: int) -> tuple[Array, Array, int]:
        low, high = self.index.surname_voters[list(self._surnames_reached)].tolist()
        rows = np.arange(low, min(low + limit, high))
        begin, end = self.index.surname_voters[[self._surname, self._surname + 1]]
        return rows, np.where((rows >= begin) & (rows < end) & (self._surname >= 0), 5, 4), high - low

    def _of_street(self, limit: int) -> tuple[Array, Array, int]:
        """Those of the very street first, then those of streets that begin so; each in order."""
        runs, same = self.index.street_voters, self.index.streets.find(self.asked.street)
        low, high = runs[list(self._streets_reached)].tolist()
        middle = int(runs[same + 1]) if same >= 0 else low
        exact, others = self.index.of_street[low:middle][:limit], self.index.of_street[middle:high]
        if len(others) > limit:
            others = np.partition(others, limit)[:limit]
        rows = np.concatenate((exact, np.sort(others)))[:limit]
        return rows, np.where(np.arange(len(rows)) < len(exact), 2, 1), high - low

    def _at_number(self) -> tuple[Array, Array]:
        """Voters of the house number, on the streets or of the surnames asked for; and their streets."""
        index = self.index
        place = int(np.searchsorted(index.numbers, np.int32(self.asked.number or 0)))
        if place == len(index.numbers) or index.numbers[place] != self.asked.number:
            return NOBODY, NOBODY
        run = slice(index.number_voters[place], index.number_voters[place + 1])
        rows, streets = index.of_number[run], index.of_number_street[run]
        wanted = np.zeros(len(rows), np.bool_)
        if self.asked.street:
            low, high = self._streets_reached
            wanted |= (streets >= low) & (streets < high)
        if self.asked.last:
            low, high = index.surname_voters[list(self._surnames_reached)]
            wanted[slice(*np.searchsorted(rows, np.array([low, high], np.int32)))] = True
            alike = np.concatenate((self._alike, self._slipped))
            begins = np.searchsorted(rows, index.surname_voters[alike])
            ends = np.searchsorted(rows, index.surname_voters[alike + 1])
            wanted[_spread(begins, ends)] = True
        return rows[wanted], streets[wanted]

    def _on_street(self) -> tuple[Array, Array]:
        """Voters of the streets asked for whose surname begins so; and their streets."""
        index = self.index
        low, high = index.street_voters[list(self._streets_reached)]
        rows = index.of_street[low:high]
        place = np.arange(low, high, dtype=np.int32)
        if self.asked.last:
            least, most = index.surname_voters[list(self._surnames)]
            wanted = (rows >= least) & (rows < most)
            rows, place = rows[wanted], place[wanted]
        return rows, np.searchsorted(index.street_voters, place, "right") - 1

    def _beginning_so(self) -> tuple[Array, Array, Array]:
        """Names whose surname begins so and whose given name has the same first letter: levels of both."""
        low, high = self.index.surname_persons[list(self._surnames_reached)].tolist()
        places, first = self._of_initial(self.index.person_given[low:high])
        return places + low, self._same_or_begun(places + low), first

    def _by_nickname(self) -> tuple[Array, Array, Array]:
        """Names whose surname begins so, with a given name of another letter that is a nickname's other."""
        if not self._other_nicknames:
            return NOBODY, NOBODY, NOBODY
        low, high = self.index.surname_persons[list(self._surnames_reached)].tolist()
        given = self.index.person_given[low:high]
        begin, end = self._initial
        places = np.flatnonzero(self.index.given_root[given] == self._root)
        places = places[(given[places] < begin) | (given[places] >= end)] + low
        return places, self._same_or_begun(places), np.full(len(places), 3, np.int8)

    def _same_or_begun(self, persons: Array) -> Array:
        return np.where(_within(persons, self._same_surname), np.int8(5), np.int8(4))

    def _nearly(self) -> tuple[Array, Array, Array]:
        """Names whose surname sounds alike or has a slip, with the initial asked for.

        Of whole words: with the same given name, of which there are enough.
        """
        if self.asked.stop == WHOLE and self._given < 0:
            return NOBODY, NOBODY, NOBODY
        runs = self.index.surname_persons
        slipped = self._slipped[~self._sounding(self._slipped)]
        persons = np.concatenate((self._alike_persons(), _spread(runs[slipped], runs[slipped + 1])))
        begin, end = runs[list(self._surnames_reached)]  # found already
        persons = persons[(persons < begin) | (persons >= end)]
        places, first = self._of_initial(self.index.person_given[persons])
        if self.asked.stop == WHOLE:
            places, first = places[first == 4], first[first == 4]  # noqa: PLR2004 - the same
        persons = persons[places]
        return persons, self._last_levels(self._surnames_of(persons)), first

    def _alike_persons(self) -> Array:
        """Names whose surname sounds alike and whose given name has the same first letter."""
        if self._sound < 0:
            return NOBODY
        low, high = self.index.sound_persons[self._sound : self._sound + 2].tolist()
        begin, end = np.searchsorted(self.index.of_sound_given[low:high], np.array(self._initial, np.int32))
        alike: Array = self.index.of_sound_person[low + begin : low + end]
        return alike

    def _of_initial(self, given: Array) -> tuple[Array, Array]:
        """Those of the given names that begin with the same letter and agree: where they stand, levels.

        There may be ten thousands, of some hundred names: each name is compared once.
        """
        begin, end = self._initial
        places = np.flatnonzero((given >= begin) & (given < end))
        levels = self._initial_levels[given[places] - begin]
        agree = levels >= 0
        return places[agree], levels[agree]

    @cached_property
    def _initial_levels(self) -> Array:
        return self._first_levels(np.arange(*self._initial))

    def _surnames_of(self, persons: Array) -> Array:
        surnames: Array = np.searchsorted(self.index.surname_persons, persons, "right") - 1
        return surnames

    def _sounding(self, surname: Array) -> Array:
        """Which of the surnames sound alike."""
        alike: Array = self.index.surname_sound[surname] == self._sound
        return alike

    def _last_levels(self, surname: Array) -> Array:
        levels = np.zeros(len(surname), np.int8)
        if not self.asked.last:
            return levels
        begin, end = self._surnames
        levels += np.array([-1, 2, 1, 3], np.int8)[
            _among(surname, self._slipped) + 2 * self._sounding(surname)
        ]
        levels[(surname >= begin) & (surname < end)] = 4
        levels[surname == self._surname] = 5
        return levels

    def _first_levels(self, given: Array) -> Array:
        levels = np.zeros(len(given), np.int8)
        if not self.asked.first:
            return levels
        begin, end = self._givens
        levels -= 1
        levels[_among(given, self._given_slipped)] = 1
        levels[(given >= begin) & (given < end) | (given == self._initial_alone)] = 2
        levels[self.index.given_root[given] == self._root] = 3
        levels[given == self._given] = 4
        levels[given == self._unknown] = 0
        return levels

    def _street_levels(self, street: Array) -> Array:
        levels = np.zeros(len(street), np.int8)
        if self.asked.street:
            begin, end = self.index.streets.span(self.asked.street)
            levels[(street >= begin) & (street < end)] = 1
            same = self.index.streets.find(self.asked.street)
            levels[(street == same) & (street >= 0)] = 2  # -1: a voter without a street, or none so called
        return levels

    @cached_property
    def _surname(self) -> int:
        return self.index.surnames.find(self.asked.last)

    @cached_property
    def _same_surname(self) -> tuple[int, int]:
        """From which to before which name the surname is the same."""
        runs, place = self.index.surname_persons, self._surname
        return (int(runs[place]), int(runs[place + 1])) if place >= 0 else (0, 0)

    @cached_property
    def _surnames(self) -> tuple[int, int]:
        return self.index.surnames.span(self.asked.last)

    @cached_property
    def _surnames_reached(self) -> tuple[int, int]:
        return self.index.surnames.span(self.asked.last, self.asked.stop)

    @cached_property
    def _sound(self) -> int:
        return self.index.sounds.find(self.asked.sound)

    @cached_property
    def _alike(self) -> Array:
        """The surnames that sound alike."""
        if self._sound < 0:
            return NOBODY
        runs = self.index.sound_surnames
        alike: Array = self.index.of_sound[runs[self._sound] : runs[self._sound + 1]]
        return alike

    @cached_property
    def _slipped(self) -> Array:
        long_enough = len(self.asked.last) >= SHORTEST_SLIPPED
        return self.index.surnames.slips(self.asked.last) if long_enough else NOBODY

    @cached_property
    def _given(self) -> int:
        return self.index.givens.find(self.asked.first)

    @cached_property
    def _givens(self) -> tuple[int, int]:
        return self.index.givens.span(self.asked.first)

    @cached_property
    def _initial(self) -> tuple[int, int]:
        return self.index.givens.span(self.asked.first[0])

    @cached_property
    def _initial_alone(self) -> int:
        return self.index.givens.find(self.asked.first[0])

    @cached_property
    def _unknown(self) -> int:
        return self.index.givens.find("")

    @cached_property
    def _root(self) -> int:
        return self.index.roots.find(self.asked.root)

    @cached_property
    def _other_nicknames(self) -> bool:
        """Whether a given name of another letter is a nickname's other; most have none."""
        alike = np.flatnonzero(self.index.given_root == self._root)
        return len(alike) > 0 and not _within(alike, self._initial).all()

    @cached_property
    def _given_slipped(self) -> Array:
        long_enough = len(self.asked.first) >= SHORTEST_SLIPPED
        return self.index.givens.slips(self.asked.first) if long_enough else NOBODY

    @cached_property
    def _streets_reached(self) -> tuple[int, int]:
        return self.index.streets.span(self.asked.street, self.asked.stop)


def marked(last: Array, first: Array, number: Array, street: Array, *, straight: bool) -> Array:
    """Points and levels in one whole number each, the more points the greater."""
    points = LAST_POINTS[last + 1] + FIRST_POINTS[first + 1] + STREET_POINTS[street] + number * NUMBER_POINTS
    if not straight:
        points = points + np.where(last > 0, TURNED, 0)
    names = ((points + 64) * 8 + last + 1) * 8 + first + 1
    marks: Array = ((names * 2 + number) * 4 + street) * 2 + straight
    return marks


def points_of(marks: Array) -> Array:
    """The points of marks, greater by 64."""
    return marks >> 10


def levels_of(mark: int) -> Levels:
    """The levels of one voter's mark."""
    last, first, street = (mark >> 7 & 7) - 1, (mark >> 4 & 7) - 1, mark >> 1 & 3
    return Levels(last, first, bool(mark >> 3 & 1), street, straight=bool(mark & 1))


def _within(places: Array, run: tuple[int, int]) -> Array:
    """Which of the places are in a run."""
    within: Array = (places >= run[0]) & (places < run[1])
    return within


def _among(places: Array, some: Array) -> Array:
    """Which of the places are among some few, which are in order."""
    if not len(some):
        return np.zeros(len(places), np.bool_)
    found: Array = some[np.minimum(np.searchsorted(some, places), len(some) - 1)] == places
    return found


def _spread(begins: Array, ends: Array) -> Array:
    """All places of the runs, one run after the other; of the index's own type, or it would be converted."""
    counts = ends - begins
    before = np.cumsum(counts, dtype=np.int32) - counts
    places: Array = np.arange(int(counts.sum()), dtype=np.int32) + np.repeat(begins - before, counts)
    return places


def together(found: list[Found]) -> Found:
    """Several as one."""
    return (
        found[0]
        if len(found) == 1
        else Found(*(np.concatenate(column) for column in zip(*found, strict=True)))
    )


def _nobody() -> Found:
    return Found(NOBODY, NOBODY.astype(np.int64), NOBODY > 0)
