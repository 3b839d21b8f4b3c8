"""From the lines' chances to one number a committee can plan with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fullcount.estimates import chance_of_at_least, expected_and_spread
from fullcount.precheck.report import LineReport, Opinion

INTERVAL = 1.96  # standard deviations either side of the mean: 95% of a normal distribution
POINTS = 21  # values of the loss over which the chance is averaged


@dataclass(frozen=True, slots=True)
class Loss:
    """A share of otherwise good lines lost to what linking cannot see (signatures, declarations).

    Nobody knows the share beforehand: any from none to twice `share` is taken as equally likely.
    """

    share: float
    why: str

    @property
    def spread(self) -> float:
        """The standard deviation of the share: that of an even distribution from 0 to twice itself."""
        return self.share / math.sqrt(3)

    def shares(self) -> tuple[float, ...]:
        """Shares from none to twice the stated one, evenly spaced; one alone where it is none."""
        if not self.share:
            return (0.0,)
        return tuple(min(1.0, self.share * (2 * k + 1) / POINTS) for k in range(POINTS))


LOS_ANGELES_2022 = Loss(0.018, "9,490 of the 529,540 lines otherwise valid in Los Angeles in 2022")
"""Los Angeles County, 15 August 2022: 520,050 lines valid, 9,490 rejected for the signature alone."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """All counts in lines; chance: probability 0 to 1 that at least `required` lines would count.

    low, high: 95% of what is likely, given the lines' chances and how little is known of the loss.
    """

    lines: int
    by_reading: tuple[tuple[str, int], ...]
    by_opinion: tuple[tuple[str, int], ...]
    copies: int
    expected: float
    low: float
    high: float
    required: int
    chance: float
    loss: Loss


def forecast(reports: Iterable[LineReport], required: int, loss: Loss) -> Forecast:
    """Sum the lines' chances, each reduced by the loss; the interval covers 95%.

    The loss strikes all lines alike, so what is not known of it does not even out over many lines:
    it widens the interval, and the chance is the mean over its values.
    """
    reports = list(reports)
    expected, of_lines = expected_and_spread(_reduced(reports, loss.share))
    good = math.fsum(report.chance for report in reports)
    spread = math.hypot(of_lines, good * loss.spread)
    return Forecast(
        lines=len(reports),
        by_reading=tuple(Counter(str(report.reading) for report in reports).most_common()),
        by_opinion=_by_opinion(reports),
        copies=sum(1 for report in reports if report.duplicate_of),
        expected=expected,
        low=max(0.0, expected - INTERVAL * spread),
        high=min(float(len(reports)), expected + INTERVAL * spread),
        required=required,
        chance=_chance(reports, required, loss),
        loss=loss,
    )


def _reduced(reports: list[LineReport], share: float) -> list[float]:
    return [report.chance * (1 - share) for report in reports]


def _chance(reports: list[LineReport], required: int, loss: Loss) -> float:
    shares = loss.shares()
    each = (chance_of_at_least(_reduced(reports, share), required) for share in shares)
    return math.fsum(each) / len(shares)


def _by_opinion(reports: list[LineReport]) -> tuple[tuple[str, int], ...]:
    counted = Counter(report.opinion for report in reports)
    return tuple((str(opinion), counted[opinion]) for opinion in Opinion)
