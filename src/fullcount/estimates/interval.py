"""How far a projection can be off by the luck of the draw: a 95% interval. Advisory, never the law.

A sample of n lines of N is projected as  T = A v - A(A - 1) d,  A = N / n,  with v valid lines and d
further copies of a signature in the sample. Two things vary with the draw:

* v. The sample is drawn without replacement, so Wilson's score interval for v / n is taken with n
  replaced by n (N - 1) / (N - n), which is the finite population correction.
  Wilson (1927), J. Am. Stat. Assoc. 22:209-212; Cochran, Sampling Techniques, 3rd ed., section 2.6.
* d. A pair of copies falls into the sample together with probability about 1 / A^2, each pair nearly
  by itself, so d is taken as Poisson, with Byar's limits (close to the exact ones, and above zero even
  where d = 0). Breslow and Day (1987), Statistical Methods in Cancer Research II, p. 69.

The two are joined by the method of variance estimates recovery for a difference, which keeps each
one's lopsidedness. Zou and Donner (2008), Statistics in Medicine 27:1693-1702:

    low  = T - sqrt((V - V_low)^2 + (C_high - C)^2),   V = A v,  C = A(A - 1) d
    high = T + sqrt((V_high - V)^2 + (C - C_low)^2)

Assumed and not tested: v and d vary independently; nobody signed three times; every finding is right.
Decimal throughout, so that every machine prints the same interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from fullcount.terms import Projection

PERCENT = 95
NORMAL_QUANTILE = Decimal("1.959963984540054")  # of 0.975
DIGITS = 40


@dataclass(frozen=True, slots=True)
class Interval:
    """An advisory interval for the number of valid signatures on the petition, in whole signatures."""

    low: int
    high: int
    percent: int = PERCENT


def interval(projection: Projection) -> Interval:
    """The 95% interval around a projection; never below 0 nor above the raw count.

    It is centred on the projection as rounded by the law, so both roundings' intervals stand around
    their own number. Formula, sources and assumptions: this module's docstring.
    """
    with localcontext() as context:
        context.prec = DIGITS
        factor = Decimal(projection.raw) / projection.sample
        below, above = _deviations(projection, factor)
        low = max(Decimal(0), projection.projected - below)
        high = max(low, min(Decimal(projection.raw), projection.projected + above))
        return Interval(_whole(low), _whole(high))


def _deviations(projection: Projection, factor: Decimal) -> tuple[Decimal, Decimal]:
    share_low, share_high = score_limits(projection.valid, projection.sample, projection.raw)
    copies_low, copies_high = _count_limits(projection.duplicates)
    share = Decimal(projection.valid) / projection.sample
    weight = factor * (factor - 1)
    below = _hypotenuse((share - share_low) * projection.raw, (copies_high - projection.duplicates) * weight)
    above = _hypotenuse((share_high - share) * projection.raw, (projection.duplicates - copies_low) * weight)
    return below, above


def score_limits(valid: int, sample: int, raw: int | None = None) -> tuple[Decimal, Decimal]:
    """Wilson's 95% limits for a share, valid of a sample of at least 1; raw: of how many it was drawn.

    None: of so many that drawing changes nothing. Source: this module's docstring.
    """
    with localcontext() as context:
        context.prec = DIGITS
        share = Decimal(valid) / sample
        if raw is not None and sample >= raw:
            return share, share
        size = Decimal(sample) if raw is None else Decimal(sample) * (raw - 1) / (raw - sample)
        spread = NORMAL_QUANTILE**2 / size
        middle = (share + spread / 2) / (1 + spread)
        half = (spread * share * (1 - share) + spread**2 / 4).sqrt() / (1 + spread)
        low = middle - half if valid else Decimal(0)
        return low, middle + half if valid < sample else Decimal(1)


def _count_limits(count: int) -> tuple[Decimal, Decimal]:
    return (_byar(count, -1) if count else Decimal(0)), _byar(count + 1, 1)


def _byar(count: int, side: int) -> Decimal:
    root = 1 - Decimal(1) / (9 * count) + side * NORMAL_QUANTILE / (3 * Decimal(count).sqrt())
    return count * root**3


def _hypotenuse(one: Decimal, other: Decimal) -> Decimal:
    return (one**2 + other**2).sqrt()


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_UP))
