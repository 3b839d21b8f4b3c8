"""Floor 2: statistics beside the law. Everything here is advisory; each method names its paper.

Nothing computed here decides anything: the statute's own arithmetic is in the room law.
"""

from fullcount.estimates.calibration import (
    MILLION,
    TENTHS,
    Bin,
    Brier,
    Calibration,
    Sums,
    calibrate,
    calibration,
    merged,
)
from fullcount.estimates.interval import PERCENT, Interval, interval, score_limits
from fullcount.estimates.qualifying import chance_of_at_least, expected_and_spread

__all__ = [
    "MILLION",
    "PERCENT",
    "TENTHS",
    "Bin",
    "Brier",
    "Calibration",
    "Interval",
    "Sums",
    "calibrate",
    "calibration",
    "chance_of_at_least",
    "expected_and_spread",
    "interval",
    "merged",
    "score_limits",
]
