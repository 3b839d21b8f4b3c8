"""The case that this process serves, and the code that its first account is made with."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.utils.crypto import constant_time_compare

from fullcount.case import Case
from fullcount.terms import Fault


class _Served:
    case: Case | None = None
    setup_code = ""


def serve_case(opened: Case, setup_code: str = "") -> None:
    """Serve this case from now on. setup_code: what makes the first account; empty: nobody makes it here."""
    _Served.case, _Served.setup_code = opened, setup_code


def case() -> Case:
    """The case that is served. Raises Fault where none is."""
    if _Served.case is None:
        raise Fault("No case is served.")
    return _Served.case


def is_setup_code(text: str) -> bool:
    """Whether a text is the code that whoever started the server was shown."""
    code = _Served.setup_code
    return bool(code) and constant_time_compare(text.strip().lower(), code)


def application_of(opened: Case, setup_code: str = "") -> WSGIHandler:
    """Django's application, serving this case and the static files of its packages."""
    serve_case(opened, setup_code)
    return get_wsgi_application()
