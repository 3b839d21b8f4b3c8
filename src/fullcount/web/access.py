"""Every view says who may use it; the gate asks here. Where one does not say so, the desk does not start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.urls import URLPattern, URLResolver

from fullcount.terms import Fault
from fullcount.web.roles import Role

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "fullcount_access"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use a view. public: nobody needs to sign in. roles: one of these is needed."""

    public: bool
    roles: tuple[Role, ...]

    def admits(self, roles: frozenset[Role]) -> bool:
        """Whether a person with these roles may use the view."""
        return self.public or bool(roles & set(self.roles))


PUBLIC = Access(public=True, roles=())


def public(view: View) -> View:
    """A view for everybody, signed in or not."""
    vars(view)[_MARK] = PUBLIC
    return view


def only(*roles: Role) -> Callable[[View], View]:
    """A view for people who have one of these roles."""

    def mark(view: View) -> View:
        vars(view)[_MARK] = Access(public=False, roles=roles)
        return view

    return mark


def access_of(view: Callable[..., Any]) -> Access | None:
    """Who may use a view; None where it does not say."""
    found: Access | None = getattr(view, _MARK, None)
    return found


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route with its path."""
    for pattern in patterns:
        path = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern


def check_all(patterns: list[URLPattern | URLResolver]) -> None:
    """Raise Fault, naming the routes, unless every route says who may use it."""
    silent = [path for path, route in routes(patterns) if access_of(route.callback) is None]
    if silent:
        raise Fault(f"These routes do not say who may use them: {', '.join(silent)}.")
