"""From pairs to weights: names compared first and pruned, then the rest, then the ratio of likelihoods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fullcount.linkage.arrays import Bytes, Floats, Ints, Pairs, Side
from fullcount.linkage.levels import (
    AT_THE_HOUSE,
    MISREAD,
    Dictionary,
    among,
    badly_read,
    name_levels,
    other_levels,
    worth_weighing,
)
from fullcount.linkage.ranges import side_by_side
from fullcount.linkage.weights import COMPARISONS, OF_THE_LINE, Level, Weights

_FAMILIAR: Final = 500.0  # imagined voters who join each surname with the whole roll's first names
_SEEN_ONCE: Final = 0.015  # a name that is held is held by so many more, whatever its parts make likely
CHUNK: Final = 100_000  # pairs weighed at once, so that memory stays bounded


@dataclass(frozen=True, slots=True)
class Weighed:
    """Pairs with their weights, one row each.

    odds: against "not on this roll", whose odds are 1 before the line is looked at. kin: the part of these
    odds that an unregistered relative of this voter has, the line looked at. levels: a column for each
    comparison.
    """

    lrow: Ints
    vrow: Ints
    odds: Floats
    kin: Floats
    levels: Bytes
    status: Ints
    inside: Ints
    registered: Ints

    def __len__(self) -> int:
        return len(self.lrow)

    def level(self, comparison: str) -> Bytes:
        """The levels of one comparison."""
        column: Bytes = self.levels[:, COMPARISONS.index(comparison)]
        return column

    def at(self, chosen: NDArray[Any] | slice) -> Weighed:
        """Some of the rows."""
        return Weighed(*(getattr(self, part.name)[chosen] for part in fields(self)))


def together(parts: list[Weighed]) -> Weighed:
    """Several as one, in the order of lines and of voters; a pair that is in several is taken once."""
    every = joined(parts)
    pair = (every.lrow.astype(np.int64) << 32) | every.vrow
    order = np.argsort(pair)
    if every.level("time").any():  # of a voter's registrations the likeliest counts
        order = np.lexsort((-every.odds, pair))
    first = np.r_[True, np.diff(pair[order]) > 0][: len(order)]
    return every.at(order[first])


def in_line_order(parts: list[Weighed]) -> Weighed:
    """Several as one in the order of lines, each given in that order, and no line in two of them."""
    every = joined(parts)
    return every.at(np.argsort(every.lrow, kind="stable"))


def joined(parts: list[Weighed]) -> Weighed:
    """Several as one, one after another."""
    parts = parts or [nothing()]
    return Weighed(*(np.concatenate([getattr(one, part.name) for one in parts]) for part in fields(Weighed)))


def nothing() -> Weighed:
    """No pair at all."""
    none = np.zeros(0, dtype=np.int32)
    levels = np.zeros((0, len(COMPARISONS)), dtype=np.uint8)
    empty = np.zeros(0, dtype=np.float64)
    return Weighed(none, none, empty, empty, levels, none, none, none)


@dataclass(frozen=True, slots=True)
class Scale:
    """What pairs are weighed with.

    voters: on the roll; share_number: how common one house number is; middle_held: share of the roll's
    records that hold a middle name (0: not looked at, and none on a record says nothing). peers: whether
    lines are weighed against lines, so that either side may be misread.
    """

    known: Dictionary
    weights: Weights
    voters: float
    share_number: float
    middle_held: float = 0.0
    peers: bool = False

    def weigh(self, lines: Side, voters: Side) -> Weighed:
        """Weigh pairs row by row; those with no agreeing name are left out."""
        count = len(lines.rows)
        slices = [slice(begin, begin + CHUNK) for begin in range(0, count, CHUNK)]
        pairs = (Pairs(lines.at(slice_), voters.at(slice_)) for slice_ in slices)
        return joined(side_by_side(self._weigh, pairs))

    def _weigh(self, pairs: Pairs) -> Weighed:
        first, last = name_levels(pairs, self.known, self.weights)
        kept = np.flatnonzero(worth_weighing(pairs, first, last, self.weights))
        pairs = pairs.at(kept)
        levels = {
            "first": first[kept],
            "last": last[kept],
            **other_levels(pairs, self.known, self.weights, self.middle_held),
        }
        odds, kin = _odds(pairs, levels, self)
        return Weighed(
            pairs.line.rows,
            pairs.voter.rows,
            odds,
            kin,
            np.stack([levels[name] for name in COMPARISONS], axis=1),
            pairs.voter["status"],
            pairs.voter["inside"],
            pairs.voter["registered"],
        )


def _odds(pairs: Pairs, levels: dict[str, Bytes], scale: Scale) -> tuple[Floats, Floats]:
    """Where the address was misread, a neighbour at the voter's house would misread it as often."""
    weights, shares = scale.weights, _Shares(pairs, levels, scale)
    by_name = {name: ratio(weights.levels[name], levels[name], name, shares) for name in COMPARISONS}
    here = among(levels["address"], "address", (*AT_THE_HOUSE, *MISREAD), weights)
    misread = among(levels["address"], "address", MISREAD, weights)
    near = np.where(here, by_name["area"] * by_name["way"], 1.0)
    near = np.where(misread, near / (1 + by_name["address"] * near * shares["house"]), near)
    prior = weights.prior["on_roll"] / (1 - weights.prior["on_roll"])
    odds = prior / scale.voters * weights.standing(pairs.voter["status"], pairs.voter["inside"])
    for name in ("first", "last", "middle", "suffix", "address", "born"):
        odds = odds * by_name[name]
    odds = odds * near * hand(badly_read(levels, weights), weights)
    kin_like = here & ~among(levels["last"], "last", ("different", "unknown"), weights)
    home = weights.prior["relative"] / scale.voters * by_name["last"] * by_name["address"] * near
    crossed = levels["last"] == weights.code("last", "exchanged")  # a relative exchanges names as seldom
    home = np.where(crossed, home * weights.level("first", "exchanged").likely, home)
    namesake, twins = weights.prior["namesake"], 1 + weights.prior["twin"] * (by_name["born"] - 1)
    return odds, np.where(kin_like, home * ((1 - namesake) * twins + namesake * by_name["first"]), 0.0)


def hand(parts: Ints, weights: Weights) -> Floats:
    """How many times likelier so many badly read parts are together than each by itself would say.

    Some lines are in a bad hand: there each part is misread more often. parts: of first name, last name and
    address, how many are. What is read well on a line in a bad hand is so little rarer that it counts as 1.
    """
    bad, times = weights.prior["bad_hand"], weights.prior["bad_hand_times"]
    clear = (1 - bad * times) / (1 - bad)
    count = np.arange(4, dtype=np.float64)
    together = (1 - bad) * clear**count + bad * times**count
    return np.asarray(together[parts])


def ratio(
    rows: tuple[Level, ...], levels: Bytes, comparison: str, shares: Mapping[str, Floats] | _Shares
) -> Floats:
    """How many times likelier the level is for the signer than for somebody else."""
    weight = np.ones(len(levels))
    for code, row in enumerate(rows):
        at = np.flatnonzero(levels == code)
        if row.same is None or not len(at):
            continue
        chance = np.full(len(at), row.chance)
        for times, of in ((row.times, row.of), (row.same, row.besides)):
            if of:
                chance += times * shares[f"{of} {comparison}" if of in OF_THE_LINE else of][at]
        weight[at] = row.same / chance
    return weight


class _Shares:
    """The shares of weights.toml for each pair, the candidate left out of each count; made when asked for."""

    def __init__(self, pairs: Pairs, levels: dict[str, Bytes], scale: Scale) -> None:
        self._pairs, self._levels, self._scale = pairs, levels, scale
        self._made: dict[str, Floats] = {}

    def __getitem__(self, name: str) -> Floats:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Floats:
        voter, line, voters = self._pairs.voter, self._pairs.line, self._scale.voters
        names, places = self._scale.known.names.counts, self._scale.known.places.counts
        counts: dict[str, Callable[[], NDArray[Any]]] = {
            "first": lambda: np.maximum(names["n_first"][voter["first"]] - 1, 0.5),
            "surname": lambda: np.maximum(names["n_last"][voter["last"]] - 1, 0.5),
            "read first": lambda: self._read(names["n_first"], "first"),
            "read last": lambda: self._read(names["n_last"], "last"),
            "crossed first": lambda: names["n_first"][line["last"]],
            "crossed last": lambda: names["n_last"][line["first"]],
            "partners": lambda: self._partners()[voter["first"]],
            "unseen first": lambda: self._held_once(names["n_first"]),
            "unseen last": lambda: self._held_once(names["n_last"]),
            "house": lambda: voter["n_house"],
            "door": lambda: np.minimum(voter["n_house"], 2),
            "street": lambda: np.maximum(places["n_street"][voter["street"]], 1),
            "zip": lambda: np.maximum(places["n_zip"][voter["zip"]], 1),
            "number": lambda: np.full(len(self._pairs), self._scale.share_number * voters),
        }
        if name == "given":
            return self._given()
        if name == "pair":
            return self["given"] * self["surname"]
        if name == "corner":
            return self["number"] * self["zip"]
        made: Floats = counts[name]() / voters
        return made

    def _partners(self) -> Floats:
        """For each name how many voters bear one that may stand for it."""
        known, firsts = self._scale.known, self._scale.known.names.counts["n_first"]
        one, other = known.nicks >> 32, known.nicks & 0xFFFFFFFF
        return np.asarray(np.bincount(one, firsts[other], len(firsts)), dtype=np.float64)

    def _read(self, counts: Ints, name: str) -> Ints:
        """Voters whose name is what the line reads; of two lines it is the rarer reading that is the slip."""
        read = counts[self._pairs.line[name]]
        return np.minimum(read, counts[self._pairs.voter[name]]) if self._scale.peers else read

    def _held_once(self, counts: Ints) -> Ints:
        """As many people bear names new to the roll as bear names held there once (Good 1953)."""
        return np.full(len(self._pairs), np.count_nonzero(counts == 1) + 1)

    def _given(self) -> Floats:
        """Within a surname, first names are as frequent as the surname's other voters say.

        They are joined by a few imagined ones with the whole roll's first names: of a rare surname the
        roll says little. Names keep company: where the surname's few others lack the first name, it is
        still no rarer than on the whole roll; and that somebody bears both shows that they go together.
        """
        voter, first = self._pairs.voter, self["first"]
        others = np.maximum(self._scale.known.names.counts["n_last"][voter["last"]] - 1, 0)
        given = np.maximum((voter["n_pair"] - 1 + _FAMILIAR * first) / (others + _FAMILIAR), first)
        last, weights = self._levels["last"], self._scale.weights
        together = np.where(last == weights.code("last", "same"), _SEEN_ONCE / np.maximum(others, 0.5), 0.0)
        unlike = among(last, "last", ("different", "unknown"), weights)
        return np.where(unlike, first, np.minimum(given + together, 1.0))
