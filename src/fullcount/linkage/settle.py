"""From weights to probabilities over a line's candidates and "not on this roll"; from those to readings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from fullcount.linkage.arrays import Bytes, Flags, Floats, Ints, Longs
from fullcount.linkage.levels import AT_THE_HOUSE, HERE, MISREAD, OTHER, Dictionary, among
from fullcount.linkage.ranges import ranges, side_by_side
from fullcount.linkage.score import Weighed
from fullcount.linkage.weights import STATUSES, Weights
from fullcount.terms import Reading

MOST: Final = 5  # candidates shown for a line
# Odds are added as whole numbers: sums of fractions would depend on the order they are added in.
_UNIT: Final = float(2**20)
_LARGEST: Final = float(2**40)

# Of readings that weigh the same, the first is proposed.
READINGS: Final = (
    Reading.NOBODY,
    Reading.ANOTHER_ADDRESS,
    Reading.REGISTERED_HERE,
    Reading.TOO_LATE,
    Reading.CANCELED,
    Reading.OUTSIDE,
)
Ties = Callable[[Ints, Ints], Longs]
_CODE: Final = {reading: code for code, reading in enumerate(READINGS)}
_CANCELED: Final = STATUSES.index("canceled")


class _Lines(NamedTuple):
    """Each line that has a pair. begin: its first row; of: for each row its line's place here."""

    lrow: Ints
    begin: Longs
    of: Longs


class _Shown(NamedTuple):
    """Pairs that may be shown, best first for each line. row: of the weighed pairs; total: of the line."""

    row: Longs
    odds: Longs
    total: Longs
    reading: Bytes


class Odds(NamedTuple):
    """Odds of pairs and of nobody (per line), in units of 2**-20, an unregistered housemate being a rival.

    Before a line is looked at, nobody's odds are 1: a stranger's and those of a registered voter's relative.
    """

    lines: _Lines
    pair: Longs
    nobody: Longs
    housemate: Flags


@dataclass(frozen=True, slots=True)
class Candidates:
    """Up to five pairs a line, best first. row: of the weighed pairs; reading: a place in READINGS."""

    row: Longs
    rank: Ints
    probability: Floats
    reading: Bytes


@dataclass(frozen=True, slots=True)
class LineReadings:
    """For every line, by its row: the reading proposed (a place in READINGS) and its probability."""

    reading: Bytes
    probability: Floats


def settled(weighed: Weighed, weights: Weights) -> Ints:
    """The lines that need no further search: a standing record inside the jurisdiction is sure."""
    if not len(weighed):
        return weighed.lrow
    odds = rival_odds(weighed, weights)
    standing = np.where((weighed.inside > 0) & (weighed.status != _CANCELED), odds.pair, 0)
    best = np.maximum.reduceat(standing, odds.lines.begin)
    total = np.add.reduceat(odds.pair, odds.lines.begin) + odds.nobody
    return odds.lines.lrow[best > weights.prior["sure"] * total]


def conclude(  # noqa: PLR0913, PLR0917 - what is known of pairs, of lines and of the roll
    weighed: Weighed,
    lines: Mapping[str, Ints],
    weights: Weights,
    latest: Ints | None = None,
    ties: Ties | None = None,
    known: Dictionary | None = None,
) -> tuple[Candidates, LineReadings]:
    """The candidates of all lines and the reading of each, from pairs in the order of lines.

    lines: columns by row, n_pair among them. latest: for each line the last day (a number, as in prepare) on
    which its signer may have registered, 0 where unknown; None: any day will do. ties: called once, even
    where there is no candidate, with the voters' rows of all pairs that may be shown and of those as probable
    for a line as another; gives the latter an order. None: that of the rows. known: as for `missed`.
    """

    def concluded(lrows: range) -> tuple[_Shown, LineReadings]:
        rows = slice(lrows.start, lrows.stop)
        begin, end = np.searchsorted(weighed.lrow, [lrows.start, lrows.stop]).tolist()
        some = weighed.at(slice(begin, end))
        some = replace(some, lrow=some.lrow - np.int32(lrows.start))
        these = {name: column[rows] for name, column in lines.items()}
        shown, readings = _conclude(some, these, weights, None if latest is None else latest[rows], known)
        return shown._replace(row=shown.row + begin), readings

    shown, readings = zip(*side_by_side(concluded, ranges(len(lines["n_pair"]))), strict=True)
    every = _Shown(*map(np.concatenate, zip(*shown, strict=True)))
    return _candidates(weighed, every, ties), LineReadings(
        np.concatenate([each.reading for each in readings]),
        np.concatenate([each.probability for each in readings]),
    )


def _conclude(
    weighed: Weighed,
    lines: Mapping[str, Ints],
    weights: Weights,
    latest: Ints | None,
    known: Dictionary | None,
) -> tuple[_Shown, LineReadings]:
    """What is shown of some lines' pairs, and the lines' readings."""
    odds = rival_odds(weighed, weights)
    reading = _reading(weighed, odds, weights, latest)
    by_reading = _by_reading(weighed, odds, reading, lines["n_pair"], weights)
    total = by_reading.sum(axis=1) + missed(lines, weights, known)
    best = by_reading.argmax(axis=1)
    share = np.take_along_axis(by_reading, best[:, None], axis=1)[:, 0]
    readings = LineReadings(best.astype(np.uint8), np.round(share / total, 6))
    return _shown(weighed, odds, reading, total, weights), readings


def _lines(weighed: Weighed) -> _Lines:
    first = np.r_[True, weighed.lrow[1:] != weighed.lrow[:-1]] if len(weighed) else np.zeros(0, np.bool_)
    begin = np.flatnonzero(first)
    return _Lines(weighed.lrow[begin], begin, np.cumsum(first) - 1)


def rival_odds(weighed: Weighed, weights: Weights) -> Odds:
    """Odds of every pair and of nobody, in the order given: pairs of one line stand together.

    Who lives there under another first name is a housemate, not the signer, unless born the very day.
    """
    lines = _lines(weighed)
    address = weighed.level("address")
    housemate = among(weighed.level("first"), "first", OTHER, weights) & among(
        address, "address", (*AT_THE_HOUSE, *MISREAD), weights
    )
    housemate &= weighed.level("born") != weights.code("born", "same")
    kin = (np.minimum(_LARGEST, weighed.kin) * _UNIT).astype(np.int64)
    nobody = np.full(len(lines.lrow), stranger(weights), dtype=np.int64)
    if len(weighed):
        nobody += np.minimum(int(_LARGEST * _UNIT), np.add.reduceat(kin, lines.begin))
    cap = np.where(housemate, weights.prior["household_cap"] * (nobody / _UNIT)[lines.of], _LARGEST)
    pair = (np.minimum(weighed.odds, cap) * _UNIT).astype(np.int64)
    return Odds(lines, pair, nobody, housemate)


def stranger(weights: Weights) -> int:
    """The odds that somebody on no roll and no voter's relative signed, in units of 2**-20."""
    return round((1 - weights.prior["relative"]) * _UNIT)


def missed(lines: Mapping[str, Ints], weights: Weights, known: Dictionary | None = None) -> Longs:
    """For each line the odds that the signer's record is on the roll and no search brought it up.

    They depend on the line alone: on how many of its parts no search can rely on. known: tells which names
    and streets are on the roll; without it a part counts only where it is not given.
    """
    names = sum(_unread(lines, part, known) for part in ("first", "last"))
    places = sum(_unread(lines, part, known) for part in ("number", "street"))
    prior = weights.prior
    share = prior["missed"] * prior["missed_name"] ** names * prior["missed_place"] ** places
    odds = prior["on_roll"] / (1 - prior["on_roll"]) * np.minimum(share, prior["missed_most"])
    return np.asarray(odds * _UNIT).astype(np.int64)


def _unread(lines: Mapping[str, Ints], part: str, known: Dictionary | None) -> Floats:
    """1 where a line does not give the part or gives an initial, 0 where the roll has it.

    What nobody on the roll has counts less the more the roll leaves out: a small roll lacks much that is
    nobody's slip.
    """
    given = lines[part]
    unread: Floats = (given == 0).astype(np.float64)
    if known is not None and part != "number":
        texts, count = (known.places, "n_street") if part == "street" else (known.names, f"n_{part}")
        counts = texts.counts[count]
        nobodys = (counts[given] == 0) & (given > 0)
        unread[nobodys] = 1 - _unseen(counts)
        if part != "street":
            unread[texts.length[given] == 1] = 1.0
    return unread


def _unseen(counts: Ints) -> float:
    """The chance that one more person has what nobody counted has: the share of what is counted once.

    Good 1953, "The population frequencies of species and the estimation of population parameters".
    """
    return float(np.count_nonzero(counts == 1)) / max(int(counts.sum()), 1)


def _reading(weighed: Weighed, odds: Odds, weights: Weights, latest: Ints | None) -> Bytes:
    here = among(weighed.level("address"), "address", HERE, weights)
    here &= ~among(weighed.level("time"), "time", ("unknown", "once"), weights)
    late = np.zeros(len(weighed), dtype=np.bool_)
    if latest is not None:
        day = latest[weighed.lrow]
        late = (weighed.registered > day) & (day > 0)
    cases = [
        (odds.housemate, Reading.NOBODY),
        (weighed.status == _CANCELED, Reading.CANCELED),
        (weighed.inside == 0, Reading.OUTSIDE),
        (late, Reading.TOO_LATE),
        (here, Reading.REGISTERED_HERE),
    ]
    return np.select(
        [test for test, _ in cases],
        [np.uint8(_CODE[reading]) for _, reading in cases],
        np.uint8(_CODE[Reading.ANOTHER_ADDRESS]),
    )


def _by_reading(weighed: Weighed, odds: Odds, reading: Bytes, n_pair: Ints, weights: Weights) -> Longs:
    """What each reading of a line weighs, all its candidates together: a row a line, a column a reading."""
    by_reading = np.zeros((len(n_pair), len(READINGS)), dtype=np.int64)
    by_reading[:, _CODE[Reading.NOBODY]] = stranger(weights)
    by_reading[:, _CODE[Reading.ANOTHER_ADDRESS]] = namesakes(weighed, n_pair, weights)
    by_reading[odds.lines.lrow, _CODE[Reading.NOBODY]] = odds.nobody
    for code in range(len(READINGS)):
        if len(weighed):
            found = np.add.reduceat(np.where(reading == code, odds.pair, 0), odds.lines.begin)
            by_reading[odds.lines.lrow, code] += found
    return by_reading


def namesakes(weighed: Weighed, n_pair: Ints, weights: Weights) -> Longs:
    """Voters of a frequent name elsewhere are too many to list; together they weigh what they weigh.

    Each weighs what stands in weights.toml for the same name at another address, nothing else known.
    """
    first, last = (weights.level(name, "same") for name in ("first", "last"))
    away = weights.level("address", "elsewhere")
    prior = weights.prior["on_roll"] / (1 - weights.prior["on_roll"])
    both = (weighed.level("first") == weights.code("first", "same")) & (
        weighed.level("last") == weights.code("last", "same")
    )
    listed = np.bincount(weighed.lrow[both], minlength=len(n_pair))
    unlisted = np.where(n_pair > weights.prior["frequent"], np.maximum(n_pair - listed, 0), 0)
    each = prior * first.likely * last.likely * away.likely / away.chance / np.maximum(n_pair - 1, 1)
    return (np.minimum(_LARGEST, unlisted * each) * _UNIT).astype(np.int64)


def _shown(weighed: Weighed, odds: Odds, reading: Bytes, total: Longs, weights: Weights) -> _Shown:
    of_line = total[weighed.lrow]
    row = np.flatnonzero(odds.pair >= weights.prior["shown"] * of_line)
    row = row[np.lexsort((weighed.vrow[row], -odds.pair[row], weighed.lrow[row]))]
    return _Shown(row, odds.pair[row], of_line[row], reading[row])


def _candidates(weighed: Weighed, shown: _Shown, ties: Ties | None) -> Candidates:
    lrow = weighed.lrow[shown.row]
    row = _in_order(shown, lrow, weighed.vrow, ties)
    first = np.flatnonzero(np.r_[True, lrow[1:] != lrow[:-1]]) if len(row) else row
    rank = np.arange(len(row)) - np.repeat(first, np.diff(np.r_[first, len(row)])) + 1
    best = rank <= MOST
    probability = np.round(shown.odds / shown.total, 6)
    return Candidates(row[best], rank[best].astype(np.int32), probability[best], shown.reading[best])


def _in_order(shown: _Shown, lrow: Ints, vrow: Ints, ties: Ties | None) -> Longs:
    """Rows of pairs by line, the most probable first, with those as probable as each other in their order."""
    row = shown.row.copy()
    if ties is None:
        return row
    next_ties = (lrow[1:] == lrow[:-1]) & (shown.odds[1:] == shown.odds[:-1])
    tied = np.flatnonzero(np.r_[next_ties, False] | np.r_[False, next_ties])  # of no rows none
    some = row[tied]
    row[tied] = some[np.lexsort((ties(vrow[row], vrow[some]), -shown.odds[tied], lrow[tied]))]
    return row
