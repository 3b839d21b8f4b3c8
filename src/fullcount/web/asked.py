"""What a view is asked with, once the gate let it through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from fullcount.web.models import Person


class Asked(HttpRequest):
    """A request for a page that needs signing in: its user is a person. A name for checkers of types only."""

    user: Person
    htmx: HtmxDetails
