"""The case that this process serves."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from fullcount.case import Case
from fullcount.terms import Fault


class _Served:
    case: Case | None = None


def serve_case(opened: Case) -> None:
    """Serve this case from now on."""
    _Served.case = opened


def case() -> Case:
    """The case that is served. Raises Fault where none is."""
    if _Served.case is None:
        raise Fault("No case is served.")
    return _Served.case


def application_of(opened: Case) -> WSGIHandler:
    """Django's application, serving this case and the static files of its packages."""
    serve_case(opened)
    return get_wsgi_application()
