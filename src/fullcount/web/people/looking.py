"""Looking at the access log: by person, by line, by day, a page at a time, the latest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet

from fullcount import ledger
from fullcount.case import bulk
from fullcount.terms import BadInput
from fullcount.web import serving
from fullcount.web.clock import now
from fullcount.web.models import Person, Seen

PAGE: Final = 100  # rows
SHORT: Final = 12  # digits of a voter's tag that are shown


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty: all. before: the page begins after this row."""

    person: str = ""
    line: str = ""
    day: date | None = None
    before: int | None = None

    @property
    def query(self) -> str:
        """The same as the query of an address, without the page."""
        day = self.day.isoformat() if self.day else ""
        return urlencode({"person": self.person, "line": self.line, "day": day})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the log. line: empty where it is about none; voter: whose signature, as the ledger tags.

    count: rows alike one after another; at: of the latest of them.
    """

    at: datetime
    person: str
    what: str
    line: str
    voter: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of the log, the latest first. next: the next page begins after this row; None for the last."""

    rows: tuple[Row, ...]
    next: int | None


def asked(given: Mapping[str, str]) -> Wanted:
    """What the query of an address looks for. Raises BadInput for a day that is none."""
    day, before = given.get("day", ""), given.get("before", "")
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise BadInput("The day is none.", do="Give it as 2022-08-15.") from error
    return Wanted(
        given.get("person", "").strip()[:100],
        given.get("line", "").strip()[:40],
        on,
        int(before) if before.isdecimal() and len(before) < 19 else None,  # noqa: PLR2004 - digits of 64 bits
    )


def page(wanted: Wanted) -> Page:
    """The rows that fit."""
    found = list(_rows(wanted)[: PAGE + 1])
    more, some = len(found) > PAGE, found[:PAGE]
    places = {row.place for row in some if row.place is not None}
    lines: dict[int, str] = dict(bulk.fetch("line", ("place", "line"), "place", places))
    runs = (list(run) for _, run in groupby(some, _told))
    return Page(tuple(_row(run, lines) for run in runs), some[-1].pk if more else None)


def _told(seen: Seen) -> tuple[object, ...]:
    """What a row says beside its moment."""
    return seen.person_id, seen.what, seen.place, seen.voter


def _row(run: Sequence[Seen], lines: Mapping[int, str]) -> Row:
    seen = run[0]
    line = "" if seen.place is None else lines.get(seen.place, "")
    voter = ledger.voter_tag(serving.case().secret, seen.voter)[:SHORT] if seen.voter else ""
    return Row(seen.at, seen.person.name if seen.person else "", seen.what, line, voter, len(run))


def _rows(wanted: Wanted) -> QuerySet[Seen]:
    rows = Seen.objects.select_related("person").order_by("-id")
    if wanted.person:
        rows = rows.filter(person__in=Person.objects.filter(name__iexact=wanted.person))
    if wanted.line:
        places = [place for place, _ in bulk.lines_by_id([wanted.line]).values()]
        rows = rows.filter(place__in=places)
    if wanted.day:
        start = datetime(wanted.day.year, wanted.day.month, wanted.day.day, tzinfo=UTC)
        rows = rows.filter(at__gte=start, at__lt=start + timedelta(days=1))
    return rows if wanted.before is None else rows.filter(pk__lt=wanted.before)


def locked_names() -> set[str]:
    """Names that may not try to sign in now."""
    since = now() - timedelta(hours=float(settings.AXES_COOLOFF_TIME))
    tried = AccessAttempt.objects.filter(
        attempt_time__gte=since, failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    )
    return set(tried.values_list("username", flat=True))
