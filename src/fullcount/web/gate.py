"""The gate before every view: who is not admitted is sent to sign in, or told no; the answer is not kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fullcount.terms import Fault, UserError
from fullcount.web.access import access_of
from fullcount.web.told import told


class Gate:
    """Middleware: asks the view who may use it. Pages for people signed in are not to be stored anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The view's answer."""
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
        if access.public:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not access.admits(request.user.has):
            raise PermissionDenied
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A person's mistake is told; a fault of ours goes on."""
        return told(request, error) if isinstance(error, UserError) else None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A page goes to the sign-in page and back; a part of a page says so to the script that asked for it."""
    where = reverse("sign-in")
    if getattr(request, "htmx", False) or request.method != "GET":
        return HttpResponse(status=401, headers={"HX-Redirect": where})
    return HttpResponseRedirect(f"{where}?{urlencode({'next': request.get_full_path()})}")
