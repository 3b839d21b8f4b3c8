"""The county's calendar and the law's time limits for this petition, by what has happened so far."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from fullcount import law
from fullcount.case import kinds, read
from fullcount.case.book import last_acts
from fullcount.case.models import Entry
from fullcount.terms import BadInput, Refused
from fullcount.web.clock import now
from fullcount.web.models import CountyDay

EVENTS = {
    "full_count_ordered": (kinds.FULL_COUNT, ""),
    "certified": (kinds.CERTIFIED, ""),
}
"""Events the law counts from that are acts of the case."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit of the law. until: its day; left: business days after today up to it."""

    says: str
    until: date
    days: int
    unit: str
    counted_from: str
    left: int
    cite: str
    closed: tuple[tuple[date, str], ...]


def calendar() -> law.Calendar:
    """The holidays of the law's state, and the county's own days."""
    days = dict(CountyDay.objects.values_list("day", "works"))
    return law.Calendar(
        read.law_of().id.partition("/")[0].upper(),
        also_closed=frozenset(day for day, works in days.items() if not works),
        open_on=frozenset(day for day, works in days.items() if works),
    )


def set_day(day: str, works: str) -> None:
    """Note a day on which the county is closed ("closed") or works ("works"), or forget it ("").

    Raises BadInput for no date or another word.
    """
    try:
        meant = date.fromisoformat(day)
    except ValueError as error:
        raise BadInput("This is not a date.", do="Write it as 2022-07-06.") from error
    if works not in ("closed", "works", ""):
        raise BadInput("Say whether the county is closed on this day, or works.")
    CountyDay.objects.filter(day=meant).delete()
    if works:
        CountyDay.objects.create(day=meant, works=works == "works")


def limits() -> list[Limit]:
    """The limits that hold for the examination and whose day is known, the earliest first.

    None before a petition is opened. Limits that follow from a certain determination are left out.
    """
    try:
        petition, rule = read.petition(), read.law_of()
    except Refused:
        return []
    today, days = now().date(), calendar()
    found = rule.deadlines(petition.filed, days, _events())
    return sorted(
        (
            _limit(one, one.date, rule.business_days_left(today, one.date, days))
            for one in found
            if one.date and one.sense == "latest" and not one.when
        ),
        key=lambda limit: limit.until,
    )


def next_limit(known: list[Limit]) -> Limit | None:
    """The limit that comes next; where all are past, the latest."""
    today = now().date()
    return next((one for one in known if one.until >= today), known[-1] if known else None)


def _limit(one: law.Deadline, day: date, left: int) -> Limit:
    counted = one.counted_from.replace("_", " ")
    return Limit(one.says, day, one.days, one.unit, counted, left, one.cite, one.closed)


def _events() -> dict[str, date]:
    """The days of the events that happened."""
    last = last_acts()
    return {event: day_of(last[act]) for event, act in EVENTS.items() if act in last}


def day_of(entry: int) -> date:
    """The day of a ledger entry."""
    text = Entry.objects.values_list("text", flat=True).get(index=entry)
    return datetime.fromisoformat(json.loads(text)["at"]).date()
