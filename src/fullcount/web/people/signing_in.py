"""Signing in, by password and, where a person uses it, by a second factor; signing out; staying."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from fullcount.terms import BadInput
from fullcount.web.access import only, public
from fullcount.web.asked import Asked
from fullcount.web.clock import now
from fullcount.web.desk import queue
from fullcount.web.log import saw
from fullcount.web.models import Person
from fullcount.web.people import accounts, second
from fullcount.web.roles import EVERYBODY, EXAMINERS

BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF = "half"  # in a session: who gave the password and has still to give the code, and when
HALF_SECONDS = 300
WRONG = BadInput(
    "Name and password do not go together.",
    why="After five tries the account is locked for a quarter of an hour.",
)
WRONG_CODE = BadInput(
    "The code is not right.", why="Each code is good once.", do="Type the one that the app shows now."
)


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. Where there is no account yet, the first administrator is made."""
    if not accounts.there_are():
        return redirect("first-person")
    if request.method != "POST":
        return _page(request)
    name, password = request.POST.get("name", "").strip(), request.POST.get("password", "")
    person = authenticate(request, name=name, password=password)
    if not isinstance(person, Person):
        saw(Person.objects.filter(name=name).first(), "refused")
        return _failed(request, WRONG)
    if not person.totp:
        return _in(request, person)
    request.session[HALF] = [person.pk, now().timestamp()]
    return _page(request, code=True)


@public
@require_POST
def give_code(request: HttpRequest) -> HttpResponse:
    """The second factor of whoever has just given the password."""
    person = _half(request)
    if person is None:
        return _failed(request, BadInput("That took too long.", do="Give name and password again."))
    if not AxesProxyHandler.is_allowed(request, {"name": person.name}):
        vars(request)["axes_locked_out"] = True  # the mark by which axes answers
        return _failed(request, WRONG_CODE)
    if not second.is_right(person, request.POST.get("code", "")):
        # Counted with wrong passwords, so that nobody tries all codes.
        user_login_failed.send(sender=__name__, credentials={"name": person.name}, request=request)
        return _failed(request, WRONG_CODE, code=True)
    return _in(request, person)


def _half(request: HttpRequest) -> Person | None:
    """Who gave the password in this session a moment ago."""
    pk, at = request.session.get(HALF, (None, 0))
    if pk is None or now().timestamp() - at > HALF_SECONDS:
        request.session.pop(HALF, None)
        return None
    return Person.objects.filter(pk=pk, is_active=True).exclude(totp="").first()


def _page(request: HttpRequest, *, code: bool = False) -> HttpResponse:
    if request.headers.get("X-Desk"):
        return JsonResponse({"code": code, "csrf": get_token(request)})
    where = request.POST.get("next") or request.GET.get("next", "")
    return render(request, "web/sign_in.html", {"next": where, "code": code})


def _failed(request: HttpRequest, error: BadInput, *, code: bool = False) -> HttpResponse:
    if request.headers.get("X-Desk"):
        raise error
    where = request.POST.get("next", "")
    return render(request, "web/sign_in.html", {"next": where, "code": code, "failed": error})


def _in(request: HttpRequest, person: Person) -> HttpResponse:
    """Signed in, under a session key that nobody knew before."""
    login(request, person, backend=BACKEND)
    request.session.pop(HALF, None)
    saw(person, "signed in")
    if request.headers.get("X-Desk"):
        return JsonResponse({"name": person.name, "csrf": get_token(request)})
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """Where the person came from, if it is a page of ours."""
    where = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure())
    return where if ours else "home"


@only(*EVERYBODY)
@require_POST
def sign_out(request: Asked) -> HttpResponse:
    """Sign out; tasks in hand go back to the queue."""
    queue.give_back(request.user)
    saw(request.user, "signed out")
    logout(request)
    return redirect("sign-in")


@only(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def here(request: Asked) -> HttpResponse:
    """The person is still here: the session and the tasks in hand stay. Gives the token for forms anew."""
    if request.method == "POST" and request.user.has & set(EXAMINERS):
        queue.renew(request.user)
    return JsonResponse({"name": request.user.name, "csrf": get_token(request)})


@public
@require_http_methods(["GET", "POST"])
def first_person(request: HttpRequest) -> HttpResponse:
    """Make the first account, an administrator's; afterwards this page is closed."""
    if accounts.there_are():
        return redirect("sign-in")
    if request.method != "POST":
        return render(request, "web/first_person.html", {"code": request.GET.get("code", "")})
    given = request.POST
    code, name = given.get("code", ""), given.get("name", "").strip()
    try:
        person = accounts.first(code, name, given.get("password", ""))
    except BadInput as error:
        facts = {"code": code, "name": name, "failed": error}
        return render(request, "web/first_person.html", facts, status=400)
    login(request, person, backend=BACKEND)
    saw(person, "signed in")
    return redirect("people")
