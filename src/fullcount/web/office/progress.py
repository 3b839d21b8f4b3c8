"""How far the examination is: lines left, findings by reason, pace, and the statutory clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from fullcount.case import read
from fullcount.terms import Refused, Stage
from fullcount.web.clock import now
from fullcount.web.desk import queue
from fullcount.web.models import Decision, Flag, Task

PACE_OVER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Found:
    """How many decisions say so. share: of all decisions, 0 to 1."""

    code: str
    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the examination of a stage is.

    tasks: readings in all; left: those to be made; in_hand: those somebody holds; an_hour: made in the last
    hour; deadline: the day by which the law wants the result; days_left: business days until then, today not
    counted; wanted_a_day: readings to be made each of these days.
    """

    stage: Stage | None
    why: str
    tasks: int
    left: int
    in_hand: int
    an_hour: int
    found: tuple[Found, ...]
    flags: int
    deadline: date | None
    days_left: int | None

    @property
    def done(self) -> int:
        """Readings made."""
        return self.tasks - self.left

    @property
    def share(self) -> float:
        """The share of readings made, 0 to 1."""
        return self.done / self.tasks if self.tasks else 0.0

    @property
    def percent(self) -> str:
        """The share in percent, to one decimal and never rounded up to all."""
        return f"{int(self.share * 1000) / 10:.1f}"

    @property
    def wanted_a_day(self) -> int | None:
        """Readings to be made each business day that is left."""
        return -(-self.left // self.days_left) if self.days_left else None


def progress() -> Progress:
    """Where the examination is now; without a stage where nothing is examined yet."""
    deadline = _deadline()
    days = None if deadline is None else _business_days(now().date(), deadline)
    try:
        stage = queue.stage_now()
    except Refused as error:
        return Progress(None, str(error), 0, 0, 0, 0, (), 0, deadline, days)
    tasks = Task.objects.filter(stage=stage.value)
    recent = Decision.objects.filter(at__gte=now() - PACE_OVER, undone=False).count()
    return Progress(
        stage, "", tasks.count(), queue.left(stage), queue.in_hand(), recent, tuple(_found(stage)),
        Flag.objects.filter(answered=None).count(), deadline, days,
    )  # fmt: skip


def _found(stage: Stage) -> list[Found]:
    """Decisions by reason, the most first. A line read by several counts for each reading."""
    decisions = Decision.objects.filter(stage=stage.value, undone=False, again=False)
    counts = dict(decisions.values_list("reason").annotate(Count("id")).order_by())
    labels = {"": "Valid", **{reason.code: reason.label for reason in read.law_of().reasons}}
    total = sum(counts.values())
    rows = sorted(counts.items(), key=lambda row: -row[1])
    return [
        Found(code or "", labels.get(code or "", code or ""), count, count / total) for code, count in rows
    ]


def _deadline() -> date | None:
    """The earliest time limit for the result that runs from filing; None where the law gives none."""
    try:
        petition, rule = read.petition(), read.law_of()
    except Refused:
        return None
    limits = [
        one.date
        for one in rule.deadlines(petition.filed)
        if one.date and one.sense == "latest" and one.counted_from == "filed" and not one.when
    ]
    return min(limits, default=None)


def _business_days(today: date, until: date) -> int:
    """Weekdays after today up to a day; holidays are in the deadline itself."""
    days = (until - today).days
    return sum((today + timedelta(days=day)).weekday() < 5 for day in range(1, days + 1))  # noqa: PLR2004 - Saturday
