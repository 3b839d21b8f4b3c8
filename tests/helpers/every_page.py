"""Every page of the desk, found from its routes, with somebody who may see it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver
from playwright.sync_api import Page
from served_desk import PEOPLE

import fullcount.web  # noqa: F401 - before the case: Django is set up once
from fullcount.web.access import access_of, routes

GIVEN = {
    "<int:number>": "1",
    "<str:line>": "00001-02",
    "<int:section>": "1",
    "<str:reason>": "canceled",
    "<str:name>": "law.json",
}
NOT_ALLOWED = 405


@dataclass(frozen=True)
class Route:
    """A path, and who may go there: a name of PEOPLE, or nobody signed in."""

    path: str
    name: str


def every_route() -> list[Route]:
    """All of them; a new kind of parameter must be given a value in GIVEN."""
    return list(_routes())


def _routes() -> Iterator[Route]:
    for pattern, route in routes(get_resolver().url_patterns):
        path = pattern
        for name, value in GIVEN.items():
            path = path.replace(name, value)
        assert "<" not in path, f"every_page.GIVEN has no value for a parameter of {pattern}"
        access = access_of(route.callback)
        roles = set(access.roles)
        names = [name for name, role in PEOPLE.items() if role in roles] if not access.public else [""]
        yield Route(f"/{path}", names[0])


def shows_a_page(page: Page, base: str, route: Route) -> bool:
    """Go there; False where it only takes what is posted, or gives a part of a page or a file."""
    answer = page.context.request.get(f"{base}{route.path}")
    kind, body = answer.headers.get("content-type", ""), answer.body()
    if answer.status == NOT_ALLOWED or "html" not in kind or b"<!doctype html>" not in body.lower():
        return False
    page.goto(f"{base}{route.path}")
    return True
