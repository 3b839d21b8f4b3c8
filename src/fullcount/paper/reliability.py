"""The plot of a calibration: what was said, against what came true, bin by bin.

Places are whole ten-thousandths of the plot's side, computed here, so that the drawing holds no
arithmetic of its own.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from fullcount.estimates import MILLION, Bin, Calibration
from fullcount.paper import words

SIDE: Final = 10_000
FEW: Final = 30  # a bin of fewer is drawn hollow: its interval is wide


def reliability_sheet(found: Calibration, name: str) -> dict[str, Any]:
    """What the template draws of a calibration in tenths; name: what was judged, for the description."""
    tenths = found.coarser()
    most = max((each.count for each in tenths.bins), default=0)
    return {
        "marks": [_mark(each) for each in tenths.bins if each.count],
        "bars": [_bar(each, most) for each in tenths.bins if each.count],
        "most": words.number(most),
        "summary": _summary(tenths, name),
    }


def at(amount: Fraction | Decimal) -> int:
    """A share's place along a side."""
    return round(Fraction(amount) * SIDE)


def percent(amount: Fraction | Decimal, decimals: int = 1) -> str:
    """A share in percent, rounded half up, never 0% or 100% unless it is exactly so: 99.98%."""
    exact = Fraction(amount) * 100
    step = Decimal(1).scaleb(-decimals)
    rounded = (Decimal(exact.numerator) / exact.denominator).quantize(step, ROUND_HALF_UP)
    if rounded in (0, 100) and rounded != exact:
        return f"under {step}%" if rounded == 0 else f"over {100 - step}%"
    return f"{rounded}%"


def part(count: int, of: int) -> str:
    """A count as a share of another; a dash of nothing."""
    return percent(Fraction(count, of)) if of else "–"


def range_words(low: int, high: int) -> str:
    """A bin's range from its edges in millionths: below 10%, 90% to 95%, 99.9% and up."""
    if not low:
        return f"below {_edge(high)}"
    return f"{_edge(low)} and up" if high == MILLION else f"{_edge(low)} to {_edge(high)}"


def short_words(low: int, high: int) -> str:
    """The same for the head of a column: 90–95%."""
    return f"{_edge(low)[:-1]}–{_edge(high)}"


def _edge(at: int) -> str:
    return f"{words.number(Decimal(at) / (MILLION // 100))}%"


def _mark(each: Bin) -> dict[str, Any]:
    low, high = each.limits
    return {
        "x": at(each.mean),
        "y": at(each.share),
        "low": at(max(low, Decimal(0))),
        "high": at(min(high, Decimal(1))),
        "few": each.count < FEW,
    }


def _bar(each: Bin, most: int) -> dict[str, int]:
    """A bar's height grows with the logarithm of its count, for one bin often holds nearly all lines."""
    height = math.log10(1 + each.count) / math.log10(1 + most)
    return {"from": at(Fraction(each.low, MILLION)), "to": at(Fraction(each.high, MILLION)),
            "height": round(height * SIDE)}  # fmt: skip


def _summary(tenths: Calibration, name: str) -> str:
    parts = [
        f"of {words.number(each.count)} at {percent(each.mean)} on average, {percent(each.share)} were right"
        for each in tenths.bins
        if each.count
    ]
    return f"Calibration of {name}: {'; '.join(parts)}."
