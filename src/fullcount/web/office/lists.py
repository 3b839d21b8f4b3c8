"""The lines behind every figure, page by page: which lines, and who found what on each.

A list is named by what its figure counts: open, hand, agree, hour, flags, withdrawn, copies; day:2022-07-11,
found:CODE (readings by what was found), stands:CODE (lines by what stands once the stage is settled).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Q

from fullcount.case import bulk, read
from fullcount.case.book import last_acts
from fullcount.case.kinds import SETTLED
from fullcount.case.models import FindingRow, LineRow, SettlementRow, WithdrawalRow
from fullcount.terms import BadInput, NotFound, Outcome, Refused, Stage
from fullcount.web.clock import now
from fullcount.web.desk import queue
from fullcount.web.desk.deciding import waiting_to_enter
from fullcount.web.models import Decision, Flag, Person, Task
from fullcount.web.office import pace
from fullcount.web.office.left import readings, to_find
from fullcount.web.office.progress import PACE_OVER, VALID, label_of

PAGE: Final = 50  # rows


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody found of a line. at: when, where the desk knows; entered: it is in the ledger."""

    official: str
    label: str
    at: datetime | None
    entered: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: a line, and what was found on it (a list of readings: that one reading)."""

    place: int
    line: str
    said: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list. after: what the next page begins after; None on the last one."""

    of: str
    title: str
    rows: tuple[Row, ...]
    after: int | None


Places = Callable[[Stage, int, int], list[int]]
"""The places of a list: of a stage, after a place, so many."""


def page(of: str, after: int) -> Listed:
    """A page of a list, after a place or a reading. Raises NotFound for a list that is not known."""
    stage = stage_shown()
    name, _, value = of.partition(":")
    if name in _READINGS:
        title, wanted = _READINGS[name](value)
        found = list(readings(stage).filter(wanted, id__gt=after).order_by("id")[: PAGE + 1])
        rows = _of_readings(found[:PAGE])
        return Listed(of, title, rows, found[PAGE - 1].pk if len(found) > PAGE else None)
    if name == "stands":
        title, places = f"Lines that stand as: {label_of(value)}", _standing(value)
    elif name in _LINES:
        title, places = _LINES[name]
    else:
        raise NotFound("There is no such list.", do="Take a figure's link.")
    some = places(stage, after, PAGE + 1)
    return Listed(of, title, rows_of(some[:PAGE]), some[PAGE - 1] if len(some) > PAGE else None)


def stage_shown() -> Stage:
    """The stage that is examined, or was last."""
    try:
        return queue.stage_now()
    except Refused:
        return Stage.SAMPLE


def rows_of(places: Sequence[int]) -> tuple[Row, ...]:
    """The rows of lines, in the order given, each with all that was found on it."""
    ids: dict[int, str] = dict(bulk.fetch("line", ("place", "line"), "place", places))
    said = sayings(places)
    return tuple(Row(place, ids.get(place, ""), tuple(said.get(place, ()))) for place in places)


def place_of(line: str) -> int:
    """The place of a line by its id. Raises NotFound where there is none."""
    places = LineRow.objects.filter(line=line.strip()).values_list("place", flat=True)
    found: int | None = places.first()
    if found is None:
        raise NotFound(
            "This is not the id of a line of the manifest.", do="Write it as on the sheet's label."
        )
    return found


def sayings(places: Iterable[int]) -> dict[int, list[Saying]]:
    """What was found of each line, in order: findings of the ledger, then decisions not entered yet."""
    said: dict[int, list[Saying]] = {}
    wanted = list(places)
    columns = ("line_id", "id", "official", "reason")
    labels: dict[str, str] = {"": "Valid", **{one.code: one.label for one in read.law_of().reasons}}
    for place, _, official, reason in sorted(bulk.fetch("finding", columns, "line_id", wanted)):
        said.setdefault(place, []).append(Saying(official, labels.get(reason) or reason, None, entered=True))
    for one in waiting_to_enter().filter(place__in=wanted).select_related("person"):
        label = labels.get(one.reason, one.reason)
        said.setdefault(one.place, []).append(Saying(str(one.person), label, one.at, entered=False))
    return said


def _of_readings(readings: Sequence[Decision]) -> tuple[Row, ...]:
    places = {one.place for one in readings}
    ids: dict[int, str] = dict(bulk.fetch("line", ("place", "line"), "place", places))
    people = dict(Person.objects.values_list("id", "name"))
    return tuple(_of_reading(one, ids[one.place], people[one.person_id]) for one in readings)


def _of_reading(one: Decision, line: str, official: str) -> Row:
    said = Saying(official, label_of(one.reason), one.at, entered=one.entry is not None)
    return Row(one.place, line, (said,))


def _found(code: str) -> tuple[str, Q]:
    reason = "" if code == VALID else code
    return f"Readings that found: {label_of(code)}", Q(reason=reason)


def _on_day(text: str) -> tuple[str, Q]:
    try:
        begin, end = pace.bounds(date.fromisoformat(text))
    except ValueError as error:
        raise BadInput("This is not a date.", do="Take a figure's link.") from error
    return f"Readings of {begin.date().isoformat()}", Q(at__gte=begin, at__lt=end)


def _of_hour(_: str) -> tuple[str, Q]:
    since: datetime = now() - timedelta(seconds=PACE_OVER.seconds)
    return "Readings of the last hour", Q(at__gte=since)


def _tasks(**wanted: object) -> Places:
    def places(stage: Stage, after: int, count: int) -> list[int]:
        tasks = to_find(stage).filter(place__gt=after, **wanted)
        return list(tasks.order_by("place").values_list("place", flat=True)[:count])

    return places


def _open(stage: Stage, after: int, count: int) -> list[int]:
    """Lines that are still to be found; before anybody examines, those of the stage."""
    if Task.objects.filter(stage=stage.value).exists():
        return _tasks()(stage, after, count)
    lines = read.lines_of(stage).filter(place__gt=after)
    found = FindingRow.objects.filter(line_id__gt=after).values("line_id")
    return list(lines.exclude(place__in=found).values_list("place", flat=True)[:count])


def _in_hand(stage: Stage, after: int, count: int) -> list[int]:
    return _tasks(until__gt=now())(stage, after, count)


def _flagged(_: Stage, after: int, count: int) -> list[int]:
    flags = Flag.objects.filter(answered=None, place__gt=after).order_by("place")
    return list(flags.values_list("place", flat=True).distinct()[:count])


def _withdrawn(_: Stage, after: int, count: int) -> list[int]:
    requests = WithdrawalRow.objects.filter(in_time=True, line_id__gt=after).order_by("line_id")
    return [place for place in requests.values_list("line_id", flat=True).distinct()[:count] if place]


def _copies(stage: Stage, after: int, count: int) -> list[int]:
    settled = last_acts().get((SETTLED, stage.value), -1)
    rows = SettlementRow.objects.filter(entry_id=settled, stands=False, line_id__gt=after)
    return list(rows.order_by("line_id").values_list("line_id", flat=True)[:count])


def _standing(code: str) -> Places:
    """Lines whose latest finding says so; further copies and withdrawn lines have lists of their own."""
    if code == read.DUPLICATE:
        return _copies
    if code == read.WITHDRAWN:
        return _out
    return _by_finding(code)


def _out(stage: Stage, after: int, count: int) -> list[int]:
    """Lines that a request took out, and those that an official found withdrawn."""
    found = _by_finding(read.WITHDRAWN)(stage, after, count)
    asked = {place for place in read.withdrawn_lines(stage) if place > after}
    return sorted(asked.union(found))[:count]


def _by_finding(code: str) -> Places:
    outcome = Outcome.VALID.value if code == VALID else Outcome.INVALID.value

    def places(stage: Stage, after: int, count: int) -> list[int]:
        of_stage = "AND stage = 'sample'" if stage is Stage.SAMPLE else ""
        later = of_stage.replace("stage", "later.stage")
        settled = last_acts().get((SETTLED, stage.value), -1)
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT line_id FROM finding WHERE outcome = %s AND reason = %s AND line_id > %s {of_stage}
                AND NOT EXISTS (SELECT 1 FROM finding later WHERE later.line_id = finding.line_id
                                AND later.id > finding.id {later})
                AND line_id NOT IN (SELECT line_id FROM settlement WHERE entry_id = %s AND NOT stands)
                AND line_id NOT IN (SELECT line_id FROM withdrawal WHERE in_time AND line_id IS NOT NULL)
                ORDER BY line_id LIMIT %s""",
                [outcome, "" if code == VALID else code, after, settled, count],
            )
            return [place for (place,) in cursor.fetchall()]

    return places


_READINGS: Final = {"found": _found, "day": _on_day, "hour": _of_hour}
_LINES: Final[dict[str, tuple[str, Places]]] = {
    "open": ("Lines that are still to be found", _open),
    "hand": ("Lines in somebody's hands now", _in_hand),
    "agree": ("Lines on which other officials must agree", _tasks(kind=queue.AGREE)),
    "flags": ("Lines put before a supervisor", _flagged),
    "withdrawn": ("Lines withdrawn in time", _withdrawn),
    "copies": ("Further copies of a voter's line, as settled", _copies),
}
