"""What people are told when something does not go: what, why, what to do; to a script as JSON."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from fullcount.terms import BadInput, NotFound, UserError

BAD, FORBIDDEN, MISSING, REFUSED = 400, 403, 404, 409


def told(request: HttpRequest, error: UserError) -> HttpResponse:
    """An error of the tree as a page, or for a script as {what, why, do}."""
    status = BAD if isinstance(error, BadInput) else MISSING if isinstance(error, NotFound) else REFUSED
    facts = {"what": error.what, "why": error.why, "do": error.do}
    if request.headers.get("X-Desk"):
        return JsonResponse(facts, status=status)
    return render(request, "web/told.html", facts, status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's name
    """A page of another role."""
    facts = {
        "what": "This page is not for your role.",
        "why": "Each page says who may use it.",
        "do": "Ask an administrator if you need it.",
    }
    return render(request, "web/told.html", facts, status=FORBIDDEN)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's name
    """No such page."""
    facts = {"what": "There is no such page.", "why": "", "do": "Go back, or take the menu."}
    return render(request, "web/told.html", facts, status=MISSING)


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read, such as a file larger than the page takes."""
    large = isinstance(exception, RequestDataTooBig)
    facts = {
        "what": "This is larger than the page takes." if large else "The request cannot be read.",
        "why": "",
        "do": "Divide the file, or ask whoever runs the server to take it in by command."
        if large
        else "Go back.",
    }
    return render(request, "web/told.html", facts, status=BAD)
