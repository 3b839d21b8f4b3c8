"""What every page shows: the petition, who is signed in, where they may go."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest

from fullcount.web.roles import EXAMINERS, Role


class Place(NamedTuple):
    """An entry of the menu. further: it stands with the less frequent ones, behind "More"."""

    name: str
    route: str
    roles: frozenset[Role]
    further: bool = False


MENU = (
    Place("Examine", "examine", frozenset(EXAMINERS)),
    Place("Next step", "next-step", frozenset({Role.SUPERVISOR})),
    Place("Progress", "progress", frozenset({Role.SUPERVISOR, Role.OBSERVER})),
    Place("Doubts", "doubts", frozenset({Role.SUPERVISOR})),
    Place("Duplicates", "duplicates", frozenset({Role.SUPERVISOR})),
    Place("Intake", "intake", frozenset({Role.INTAKE})),
    Place("Set up", "set-up", frozenset({Role.ADMINISTRATOR})),
    Place("People", "people", frozenset({Role.ADMINISTRATOR})),
    Place("Declarations", "declarations", frozenset({Role.SUPERVISOR, *EXAMINERS}), further=True),
    Place("Manifest", "manifest", frozenset({Role.SUPERVISOR}), further=True),
    Place("Seed ceremony", "ceremony", frozenset({Role.SUPERVISOR}), further=True),
    Place("Withdrawals", "withdrawals", frozenset({Role.SUPERVISOR}), further=True),
    Place("Queue", "queue", frozenset({Role.SUPERVISOR}), further=True),
    Place("Agreement", "agreement", frozenset({Role.SUPERVISOR}), further=True),
    Place("Worksheet", "worksheet", frozenset({Role.SUPERVISOR}), further=True),
    Place("Certificate", "certificate", frozenset({Role.SUPERVISOR}), further=True),
    Place("Access log", "access-log", frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}), further=True),
    Place("Public page", "public", frozenset(Role), further=True),
)


def of_every_page(request: HttpRequest) -> dict[str, Any]:
    """The menu of whoever is signed in."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"menu": (), "menu_further": ()}
    open_to = [place for place in MENU if place.roles & person.has]
    return {
        "menu": [place for place in open_to if not place.further],
        "menu_further": [place for place in open_to if place.further],
        "idle": settings.SESSION_COOKIE_AGE,
    }
