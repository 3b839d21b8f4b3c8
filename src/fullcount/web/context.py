"""What every page shows: the petition, who is signed in, where they may go."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest

from fullcount.web.roles import EXAMINERS, Role


class Place(NamedTuple):
    """An entry of the menu."""

    name: str
    route: str
    roles: frozenset[Role]


MENU = (
    Place("Examine", "examine", frozenset(EXAMINERS)),
    Place("Intake", "intake", frozenset({Role.INTAKE})),
    Place("Manifest", "manifest", frozenset({Role.SUPERVISOR})),
    Place("Seed ceremony", "ceremony", frozenset({Role.SUPERVISOR})),
    Place("Declarations", "declarations", frozenset({Role.SUPERVISOR, *EXAMINERS})),
    Place("Progress", "progress", frozenset({Role.SUPERVISOR, Role.OBSERVER})),
    Place("Set up", "set-up", frozenset({Role.ADMINISTRATOR})),
    Place("People", "people", frozenset({Role.ADMINISTRATOR})),
    Place("Public page", "public", frozenset(Role)),
)


def of_every_page(request: HttpRequest) -> dict[str, Any]:
    """The menu of whoever is signed in."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"menu": ()}
    return {"menu": [place for place in MENU if place.roles & person.has]}
