"""The pace of the examination: readings a day, what the law's clock needs, and the bars of the picture.

Days are those of the clock the ledger goes by (UTC).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db import connection

from fullcount.case import read
from fullcount.terms import Stage
from fullcount.web.clock import now
from fullcount.web.office import county

SHOWN: Final = 30  # days in the picture
OVER: Final = 5  # days with work before today, over which the pace made is the mean
WIDTH, HEIGHT, FOOT = 720, 200, 24  # of the picture, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's bar in the picture. x, y, width, height: in the picture's units; label: where there is room."""

    day: date
    count: int
    x: int
    y: int
    width: int
    height: int
    label: str

    @property
    def middle(self) -> int:
        """Where its label stands."""
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Pace:
    """Readings a day. needed: lines to be found each business day left, today among them while it is one.

    made: the mean of the latest days with work, today left out unless it is the first; ends: the business
    day on which the lines end at this pace. None where it cannot be said.
    """

    bars: tuple[Bar, ...]
    needed: int | None
    made: int | None
    ends: date | None

    @property
    def top(self) -> int:
        """What the picture's height stands for."""
        return max([bar.count for bar in self.bars] + [self.needed or 0, 1])

    @property
    def needed_y(self) -> int | None:
        """Where the line of the pace needed lies."""
        return None if self.needed is None else _y(self.needed, self.top)

    @property
    def in_words(self) -> str:
        """The picture in a sentence."""
        most = max(self.bars, key=lambda bar: bar.count, default=None)
        said = f"The most on a day were {most.count:,}, on {most.day.isoformat()}." if most else ""
        return f"{said} Needed a day: {self.needed:,}." if self.needed else said


def pace(stage: Stage, left: int, deadline: date | None) -> Pace:
    """The pace of a stage. deadline: the law's next day."""
    today, days = now().date(), read_days(stage)
    worked = [count for day, count in days if day < today] or [count for _, count in days]
    made = sum(worked[-OVER:]) // len(worked[-OVER:]) if worked else None
    rule, calendar = read.law_of(), county.calendar()
    ends = rule.business_day(today, -(-left // made), calendar) if made and left else None
    yesterday = today - timedelta(days=1)
    until = rule.business_days_left(yesterday, deadline, calendar) if deadline else 0
    needed = -(-left // until) if until else None
    top = max([count for _, count in days[-SHOWN:]] + [needed or 0, 1])
    return Pace(tuple(_bars(days[-SHOWN:], top)), needed, made, ends)


def read_days(stage: Stage) -> list[tuple[date, int]]:
    """Readings made on each day with any, in order."""
    day = "substr(at, 1, 10)" if connection.vendor == "sqlite" else "(at AT TIME ZONE 'UTC')::date"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {day} AS day, count(*) FROM desk_decision WHERE stage = %s AND NOT undone AND NOT again "
            "GROUP BY 1 ORDER BY 1",
            [stage.value],
        )
        return [(_day(found), count) for found, count in cursor.fetchall()]


def bounds(day: date) -> tuple[datetime, datetime]:
    """The moments between which a day lies."""
    begin = datetime.combine(day, time(), UTC)
    return begin, begin + timedelta(days=1)


def _day(found: date | str) -> date:
    return date.fromisoformat(found) if isinstance(found, str) else found


def _bars(days: list[tuple[date, int]], top: int) -> list[Bar]:
    step = min(WIDTH // max(len(days), 1), 72)
    width, every = max(step - 6, 4), -(-len(days) * 40 // WIDTH) or 1
    return [
        Bar(
            day, count, number * step + 3, _y(count, top), width, HEIGHT - FOOT - _y(count, top),
            f"{day.day} {day:%b}" if number % every == 0 else "",
        )
        for number, (day, count) in enumerate(days)
    ]  # fmt: skip


def _y(count: int, top: int) -> int:
    room = HEIGHT - 2 * FOOT
    return FOOT + room - count * room // top
