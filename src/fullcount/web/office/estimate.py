"""The statute's projection step by step, and beside it the advisory estimate as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from fullcount import law, paper
from fullcount.case import kinds, read
from fullcount.case.book import last_acts, last_body, last_document
from fullcount.estimates import PERCENT, Interval, interval
from fullcount.terms import Projection, Refused, Rounding, Stage
from fullcount.web.clock import now

WIDTH: Final = 760  # of the picture, in its own units
LEFT: Final = 190  # kept for the marks' names
ROW: Final = 44
HEAD: Final = 66


@dataclass(frozen=True, slots=True)
class Worksheet:
    """The projection of the settled sample. entered: the ledger entry it is in; None for a look ahead.

    report: as `law.projection_report`. chart: what the picture draws; None where everything was examined.
    """

    report: dict[str, Any]
    entered: int | None
    percent: int
    interval: Interval
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture: lines of the law, marks with their intervals, ticks; places in the picture's units."""

    lines: tuple[dict[str, Any], ...]
    marks: tuple[dict[str, Any], ...]
    ticks: tuple[dict[str, Any], ...]
    summary: str
    height: int
    width: int = WIDTH
    left: int = LEFT


def worksheet() -> Worksheet:
    """The worksheet once the sample is settled. Raises Refused before."""
    last = last_acts()
    if kinds.SETTLED_SAMPLE not in last:
        raise Refused(
            "There is nothing to project yet.",
            why="The sample's duplicates are not settled.",
            do="The page Next step says what comes first.",
        )
    rule, required, count = read.law_of(), read.petition().required, _count()
    rounding = Rounding(last_document("petition")["rounding"])
    made = rule.project(count, rounding)
    projected = last.get((kinds.PROJECTED, ""), -1)
    entered = projected if projected > last[kinds.SETTLED_SAMPLE] else None
    report = law.projection_report(rule, count, required, rounding)
    chart = None if count.everything else _chart(made, rule)
    return Worksheet(report, entered, PERCENT, interval(made), chart)


def _count() -> law.SampleCount:
    tally = read.tally_of(Stage.SAMPLE)
    return law.SampleCount(read.raw_count(), tally["counted"], tally["valid"], tally["surplus"])


def _chart(made: Projection, rule: law.Law) -> Chart:
    determination = rule.determine(made, read.petition().required)
    figures = paper.Figures(
        read.petition(),
        now().date(),
        "",
        projections=(made,),
        determinations=((Stage.SAMPLE, determination), *_full(rule)),
    )
    sheet = paper.chart_sheet(figures)
    marks = tuple(_mark(mark, HEAD + ROW * number) for number, mark in enumerate(sheet["marks"]))
    foot = HEAD + ROW * len(marks)
    lines = tuple(
        _line(line, 14 + 16 * number, foot)
        for number, line in enumerate(sorted(sheet["lines"], key=lambda line: int(line["at"])))
    )
    ticks = tuple({**tick, "x": _x(tick["at"])} for tick in sheet["ticks"])
    return Chart(lines, marks, ticks, sheet["summary"], foot + 34)


def _full(rule: law.Law) -> tuple[tuple[Stage, Any], ...]:
    """The full count's determination, where there is one, to be drawn beside the projection."""
    body = last_body(*kinds.DETERMINED_FULL)
    if body is None:
        return ()
    valid = read.tally_of(Stage.FULL)["valid"]
    return ((Stage.FULL, rule.determine_full(valid, int(body["required"]))),)


def _line(line: dict[str, Any], label_y: int, foot: int) -> dict[str, Any]:
    """A line of the law; its label stands on the side where there is room."""
    x = _x(line["at"])
    side = {"anchor": "start", "aside": 5} if x < WIDTH * 3 // 4 else {"anchor": "end", "aside": -5}
    return {**line, **side, "x": x, "label_y": label_y, "foot": foot}


def _mark(mark: dict[str, Any], y: int) -> dict[str, Any]:
    placed = {**mark, "x": _x(mark["at"]), "y": y + ROW // 2}
    if "from" in mark:
        low, high = _x(mark["from"]), _x(mark["to"])
        placed |= {"low": low, "high": high, "span": max(high - low, 1)}
    return placed


def _x(place: int) -> int:
    """A place along the axis (ten-thousandths) in the picture's units."""
    return LEFT + place * (WIDTH - LEFT - 20) // 10_000
