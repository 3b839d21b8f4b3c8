"""The plot of a projection: bands, required number, interval and, after a full count, the counted number.

Places along the axis are whole ten-thousandths of its length, computed here, so that the drawing
holds no arithmetic of its own.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from fullcount.estimates import Interval, interval
from fullcount.paper import words
from fullcount.paper.figures import METHOD_FULL, Figures
from fullcount.terms import Projection

AXIS = 10_000
ROOM_LEFT, ROOM_RIGHT = 12, 26  # percent of the span kept free beside the outermost marks, for labels
TICKS_WANTED = 5
SHORTEST_SPAN = 10  # signatures


def chart_sheet(figures: Figures) -> dict[str, Any]:
    """What the chart's template draws. Needs at least one projection."""
    lines, marks = _lines(figures), _marks(figures)
    axis = _Axis([line["number"] for line in lines] + [place for mark in marks for place in _places(mark)])
    return {
        "title": f"Projection of the sample of petition {figures.petition.id}",
        "summary": _summary(figures),
        "lines": [axis.placed(line) for line in lines],
        "marks": [axis.placed(mark) for mark in marks],
        "ticks": axis.ticks(),
    }


class _Axis:
    """A linear axis that holds every number given, with room for labels at both ends."""

    def __init__(self, numbers: list[Decimal]) -> None:
        low, high = min(numbers), max(numbers)
        span = max(high - low, Decimal(SHORTEST_SPAN))
        self.start = min(low, max(Decimal(0), low - span * ROOM_LEFT / 100))
        self.end = max(high, low + span) + span * ROOM_RIGHT / 100

    def at(self, amount: Decimal) -> int:
        return int((amount - self.start) * AXIS / (self.end - self.start))

    def placed(self, item: dict[str, Any]) -> dict[str, Any]:
        """The item with its numbers as places."""
        names = {"number": "at", "low": "from", "high": "to"}
        return {names.get(key, key): self.at(value) if key in names else value for key, value in item.items()}

    def ticks(self) -> list[dict[str, Any]]:
        step = _round_step((self.end - self.start) / TICKS_WANTED)
        first = int((self.start / step).to_integral_value(ROUND_CEILING))
        last = int((self.end / step).to_integral_value(ROUND_FLOOR))
        return [
            {"at": self.at(step * each), "text": words.number(step * each)} for each in range(first, last + 1)
        ]


def _round_step(rough: Decimal) -> Decimal:
    power = Decimal(10) ** max(0, rough.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough or factor == 10)  # noqa: PLR2004


def _lines(figures: Figures) -> list[dict[str, Any]]:
    determination = figures.sample_determination()
    required = determination.required if determination else figures.petition.required
    lines = [_line("required", "required", Decimal(required), "")]
    if determination and determination.lower_line is not None and determination.upper_line is not None:
        low, high = determination.lower_line, determination.upper_line
        lines.append(_line("lower", "insufficient below", low, words.percent_of(low, required)))
        lines.append(_line("upper", "sufficient above", high, words.percent_of(high, required)))
    return lines


def _line(kind: str, label: str, at: Decimal, percent: str) -> dict[str, Any]:
    text = f"{words.number(at)} ({percent})" if percent else words.number(at)
    return {"kind": kind, "label": label, "text": text, "number": at}


def _marks(figures: Figures) -> list[dict[str, Any]]:
    applied, rival, counted = figures.projections[0], figures.rival(), _counted(figures)
    marks = [_dot("plain", "Before the duplicate correction", applied.uncorrected)]
    marks.append(_projected("Projection", applied))
    if rival is not None:
        marks.append(_projected(f"Projection, {rival.rounding} rounding", rival))
    if counted is not None:
        marks.append(_dot("counted", "Full count", Decimal(counted)))
    return marks


def _dot(kind: str, label: str, at: Decimal) -> dict[str, Any]:
    return {"kind": kind, "label": label, "text": words.number(at), "number": at}


def _projected(label: str, projection: Projection) -> dict[str, Any]:
    around = interval(projection)
    mark = _dot("projection", label, projection.projected)
    return mark | {"low": Decimal(around.low), "high": Decimal(around.high), "reach": reach(around)}


def reach(around: Interval) -> str:
    """The interval in words: 511,915 to 528,013."""
    return f"{words.number(around.low)} to {words.number(around.high)}"


def _counted(figures: Figures) -> int | Decimal | None:
    full, certificate = figures.full_determination(), figures.certificate
    if full is not None:
        return full.number
    return certificate.valid if certificate and certificate.method == METHOD_FULL else None


def _places(mark: dict[str, Any]) -> list[Decimal]:
    return [mark[key] for key in ("number", "low", "high") if key in mark]


def _summary(figures: Figures) -> str:
    projection, counted = figures.projections[0], _counted(figures)
    parts = [
        f"Projection {words.number(projection.projected)}, advisory interval {reach(interval(projection))}"
    ]
    parts += [f"{line['label']} {line['text']}" for line in _lines(figures)]
    parts += [f"full count {words.number(counted)}"] if counted is not None else []
    return "; ".join(parts) + "."
