"""The gate before every view: who is not admitted is sent to sign in, or told no; the answer is not kept.

A session ends half an hour after the last request. So that not every request writes, it is written again once
a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from fullcount.terms import BadInput, Fault, UserError
from fullcount.web.access import access_of
from fullcount.web.away import GONE, away, be_brief
from fullcount.web.clock import now
from fullcount.web.told import told

AT: Final = "at"  # in a session: when it was last written, in seconds
SECONDS: Final = 60
BEFORE_CHANGING: Final = ("password", "sign-out", "here")  # for whoever must choose a password first


class Gate:
    """Middleware: asks the view who may use it. Pages for people signed in are not to be stored anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The view's answer."""
        try:
            be_brief()
            _stay(request)
        except GONE as error:
            return away(request, error)
        response = self._get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: object, _given: object
    ) -> HttpResponse | None:
        """None where the view may go on."""
        access = access_of(view)
        if access is None:
            raise Fault("A view does not say who may use it.")
        if _has_null(request):
            return told(
                request, BadInput("The request has a character that no text has.", do="Type it anew.")
            )
        if access.public:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not access.admits(request.user.has):
            raise PermissionDenied
        if request.user.must_change and _name(request) not in BEFORE_CHANGING:
            return _to_password(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A person's mistake is told; where the database is away, a script tries again; a fault goes on."""
        if isinstance(error, GONE):
            return away(request, error)
        return told(request, error) if isinstance(error, UserError) else None


def _has_null(request: HttpRequest) -> bool:
    """Whether a field holds the character of number 0, which no database keeps as text."""
    fields = (*request.GET.lists(), *request.POST.lists())
    return any("\x00" in text for _, texts in fields for text in texts)


def _stay(request: HttpRequest) -> None:
    """Have the session last another half hour from now."""
    at = int(now().timestamp())
    if request.user.is_authenticated and at - request.session.get(AT, 0) >= SECONDS:
        request.session[AT] = at


def _name(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name or "") if match else ""


def _is_script(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False) or request.headers.get("X-Desk"))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A page goes to the sign-in page and back, a form to the page it is on; a script is told so."""
    where = reverse("sign-in")
    if _is_script(request):
        return HttpResponse(status=401, headers={"HX-Redirect": where})
    back = request.get_full_path() if request.method == "GET" else _page_of(request)
    return HttpResponseRedirect(f"{where}?{urlencode({'next': back})}")


def _to_password(request: HttpRequest) -> HttpResponse:
    """Whoever has a password from an administrator chooses another before anything else."""
    where = reverse("password")
    if _is_script(request):
        return HttpResponse(status=401, headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)


def _page_of(request: HttpRequest) -> str:
    """The page of ours that a form was on; the start where that is not known."""
    path = urlsplit(request.headers.get("Referer", "")).path
    try:
        resolve(path)
    except Resolver404:
        return reverse("home")
    return path
