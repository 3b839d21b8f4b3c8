"""Signing in and out, and the accounts that an administrator keeps."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fullcount.case.acting import PUBLISHED_NAME, is_published_name
from fullcount.terms import BadInput
from fullcount.web.access import only, public
from fullcount.web.asked import Asked
from fullcount.web.desk import queue
from fullcount.web.log import saw
from fullcount.web.models import Person
from fullcount.web.roles import EVERYBODY, EXAMINERS, Role


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. Where there is no account yet, the first administrator is made."""
    if not Person.objects.exists():
        return redirect("first-person")
    failed = False
    if request.method == "POST":
        name, password = request.POST.get("name", "").strip(), request.POST.get("password", "")
        person = authenticate(request, name=name, password=password)
        if person is not None:
            login(request, person)
            saw(person, "signed in")
            return redirect(_back(request))
        failed = True
    return render(request, "web/sign_in.html", {"failed": failed, "next": request.GET.get("next", "")})


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
    logout(request)
    return redirect("sign-in")


@public
@require_http_methods(["GET", "POST"])
def first_person(request: HttpRequest) -> HttpResponse:
    """Make the first account, an administrator's; afterwards this page is closed."""
    if Person.objects.exists():
        return redirect("sign-in")
    if request.method == "POST":
        person = _add(request, (Role.ADMINISTRATOR,))
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        saw(person, "signed in")
        return redirect("people")
    return render(request, "web/first_person.html")


@only(Role.ADMINISTRATOR)
@require_GET
def people(request: Asked) -> HttpResponse:
    """All accounts."""
    return render(
        request, "web/people.html", {"people": Person.objects.order_by("name"), "roles": list(Role)}
    )


@only(Role.ADMINISTRATOR)
@require_POST
def add_person(request: Asked) -> HttpResponse:
    """Make an account."""
    roles = tuple(Role(role) for role in request.POST.getlist("role") if role in set(Role))
    if not roles:
        raise BadInput("The account has no role.", do="Choose at least one.")
    _add(request, roles)
    return redirect("people")


def _add(request: HttpRequest, roles: tuple[Role, ...]) -> Person:
    name, password = request.POST.get("name", "").strip(), request.POST.get("password", "")
    if not is_published_name(name):
        raise BadInput(f"The name is not {PUBLISHED_NAME}.", do="Give a role or a staff number: examiner-07.")
    if Person.objects.filter(name__iexact=name).exists():
        raise BadInput(f"There is an account {name} already.", do="Give another name.")
    try:
        validate_password(password)
    except ValidationError as error:
        raise BadInput(
            "The password does not do.", why=" ".join(error.messages), do="Choose a longer one."
        ) from error
    return Person.objects.add(name, password, roles)


@only(Role.ADMINISTRATOR)
@require_POST
def change_person(request: Asked, number: int) -> HttpResponse:
    """Close an account, or open it again. Accounts are never deleted: findings name them."""
    person = get_object_or_404(Person, pk=number)
    if person == request.user:
        raise BadInput("Nobody closes the own account.", do="Ask another administrator.")
    person.is_active = not person.is_active
    person.save(update_fields=["is_active"])
    if not person.is_active and person.has & set(EXAMINERS):
        queue.give_back(person)
    return redirect("people")
