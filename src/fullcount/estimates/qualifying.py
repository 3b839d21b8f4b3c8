"""The chance that enough lines are valid, from each line's own probability (a Poisson-binomial sum).

Assumption: lines are valid or not independently of each other, given their probabilities. Forged runs
by one circulator, or probabilities that are all a little too high, break it; whoever shows the chance
says so.

Source: Y. Hong, "On computing the distribution function for the Poisson binomial distribution",
Computational Statistics & Data Analysis 59 (2013), 41-51: the exact recursion and the refined normal
approximation (after Volkova 1996), whose error for thousands of lines is far below one in a thousand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

EXACT_UP_TO = 3000  # lines; the recursion takes a quadratic number of steps


def expected_and_spread(probabilities: Sequence[float]) -> tuple[float, float]:
    """Mean and standard deviation, in lines, of the number valid."""
    return math.fsum(probabilities), math.sqrt(math.fsum(p * (1 - p) for p in probabilities))


def chance_of_at_least(probabilities: Sequence[float], required: int) -> float:
    """Probability, 0 to 1, that at least `required` of the lines are valid.

    probabilities: one a line, each 0 to 1; raises ValueError outside. Exact up to 3,000 uncertain lines.
    """
    if any(not 0 <= p <= 1 for p in probabilities):
        raise ValueError("A probability lies outside 0 to 1.")
    certain = sum(1 for p in probabilities if p == 1)
    uncertain = [p for p in probabilities if 0 < p < 1]
    needed = required - certain
    if needed <= 0:
        return 1.0
    if needed > len(uncertain):
        return 0.0
    return _exact(uncertain, needed) if len(uncertain) <= EXACT_UP_TO else _refined(uncertain, needed)


def _exact(probabilities: Sequence[float], needed: int) -> float:
    """Add the lines one by one; the last place holds "needed or more", so the row stays short."""
    row = [1.0] + [0.0] * needed
    for p in probabilities:
        row[needed] += row[needed - 1] * p
        for k in range(needed - 1, 0, -1):
            row[k] += (row[k - 1] - row[k]) * p
        row[0] *= 1 - p
    return min(1.0, row[needed])


def _refined(probabilities: Sequence[float], needed: int) -> float:
    """Normal approximation corrected for skewness, with a continuity correction."""
    mean, spread = expected_and_spread(probabilities)
    if spread == 0:
        return float(mean >= needed)
    skew = math.fsum(p * (1 - p) * (1 - 2 * p) for p in probabilities) / spread**3
    x = (needed - 0.5 - mean) / spread
    density = math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    below = math.erfc(-x / math.sqrt(2)) / 2 + skew * (1 - x * x) * density / 6
    return min(1.0, max(0.0, 1 - below))
