"""From the lines' chances to one number a committee can plan with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fullcount.estimates import chance_of_at_least, expected_and_spread
from fullcount.precheck.report import LineReport, Opinion

INTERVAL = 1.96  # standard deviations either side of the mean: 95% of a normal distribution


@dataclass(frozen=True, slots=True)
class Loss:
    """A share of otherwise good lines lost to what linking cannot see (signatures, declarations)."""

    share: float
    why: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """All counts in lines; chance: probability 0 to 1 that at least `required` lines would count."""

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
    """Sum the lines' chances, each reduced by the stated loss; the interval covers 95%."""
    reports = list(reports)
    chances = [report.chance * (1 - loss.share) for report in reports]
    expected, spread = expected_and_spread(chances)
    return Forecast(
        lines=len(reports),
        by_reading=tuple(Counter(str(report.reading) for report in reports).most_common()),
        by_opinion=_by_opinion(reports),
        copies=sum(1 for report in reports if report.duplicate_of),
        expected=expected,
        low=max(0.0, expected - INTERVAL * spread),
        high=min(float(len(reports)), expected + INTERVAL * spread),
        required=required,
        chance=chance_of_at_least(chances, required),
        loss=loss,
    )


def _by_opinion(reports: list[LineReport]) -> tuple[tuple[str, int], ...]:
    counted = Counter(report.opinion for report in reports)
    return tuple((str(opinion), counted[opinion]) for opinion in Opinion)
