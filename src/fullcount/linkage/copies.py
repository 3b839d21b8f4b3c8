"""Lines that are nobody's on the roll, two by two: how likely both are one person's.

They are weighed as a line and a voter are, with weights learned from these very pairs (em.py): beside the
roll's records one side is written by hand, here both are, and how many people sign twice is each petition's
own. The weights that come in count like so many matches seen before, and bounds.py keeps them near.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fullcount.linkage.arrays import Columns, Flags, Floats, Ints, Longs, Side
from fullcount.linkage.bounds import bounded
from fullcount.linkage.em import (
    BELIEVED,
    DATED,
    Classes,
    Group,
    Observed,
    Prior,
    Shares,
    fit,
    groups,
    patterns,
    shares_of,
    with_shares,
)
from fullcount.linkage.levels import OTHER, among
from fullcount.linkage.score import Scale, Weighed
from fullcount.linkage.weights import Weights

FEWEST: Final = 1_000  # lines: fewer are the rest of a petition, in which two are no likelier one person's
ROUNDS: Final = 3  # times the pairs are weighed to learn from
ITERATIONS: Final = 40  # in a round, at most
_FAINT: Final = 1e-4  # a pair less likely one person's than this teaches nothing
_CLOSE: Final = 0.01  # a round that moves no share by more, relative to itself, is the last
_NO_SHARE: Final = 1e-12  # relatives are counted with strangers


@dataclass(frozen=True, slots=True)
class Alone:
    """Lines compared with each other.

    lines: all lines' columns, by row; compared: how many of them are compared; away: for each line the chance
    that it is no voter's at whose house it was written.
    """

    lines: Columns
    scale: Scale
    compared: int
    away: Floats

    def weighed(self, one: Ints, other: Ints, again: Flags) -> tuple[Weighed, Floats]:
        """The pairs that may be one person's, and how likely they are, both lines being no voter's.

        one, other: rows of lines; again: pairs that repeat another one to the letter and teach nothing new.
        """
        # That the other line lacks a middle name says nothing.
        scale = replace(self.scale, middle_held=0.0, peers=True)
        one, other = self._turned(one, other)
        found = scale.weigh(Side(self.lines, one), Side(self.lines, other))
        found = found.at(self._alike(found))
        found = found.at(self._likely(found, scale.weights) >= _FAINT)
        repeated = np.isin(_keys(found.lrow, found.vrow), _keys(one[again], other[again]))
        found, weights = self._learned(found, np.flatnonzero(~repeated), scale)
        return found, self._likely(found, weights)

    def _turned(self, one: Ints, other: Ints) -> tuple[Ints, Ints]:
        """Each pair so that the line of the commoner names stands for the record, whichever came first."""
        turn, open_ = np.zeros(len(one), np.bool_), np.arange(len(one))
        texts = map(self._text, ("last", "first", "middle", "street"))
        for key in (self._common, self._street_known, *map(self._number, ("number", "born", "zip")), *texts):
            a, b = key(one[open_]), key(other[open_])
            turn[open_[a > b]] = True
            open_ = open_[a == b]
        return np.where(turn, other, one), np.where(turn, one, other)

    def _common(self, rows: Ints) -> Longs:
        """How common the names are on the roll: where they were misread or exchanged they are rare."""
        counts, lines = self.scale.known.names.counts, self.lines
        first = counts["n_first"][lines["first"][rows]].astype(np.int64)
        return np.asarray((first + 1) * (counts["n_last"][lines["last"][rows]].astype(np.int64) + 1))

    def _street_known(self, rows: Ints) -> Flags:
        """Whether some voter lives on the street."""
        return np.asarray(self.scale.known.places.counts["n_street"][self.lines["street"][rows]] > 0)

    def _number(self, name: str) -> Callable[[Ints], Ints]:
        return lambda rows: self.lines[name][rows]

    def _text(self, name: str) -> Callable[[Ints], NDArray[Any]]:
        known = self.scale.known
        texts = (known.places if name == "street" else known.names).text
        return lambda rows: texts[self.lines[name][rows]]

    def _alike(self, found: Weighed) -> Flags:
        """Pairs that may be one person's: both names agree somehow, or the date of birth does."""
        weights = self.scale.weights
        other = [
            among(found.level(name), name, (*others, "unknown"), weights)
            for name, others in (("first", OTHER), ("last", ("different",)))
        ]
        day = found.level("born") == weights.code("born", "same")
        surname = self.scale.known.names.length[self.lines["last"][found.lrow]] > 1  # a letter is no surname
        alike: Flags = (~(other[0] | other[1]) & surname) | day
        return alike

    def _odds(self, found: Weighed, weights: Weights) -> Floats:
        """The odds that a pair is one person's, against two strangers or two relatives.

        A share of lines is somebody's second copy: the more lines there are, the seldomer two of them are
        one's. Where hardly a letter of the first name agrees, a relative or a twin may have signed beside: as
        often, against a person who signs twice, as weights.toml has relatives of voters.
        """
        lines = max(self.compared, FEWEST)
        per_pair = self.scale.voters / lines / (weights.prior["on_roll"] / (1 - weights.prior["on_roll"]))
        another = among(found.level("first"), "first", ("garbled", *OTHER), weights)
        kin = found.kin * self.scale.voters * self.scale.weights.prior["copy"] / lines
        return np.asarray(found.odds * per_pair * weights.prior["copy"] / (1 + np.where(another, kin, 0.0)))

    def _likely(self, found: Weighed, weights: Weights) -> Floats:
        """The chance that a pair is one person's, neither line a voter's at whose house it stands."""
        odds = self._odds(found, weights)
        return np.asarray(self.away[found.lrow] * self.away[found.vrow] * odds / (1 + odds))

    def _anew(self, found: Weighed, scale: Scale, weights: Weights) -> Weighed:
        """The same pairs with other weights."""
        scale = replace(scale, weights=weights)
        return scale.weigh(Side(self.lines, found.lrow), Side(self.lines, found.vrow))

    def _learned(self, found: Weighed, telling: Longs, scale: Scale) -> tuple[Weighed, Weights]:
        """The pairs weighed anew, with weights learned from those that are telling (rows of `found`).

        The weights that came in count like so many pairs seen before.
        """
        start = scale.weights
        if not len(telling):
            return found, start
        dated = float(np.mean(self.lines["born"][found.lrow] > 0)) >= DATED
        learned = groups(start, known=dated)
        believed = BELIEVED["lines with dates of birth" if dated else "lines"]
        prior = self._prior(shares_of(start, learned).groups, believed)
        weights, shares = start, prior.shares
        for _ in range(ROUNDS):
            observed = self._observed(found.at(telling), weights, learned)
            now = fit(observed, shares, prior, ITERATIONS).shares
            if now.near(shares, _CLOSE):
                break
            shares, weights = now, self._with(start, prior.shares, now, learned)
            found = self._anew(found, scale, weights)
        return found, weights

    def _observed(self, found: Weighed, weights: Weights, learned: Sequence[Group]) -> Observed:
        """Each pair stands alone; all that no key brought up are two people's."""
        where, pattern = patterns(found.levels, weights, learned)
        likely, count = self._likely(found, weights), len(found)
        odds = likely / np.maximum(1 - likely, _NO_SHARE)
        others = max(self.compared * (self.compared - 1) / 2 - count, 0.0)
        return Observed(np.arange(count), pattern, odds, np.zeros(count), where, others)

    def _prior(self, groups: tuple[Floats, ...], size: float) -> Prior:
        """What is believed before: of so many lines the share `copy` was somebody's second copy."""
        lines = max(self.compared, FEWEST)
        copies = self.scale.weights.prior["copy"] / lines
        shares = Shares(groups, Classes(copies, 1 - copies - _NO_SHARE, _NO_SHARE))
        return Prior(shares, size, size * lines / 2)

    def _with(self, start: Weights, believed: Shares, shares: Shares, learned: Sequence[Group]) -> Weights:
        """Weights of these shares, within bounds."""
        copy = shares.classes.voter * max(self.compared, FEWEST)
        kept = replace(shares, classes=believed.classes)  # how many are on the roll is not learned here
        free = with_shares(start, believed, kept, learned)
        return bounded(replace(free, prior={**free.prior, "copy": copy}), start)


def _keys(one: Ints, other: Ints) -> Longs:
    """A pair of rows as one number, whichever stands first."""
    return (np.minimum(one, other).astype(np.int64) << 32) | np.maximum(one, other)
