"""What people are told when something does not go: what, why, what to do; to a script as JSON."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from fullcount.terms import BadInput, NotFound, UserError

BAD, FORBIDDEN, MISSING, REFUSED, TOO_BIG, FAULT = 400, 403, 404, 409, 413, 500


def told(request: HttpRequest, error: UserError) -> HttpResponse:
    """An error of the tree as a page, or for a script as {what, why, do}."""
    status = BAD if isinstance(error, BadInput) else MISSING if isinstance(error, NotFound) else REFUSED
    return _tell(request, status, error.what, error.why, error.do)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's name
    """A page of another role."""
    what, why = "This page is not for your role.", "Each page says who may use it."
    return _tell(request, FORBIDDEN, what, why, "Ask an administrator if you need it.")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's name
    """No such page."""
    return _tell(request, MISSING, "There is no such page.", "", "Go back, or take the menu.")


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that is none, or too big a one."""
    if isinstance(exception, RequestDataTooBig):
        return _tell(
            request,
            TOO_BIG,
            "That is too much at once.",
            "",
            "Divide it, or use the command where there is one.",
        )
    return _tell(request, BAD, "The request cannot be read.", "", "Load the page again.")


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's name
    """A form without the token of whoever is signed in: an old page, or somebody else's."""
    what, why = "This page is older than your sign-in.", "Its form has not the token it should have."
    return _tell(request, FORBIDDEN, what, why, "Load the page again and send the form anew.", code="csrf")


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of ours. The page needs neither database nor session, as these may be what failed."""
    what, why, do = "The desk has failed.", "Nothing is half done.", "Try again; tell who keeps the desk."
    if request.headers.get("X-Desk"):
        return JsonResponse({"what": what, "why": why, "do": do}, status=FAULT)
    page = render_to_string("web/fault.html", {"what": what, "why": why, "do": do})
    return HttpResponse(page, status=FAULT)


def _tell(  # noqa: PLR0913 - a sentence has its parts
    request: HttpRequest, status: int, what: str, why: str, do: str, *, code: str = ""
) -> HttpResponse:
    facts = {"what": what, "why": why, "do": do}
    if request.headers.get("X-Desk"):
        return JsonResponse({**facts, "code": code}, status=status)
    return render(request, "web/told.html", facts, status=status)
