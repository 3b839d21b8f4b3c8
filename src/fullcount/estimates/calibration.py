"""Whether probabilities mean what they say: of proposals given with 90%, are 90% right? Advisory.

Proposals are put in bins by their probability. In each bin the mean probability is held against the share
that was right, with Wilson's 95% interval around that share (the reliability diagram). Then

* the expected calibration error is the mean distance between the two, each bin weighing as many as it holds:
  Naeini, Cooper and Hauskrecht (2015), Proc. AAAI 29:2901-2907; Guo, Pleiss, Sun and Weinberger (2017),
  Proc. ICML, PMLR 70:1321-1330;
* luck alone leaves some distance even where every probability is true, the more the fewer were judged. How
  much is expected is stated beside it, a bin's error being taken as normal: its mean distance is then
  sqrt(2 V / pi), V = sum p(1 - p), and never more than 2 V. The idea: Bröcker and Smith (2007), Weather and
  Forecasting 22:651-661;
* the Brier score, mean (p - right)^2, is taken apart as  reliability - resolution + uncertainty + within:
  Murphy (1973), J. Applied Meteorology 12:595-600. `within` is what bins leave unseen, the two components
  added by Stephenson, Coelho and Jolliffe (2008), Weather and Forecasting 23:752-757.

Sums are whole numbers, probabilities counted in millionths, so that no order of adding changes a digit, and
bins counted apart and added are the bins of the whole. Shares are exact fractions.

Assumed and not tested: the proposals judged stand for those asked about, and the judgement is right.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from fullcount.estimates.interval import score_limits

MILLION: Final = 1_000_000
TENTHS: Final = tuple(range(0, MILLION + 1, MILLION // 10))
"""The edges of ten bins of equal width, in millionths."""

_PI: Final = Decimal("3.14159265358979323846264338327950288420")
_DIGITS: Final = 30


@dataclass(frozen=True, slots=True)
class Sums:
    """Proposals taken together: how many, how many right, and sums of their probabilities in millionths.

    total: of all. squares: of all, squared. total_right: of those that were right.
    """

    count: int = 0
    right: int = 0
    total: int = 0
    squares: int = 0
    total_right: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.count + other.count,
            self.right + other.right,
            self.total + other.total,
            self.squares + other.squares,
            self.total_right + other.total_right,
        )


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin: low <= probability < high in millionths, the last bin including 1."""

    low: int
    high: int
    sums: Sums

    @property
    def count(self) -> int:
        """How many proposals it holds."""
        return self.sums.count

    @property
    def mean(self) -> Fraction:
        """Mean probability, 0 to 1; of an empty bin its middle."""
        if not self.count:
            return Fraction(self.low + self.high, 2 * MILLION)
        return Fraction(self.sums.total, MILLION * self.count)

    @property
    def share(self) -> Fraction:
        """The share that was right; of an empty bin 0."""
        return Fraction(self.sums.right, self.count or 1)

    @property
    def limits(self) -> tuple[Decimal, Decimal]:
        """Wilson's 95% interval for the share right; 0 to 1 for an empty bin."""
        return score_limits(self.sums.right, self.count) if self.count else (Decimal(0), Decimal(1))

    @property
    def variance(self) -> Fraction:
        """The variance of the number right, were every probability true: the sum of p(1 - p)."""
        return Fraction(self.sums.total * MILLION - self.sums.squares, MILLION**2)


@dataclass(frozen=True, slots=True)
class Brier:
    """The Brier score and its parts: score = reliability - resolution + uncertainty + within."""

    score: Fraction
    reliability: Fraction
    resolution: Fraction
    uncertainty: Fraction
    within: Fraction


@dataclass(frozen=True, slots=True)
class Calibration:
    """Bins from 0 to 1 without a gap, and what follows from them."""

    bins: tuple[Bin, ...]

    @property
    def edges(self) -> tuple[int, ...]:
        """Where the bins begin and end, in millionths."""
        return (*(each.low for each in self.bins), self.bins[-1].high)

    @property
    def whole(self) -> Sums:
        """All bins together."""
        return sum((each.sums for each in self.bins), Sums())

    @property
    def count(self) -> int:
        """How many proposals were judged."""
        return self.whole.count

    @property
    def error(self) -> Fraction:
        """The expected calibration error, 0 to 1; 0 where nothing was judged."""
        apart = sum(abs(each.sums.total - MILLION * each.sums.right) for each in self.bins)
        return Fraction(apart, MILLION * (self.count or 1))

    @property
    def error_by_chance(self) -> Decimal:
        """About what the error would be by luck alone, were every probability true."""
        with localcontext() as context:
            context.prec = _DIGITS
            return sum((_chance(each.variance) for each in self.bins), Decimal(0)) / (self.count or 1)

    @property
    def brier(self) -> Brier:
        """The Brier score with its parts; all 0 where nothing was judged."""
        whole = self.whole
        score = Fraction(
            whole.squares - 2 * MILLION * whole.total_right + MILLION**2 * whole.right,
            MILLION**2 * (whole.count or 1),
        )
        base = Fraction(whole.right, whole.count or 1)
        reliability = self._mean((each.mean - each.share) ** 2 * each.count for each in self.bins)
        resolution = self._mean((each.share - base) ** 2 * each.count for each in self.bins)
        uncertainty = base * (1 - base)
        return Brier(
            score,
            reliability,
            resolution,
            uncertainty,
            score - reliability + resolution - uncertainty,
        )

    def coarser(self, edges: Sequence[int] = TENTHS) -> Calibration:
        """The same in fewer bins. Raises ValueError where an edge is none of its own."""
        if not set(edges) <= set(self.edges):
            raise ValueError("A bin can be joined to others, and not be cut.")
        return calibration(((each.low, each.sums) for each in self.bins), edges)

    def above(self, low: int) -> tuple[Bin, ...]:
        """The bins from an edge on."""
        return tuple(each for each in self.bins if each.low >= low)

    def _mean(self, parts: Iterable[Fraction]) -> Fraction:
        return sum(parts, Fraction(0)) / (self.count or 1)


def calibration(sums: Iterable[tuple[int, Sums]], edges: Sequence[int] = TENTHS) -> Calibration:
    """Put sums into bins. sums: the low edge (or any probability of the bin, in millionths) and its sums.

    edges: rising, from 0 to 1,000,000. Raises ValueError for other edges or a probability outside.
    """
    if list(edges) != sorted(set(edges)) or edges[0] != 0 or edges[-1] != MILLION:
        raise ValueError("The edges of the bins must rise from 0 to 1.")
    bins = [Sums()] * (len(edges) - 1)
    for at, some in sums:
        if not 0 <= at <= MILLION:
            raise ValueError("A probability lies outside 0 to 1.")
        place = min(bisect_right(edges, at) - 1, len(bins) - 1)
        bins[place] += some
    return Calibration(
        tuple(Bin(low, high, some) for low, high, some in zip(edges[:-1], edges[1:], bins, strict=True))
    )


def calibrate(judged: Iterable[tuple[float, bool]], edges: Sequence[int] = TENTHS) -> Calibration:
    """The calibration of proposals one by one: probability (0 to 1, six decimals count) and whether right.

    Raises ValueError for a probability outside 0 to 1.
    """
    return calibration(((at, _one(at, right=right)) for at, right in _in_millionths(judged)), edges)


def merged(parts: Iterable[Calibration], edges: Sequence[int] = TENTHS) -> Calibration:
    """Several groups as one whole; `edges` must be among those of each."""
    return calibration(((each.low, each.sums) for part in parts for each in part.coarser(edges).bins), edges)


def _in_millionths(judged: Iterable[tuple[float, bool]]) -> Iterable[tuple[int, bool]]:
    return ((round(probability * MILLION), right) for probability, right in judged)


def _one(at: int, *, right: bool) -> Sums:
    return Sums(1, int(right), at, at * at, at if right else 0)


def _chance(variance: Fraction) -> Decimal:
    amount = Decimal(variance.numerator) / variance.denominator
    return min((2 * amount / _PI).sqrt(), 2 * amount)
