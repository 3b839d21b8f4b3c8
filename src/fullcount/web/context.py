"""What every page shows: the petition, who is signed in, where they may go."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest

from fullcount.web.roles import EXAMINERS, Role


class Place(NamedTuple):
    """An entry of the menu."""

    name: str
    route: str
    roles: frozenset[Role]


MENU = (
    Place("Examine", "examine", frozenset(EXAMINERS)),
    Place("Next step", "next-step", frozenset({Role.SUPERVISOR})),
    Place("Progress", "progress", frozenset({Role.SUPERVISOR, Role.OBSERVER})),
    Place("Doubts", "doubts", frozenset({Role.SUPERVISOR})),
    Place("Duplicates", "duplicates", frozenset({Role.SUPERVISOR})),
    Place("Withdrawals", "withdrawals", frozenset({Role.SUPERVISOR})),
    Place("Worksheet", "worksheet", frozenset({Role.SUPERVISOR})),
    Place("Certificate", "certificate", frozenset({Role.SUPERVISOR})),
    Place("Queue", "queue", frozenset({Role.SUPERVISOR})),
    Place("Agreement", "agreement", frozenset({Role.SUPERVISOR})),
    Place("People", "people", frozenset({Role.ADMINISTRATOR})),
    Place("Access log", "access-log", frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})),
    Place("Public page", "public", frozenset(Role)),
)


def of_every_page(request: HttpRequest) -> dict[str, Any]:
    """The menu of whoever is signed in."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"menu": ()}
    return {
        "menu": [place for place in MENU if place.roles & person.has],
        "idle": settings.SESSION_COOKIE_AGE,
    }
