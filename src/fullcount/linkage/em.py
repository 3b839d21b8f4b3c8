"""How often levels occur between signers and their own records: counted where known, else expected.

Expectation-maximisation after Dempster, Laird and Rubin (1977), for linkage as Winkler (1988) uses it, with
two changes. A pair does not stand alone: the candidates of a line, "nobody" and "an unregistered relative"
share one probability, as in settle.py. And what a level is worth by chance comes from the roll and is not
learned. Sums are sums of whole numbers, so that the order of lines does not matter to the last digit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from fullcount.linkage.arrays import Bytes, Floats, Ints, Longs
from fullcount.linkage.levels import AT_THE_HOUSE, MISREAD, among
from fullcount.linkage.weights import COMPARISONS, Level, Weights

STEADY: Final = 1e-4  # shares that move by less in an iteration, relative to themselves, have settled
_GRAIN: Final = float(2**30)  # probabilities are added in units of this: exact for 8 million lines
_NEXT_TO_NOTHING: Final = 1e-12

# Matches, and lines, which the weights learning begins with count for. Findings are facts and may move them
# sooner; what lines say of themselves is partly an echo of the weights they were read with. Where dates of
# birth lead to the matches, it is less of one.
BELIEVED: Final = {"lines": 2_000.0, "lines with dates of birth": 500.0, "findings": 500.0}
DATED: Final = 0.5  # share of lines, and of voters, with a date of birth from which it leads to most matches

# Levels whose shares add up to one among the matches they speak of. "exchanged" of the last name follows from
# the first name's and is not learned, nor is a middle name that the roll has not: it is nobody's level else.
GROUPS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "first": (
        (
            *("same", "initial", "nickname", "part", "similar", "middle", "near"),
            *("garbled", "exchanged", "exchanged near", "surname first", "middle near", "middle initial"),
            "different",
        ),
    ),
    "last": (("same", "part", "similar", "sound", "near", "garbled", "different"),),
    "middle": (("same", "initial", "different"),),
    "suffix": (("same", "one side", "different"),),
    "address": (
        (
            *("door", "house", "no unit", "other unit", "street misread", "street resembles"),
            *("number misread", "both misread", "number and zip", "street", "zip, no such street"),
            *("no such street", "zip", "elsewhere"),
        ),
    ),
    "area": (("supports", "contradicts"), ("same", "different")),
    "way": (("agrees", "different"),),
    "born": (("same", "near", "different"),),
}
# Learned only where matches are known, or where dates of birth lead to them. Who moved or changed the name is
# hard to find otherwise, so lines alone would teach that hardly anybody did; and whose first name plainly
# differs is taken for a housemate by rule.
ONLY_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "first": frozenset({"garbled", "surname first", "middle near", "middle initial", "different"}),
    "last": frozenset({"garbled", "different"}),
    "address": frozenset({"street", "zip, no such street", "no such street", "zip", "elsewhere"}),
}
_ONLY_HERE: Final = frozenset({"area", "way"})  # compared where house or street agree


class Classes(NamedTuple):
    """Whose a line can be, as shares adding up to one: a voter's, a stranger's, a voter's relative's."""

    voter: float
    stranger: float
    relative: float


@dataclass(frozen=True, slots=True)
class Shares:
    """What is learned. groups: for each group its levels' shares, adding up to one; classes: of lines."""

    groups: tuple[Floats, ...]
    classes: Classes

    def near(self, others: Shares, far: float) -> bool:
        """Whether no share differs by more than `far`, relative to itself."""
        own = self.all()
        return bool(np.all(np.abs(others.all() - own) <= far * own))

    def all(self) -> Floats:
        """Every share in one row."""
        return np.concatenate([*self.groups, np.array(self.classes)])


@dataclass(frozen=True, slots=True)
class Group:
    """Levels of one comparison, as numbers, whose shares add up to one. aside: the share left out of it."""

    comparison: str
    levels: tuple[int, ...]
    aside: float = 0.0


@dataclass(frozen=True, slots=True)
class Patterns:
    """Combinations of levels that occur. member: for each (row) and group (column) the level's place, or -1.

    sizes: how many levels each group has.
    """

    member: Ints
    sizes: tuple[int, ...]

    def counts(self, weight: Floats) -> tuple[Floats, ...]:
        """How often each level occurs, group by group, when each pattern occurs `weight` times."""
        found = list[Floats]()
        for column, size in enumerate(self.sizes):
            place = self.member[:, column]
            found.append(np.bincount(place[place >= 0], weight[place >= 0], size).astype(np.float64))
        return tuple(found)

    def change(self, now: Shares, then: Shares) -> Floats:
        """For each pattern: how many times likelier among matches it is by shares `now` than by `then`."""
        times: Floats = np.ones(len(self.member))
        for column, (new, old) in enumerate(zip(now.groups, then.groups, strict=True)):
            ratio = np.r_[new / old, 1.0]  # place -1, where the group says nothing, is the last
            times *= ratio[self.member[:, column]]
        return times


@dataclass(frozen=True, slots=True)
class Observed:
    """What expectation reads, at the shares the pairs were weighed with.

    line, pattern, odds: a row for each rival (a pair, or namesakes not listed), odds against a stranger, who
    is 1; relative: for each line the odds that an unregistered housemate of some voter signed; others: how
    many more lines there are, all of them surely strangers'.
    """

    line: Longs
    pattern: Longs
    odds: Floats
    relative: Floats
    patterns: Patterns
    others: float = 0.0

    @property
    def lines(self) -> int:
        """How many lines there are, those for which nobody was found too."""
        return len(self.relative)


@dataclass(frozen=True, slots=True)
class Counts:
    """Expected counts: of levels among matches, group by group, and of lines by class; the log-likelihood."""

    groups: tuple[Floats, ...]
    classes: Classes
    log_likelihood: float = math.nan


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before: shares, as if `size` matches (and lines) had been counted already.

    lines: of lines, where these are not as many.
    """

    shares: Shares
    size: float
    lines: float | None = None

    @property
    def of_lines(self) -> float:
        """What the shares of lines count for."""
        return self.size if self.lines is None else self.lines

    def joined(self, counts: Counts) -> Shares:
        """The likeliest shares after the counts: the mode of a Dirichlet distribution."""
        groups = tuple(
            _mode(count, share, self.size)
            for count, share in zip(counts.groups, self.shares.groups, strict=True)
        )
        classes = _mode(np.array(counts.classes), np.array(self.shares.classes), self.of_lines)
        return Shares(groups, Classes(*classes.tolist()))

    def log_density(self, shares: Shares) -> float:
        """The prior's part of the objective, up to a constant."""
        believed, found = (np.array(each.classes) for each in (self.shares, shares))
        groups = zip(self.shares.groups, shares.groups, strict=True)
        of_groups = sum(float(np.dot(one, np.log(other))) for one, other in groups)
        return self.size * of_groups + self.of_lines * float(np.dot(believed, np.log(found)))


@dataclass(frozen=True, slots=True)
class Fit:
    """What iterating came to. objective: log-likelihood and the prior's part, before each iteration."""

    shares: Shares
    counts: Counts
    objective: tuple[float, ...]
    settled: bool


def groups(weights: Weights, *, known: bool = False) -> tuple[Group, ...]:
    """The groups to learn. known: whether matches are known or found by date of birth, else only expected."""
    found = []
    for comparison, parts in GROUPS.items():
        left = frozenset[str]() if known else ONLY_KNOWN.get(comparison, frozenset())
        aside = sum(weights.level(comparison, name).likely for name in left)
        for part in parts:
            codes = tuple(weights.code(comparison, name) for name in part if name not in left)
            found.append(Group(comparison, codes, aside))
    return tuple(found)


def patterns(levels: Bytes, weights: Weights, found: Sequence[Group]) -> tuple[Patterns, Longs]:
    """The combinations of levels that occur, and for each row of levels the number of its combination."""
    packed = np.zeros(len(levels), dtype=np.int64)
    for place in range(len(COMPARISONS)):
        packed |= levels[:, place].astype(np.int64) << (4 * place)
    _, first, where = np.unique(packed, return_index=True, return_inverse=True)
    some = levels[first]
    here = among(some[:, COMPARISONS.index("address")], "address", (*AT_THE_HOUSE, *MISREAD), weights)
    member = np.full((len(some), len(found)), -1, dtype=np.int32)
    for column, group in enumerate(found):
        level = some[:, COMPARISONS.index(group.comparison)]
        for place, code in enumerate(group.levels):
            member[level == code, column] = place
        if group.comparison in _ONLY_HERE:
            member[~here, column] = -1
    sizes = tuple(len(group.levels) for group in found)
    return Patterns(member, sizes), where.astype(np.int64)


def shares_of(weights: Weights, found: Sequence[Group]) -> Shares:
    """The file's numbers as shares that add up to one in each group."""
    return Shares(tuple(_shares(weights, group) for group in found), classes_of(weights))


def classes_of(weights: Weights) -> Classes:
    """What settle.py gives a line before it is looked at."""
    voter, relative = weights.prior["on_roll"], weights.prior["relative"]
    return Classes(voter, (1 - voter) * (1 - relative), (1 - voter) * relative)


def _shares(weights: Weights, group: Group) -> Floats:
    """Levels whose `same` cancels out of their weight take what is left; else all are scaled alike."""
    rows = [weights.levels[group.comparison][code] for code in group.levels]
    same = np.array([_same(row, rows) for row in rows])
    free = np.array([_cancels(row) for row in rows])
    rest = 1 - group.aside - same[~free].sum()
    if free.any() and rest > 0:
        same = np.where(free, same * rest / same[free].sum(), same)
    shares: Floats = same / same.sum()
    return shares


def _same(row: Level, rows: Sequence[Level]) -> float:
    """A level without a number (way: agrees) is as frequent as the others leave it."""
    if row.same is not None:
        return row.same
    return max(_NEXT_TO_NOTHING, 1 - sum(other.same or 0.0 for other in rows))


def _cancels(row: Level) -> bool:
    return row.same is not None and bool(row.besides) and not row.chance and not row.times


def with_shares(start: Weights, believed: Shares, shares: Shares, learned: Sequence[Group]) -> Weights:
    """Weights in which each level is as much oftener as its share has grown.

    So a file whose numbers do not add up to one stays of its kind, and shares unmoved are weights unmoved.
    """
    levels = {name: list(rows) for name, rows in start.levels.items()}
    for group, new, old in zip(learned, shares.groups, believed.groups, strict=True):
        for code, times in zip(group.levels, (new / old).tolist(), strict=True):
            row = levels[group.comparison][code]
            if row.same is not None and times != 1:
                levels[group.comparison][code] = replace(row, same=row.same * times)
    voter, stranger, relative = shares.classes
    prior = dict(start.prior)
    if shares.classes != believed.classes:
        prior.update(on_roll=voter, relative=relative / (stranger + relative))
    return Weights(prior, start.status, {name: tuple(rows) for name, rows in levels.items()})


def expect(observed: Observed, now: Shares, then: Shares) -> Counts:
    """What is expected at shares `now` of pairs that were weighed at shares `then`."""
    voter, relative = _odds(now.classes) / _odds(then.classes)
    odds = observed.odds * (observed.patterns.change(now, then) * voter)[observed.pattern]
    kin = observed.relative * relative
    total = 1 + kin + np.bincount(observed.line, odds, observed.lines)
    grains = np.rint(odds / total[observed.line] * _GRAIN)
    matches = np.bincount(observed.pattern, grains, len(observed.patterns.member)) / _GRAIN
    nobody, related = (
        float(np.rint(part / total * _GRAIN).sum()) / _GRAIN for part in (np.ones_like(kin), kin)
    )
    likelihood = math.fsum(np.log(total)) + (observed.lines + observed.others) * math.log(
        now.classes.stranger
    )
    classes = Classes(float(matches.sum()), nobody + observed.others, related)
    return Counts(observed.patterns.counts(matches), classes, likelihood)


def _odds(classes: Classes) -> Floats:
    return np.array([classes.voter, classes.relative]) / classes.stranger


def _mode(counts: Floats, believed: Floats, size: float) -> Floats:
    joined: Floats = (counts + size * believed) / (counts.sum() + size)
    return joined


def fit(
    observed: Observed,
    then: Shares,
    prior: Prior,
    most: int,
    heard: Callable[[int], None] = lambda _done: None,
) -> Fit:
    """Iterate from shares `then`, at which the pairs were weighed, until the shares stand still.

    most: iterations; heard: told how many are done. The objective never falls (Dempster, Laird and Rubin).
    """
    now, objective, settled = then, list[float](), False
    counts = expect(observed, now, then)
    while not settled and len(objective) < most:
        objective.append(counts.log_likelihood + prior.log_density(now))
        new = prior.joined(counts)
        settled, now = new.near(now, STEADY), new
        counts = expect(observed, now, then)
        heard(len(objective))
    objective.append(counts.log_likelihood + prior.log_density(now))
    return Fit(now, counts, tuple(objective), settled)
