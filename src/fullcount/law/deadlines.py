"""The days the law gives, counted in business days or calendar days from an event.

The day of the event is not counted. Business days leave out Saturdays, Sundays and holidays: those the
`holidays` library lists for the state, changed by what a county adds or works through.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from fullcount.law.entry import Entry
from fullcount.law.schema import EVENTS
from fullcount.terms import BadInput, NotFound

Holiday = Callable[[dt.date], str]
Closed = tuple[tuple[dt.date, str], ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """One time limit. date is None while the event it is counted from has not happened.

    unit: "business days" or "days". counted_from: an event, or another deadline. sense: "latest" or
    "earliest". when: the verdict it belongs to, empty for any. closed: the holidays that were left out.
    """

    name: str
    says: str
    date: dt.date | None
    days: int
    unit: str
    counted_from: str
    sense: str
    when: str
    closed: Closed
    cite: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are not business days.

    state: two letters, whose holidays are left out, or empty for none. also_closed: more days on which
    the county is closed. open_on: days on which it works although the library lists a holiday.
    """

    state: str = "CA"
    also_closed: Collection[dt.date] = field(default_factory=frozenset)
    open_on: Collection[dt.date] = field(default_factory=frozenset)


def deadlines(
    entries: Mapping[str, Entry], events: Mapping[str, dt.date], holiday: Holiday
) -> tuple[Deadline, ...]:
    """Every time limit, dated where its event is known. BadInput for an event the law does not know."""
    for event in events:
        if event not in EVENTS:
            raise BadInput(f"'{event}' is not an event.", do=f"The events are: {', '.join(EVENTS)}.")
    known = dict(events)
    return tuple(_deadline(entry, known, entries, holiday) for entry in entries.values())


def holidays_of(calendar: Calendar, open_names: Collection[str]) -> Holiday:
    """A function that names the holiday of a day, or gives an empty text for a day of work."""
    library = _library(calendar.state)

    def holiday(day: dt.date) -> str:
        if day in calendar.open_on:
            return ""
        if day in calendar.also_closed:
            return "closed by the county"
        names = [name for name in library(day).split("; ") if name and not _open(name, open_names)]
        return "; ".join(names)

    return holiday


def add_business_days(start: dt.date, days: int, holiday: Holiday) -> tuple[dt.date, Closed]:
    """The day so many business days after start, and the holidays left out on the way."""
    day, left, closed = start, days, []
    while left:
        day += dt.timedelta(days=1)
        if day.weekday() > _FRIDAY:
            continue
        name = holiday(day)
        if name:
            closed.append((day, name))
        else:
            left -= 1
    return day, tuple(closed)


def business_days_between(after: dt.date, until: dt.date, holiday: Holiday) -> int:
    """How many business days come after one day up to another, that one counted; 0 where it is not later."""
    days = (after + dt.timedelta(days=number) for number in range(1, (until - after).days + 1))
    return sum(day.weekday() <= _FRIDAY and not holiday(day) for day in days)


_FRIDAY = 4


def _deadline(
    entry: Entry, events: Mapping[str, dt.date], entries: Mapping[str, Entry], holiday: Holiday
) -> Deadline:
    start = _start(entry.extra["counted_from"], events, entries, holiday)
    day, closed = (None, ()) if start is None else _count(entry, start, holiday)
    return Deadline(
        name=entry.name,
        says=entry.says,
        date=day,
        days=entry.whole(),
        unit=entry.unit,
        counted_from=entry.extra["counted_from"],
        sense=entry.extra["sense"],
        when=entry.extra.get("when", ""),
        closed=closed,
        cite=entry.cite,
        status=entry.status.value,
        note=entry.note,
    )


def _start(
    name: str, events: Mapping[str, dt.date], entries: Mapping[str, Entry], holiday: Holiday
) -> dt.date | None:
    if name not in entries:
        return events.get(name)
    before = entries[name]
    start = _start(before.extra["counted_from"], events, entries, holiday)
    return None if start is None else _count(before, start, holiday)[0]


def _count(entry: Entry, start: dt.date, holiday: Holiday) -> tuple[dt.date, Closed]:
    if entry.unit == "business days":
        return add_business_days(start, entry.whole(), holiday)
    return start + dt.timedelta(days=entry.whole()), ()


def _open(name: str, open_names: Collection[str]) -> bool:
    return any(name.startswith(known) for known in open_names)


def _library(state: str) -> Holiday:
    if not state:
        return lambda _day: ""
    try:
        import holidays
    except ImportError as error:
        raise NotFound(
            "The package 'holidays' is not installed, so business days cannot be counted.",
            do="Install it, or give the county's own days and no state.",
        ) from error
    try:
        listed = holidays.country_holidays("US", subdiv=state)
    except NotImplementedError as error:
        raise BadInput(
            f"'{state}' is not a state whose holidays are known.", do="Give two letters, such as CA."
        ) from error
    return lambda day: str(listed.get(day) or "")
