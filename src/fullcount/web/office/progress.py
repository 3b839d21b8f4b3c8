"""How far the examination is: lines left, findings by reason, pace, and the statutory clock.

Every figure is one statement over the desk's tables; none walks the findings of a petition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count

from fullcount.case import kinds, read
from fullcount.case.book import last_acts
from fullcount.terms import Refused, Stage
from fullcount.web.clock import now
from fullcount.web.desk import queue
from fullcount.web.models import Flag
from fullcount.web.office import county, pace
from fullcount.web.office.left import lines_left, readings

PACE_OVER = timedelta(hours=1)
VALID: Final = "valid"  # stands for "no reason" in an address


@dataclass(frozen=True, slots=True)
class Found:
    """How many readings say so. code: the reason's, or "valid"; share: of all readings, 0 to 1."""

    code: str
    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the examination of a stage is.

    left: lines to be found; done: readings made; in_hand: lines that somebody holds; an_hour: readings made
    in the last hour; limits: the law's, the earliest first; limit: the one that comes next.
    settled: lines by what stands, once the stage's duplicates are settled.
    """

    stage: Stage | None
    why: str
    left: int
    in_hand: int
    an_hour: int
    found: tuple[Found, ...]
    flags: int
    limits: tuple[county.Limit, ...]
    limit: county.Limit | None
    pace: pace.Pace
    settled: tuple[Found, ...] = ()

    @property
    def done(self) -> int:
        """Readings made."""
        return sum(one.count for one in self.found)

    @property
    def tasks(self) -> int:
        """Readings in all, those to be made too."""
        return self.left + self.done

    @property
    def share(self) -> float:
        """The share of readings made, 0 to 1."""
        return self.done / self.tasks if self.tasks else 0.0

    @property
    def percent(self) -> str:
        """The share in percent, to one decimal and never rounded up to all."""
        return f"{int(self.share * 1000) / 10:.1f}"

    @property
    def deadline(self) -> date | None:
        """The day by which the law wants the result next."""
        return self.limit.until if self.limit else None

    @property
    def days_left(self) -> int | None:
        """Business days until then, today not counted."""
        return self.limit.left if self.limit else None


def progress() -> Progress:
    """Where the examination is now; without a stage where nothing is examined yet."""
    limits = county.limits()
    limit = None if (kinds.CERTIFIED, "") in last_acts() else county.next_limit(limits)
    try:
        stage = queue.stage_now()
    except Refused as error:
        return Progress(
            None, str(error), 0, 0, 0, (), _flags(), tuple(limits), limit, pace.Pace((), None, None, None)
        )
    recent = readings(stage).filter(at__gte=now() - PACE_OVER).count()
    left = lines_left(stage)
    made = pace.pace(stage, left, limit.until if limit else None)
    return Progress(
        stage, "", left, queue.in_hand(), recent, tuple(_found(stage)), _flags(), tuple(limits), limit, made,
        tuple(_settled(stage)),
    )  # fmt: skip


def _flags() -> int:
    return Flag.objects.filter(answered=None).count()


def _found(stage: Stage) -> list[Found]:
    """Readings by reason, the most first. A line read by several counts for each reading."""
    return _shares(dict(readings(stage).values_list("reason").annotate(Count("id")).order_by()))


def _settled(stage: Stage) -> list[Found]:
    """Lines by what stands, as the latest settlement of a stage counted them; none before it."""
    if (kinds.SETTLED, stage.value) not in last_acts():
        return []
    tally = read.tally_of(stage)
    return _shares({"": tally["valid"], **tally["by_reason"]})


def _shares(counts: dict[str, int]) -> list[Found]:
    """Counts by the reason's code, the most first."""
    total = sum(counts.values())
    rows = sorted(counts.items(), key=lambda row: -row[1])
    return [Found(code or VALID, label_of(code), count, count / total) for code, count in rows if count]


def label_of(code: str) -> str:
    """The law's words for a reason's code; "Valid" for none, the code itself where the law has none such."""
    if code in ("", VALID):
        return "Valid"
    return next((one.label for one in read.law_of().reasons if one.code == code), code)
