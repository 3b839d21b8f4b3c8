"""The access log: who signed in, and who was shown which line."""

from __future__ import annotations

from collections.abc import Iterable

from fullcount.web.clock import now
from fullcount.web.models import Person, Seen


def saw(person: Person | None, what: str, place: int | None = None, voter: str = "") -> None:
    """Note that somebody was shown something, or signed in. voter: whose signature on file it was."""
    Seen.objects.create(person=person, at=now(), what=what, place=place, voter=voter)


def saw_lines(person: Person, places: Iterable[int]) -> None:
    """Note the lines that somebody was shown."""
    at = now()
    Seen.objects.bulk_create(Seen(person=person, at=at, what="line", place=place) for place in places)
