"""The accounts that an administrator keeps, and the access log."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fullcount.terms import BadInput
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.log import saw
from fullcount.web.models import Person
from fullcount.web.people import accounts, looking, second
from fullcount.web.roles import Role


@only(Role.ADMINISTRATOR)
@require_GET
def people(request: Asked) -> HttpResponse:
    """All accounts."""
    facts = {"people": Person.objects.order_by("name"), "roles": list(Role), "locked": looking.locked_names()}
    return render(request, "web/people.html", facts)


@only(Role.ADMINISTRATOR)
@require_POST
def add_person(request: Asked) -> HttpResponse:
    """Make an account with a first password, which its holder may change."""
    roles = tuple(Role(role) for role in request.POST.getlist("role") if role in set(Role))
    accounts.add(request.POST.get("name", "").strip(), request.POST.get("password", ""), roles)
    return redirect("people")


@only(Role.ADMINISTRATOR)
@require_POST
def change_person(request: Asked, number: int) -> HttpResponse:
    """Close an account, or open it again."""
    accounts.close_or_open(_other(request, number))
    return redirect("people")


@only(Role.ADMINISTRATOR)
@require_POST
def give_password(request: Asked, number: int) -> HttpResponse:
    """A new password for somebody, shown once."""
    person = _other(request, number)
    return render(
        request, "web/given_password.html", {"person": person, "given": accounts.give_password(person)}
    )


@only(Role.ADMINISTRATOR)
@require_POST
def unlock_person(request: Asked, number: int) -> HttpResponse:
    """Let somebody try again who gave a wrong password too often."""
    accounts.unlock(_other(request, number))
    return redirect("people")


@only(Role.ADMINISTRATOR)
@require_POST
def end_person_sessions(request: Asked, number: int) -> HttpResponse:
    """Sign somebody out everywhere."""
    accounts.end_sessions(_other(request, number))
    return redirect("people")


@only(Role.ADMINISTRATOR)
@require_POST
def remove_second_factor(request: Asked, number: int) -> HttpResponse:
    """Let somebody in without the second factor, as where the telephone is lost."""
    person = _other(request, number)
    second.end(person)
    accounts.end_sessions(person)
    return redirect("people")


def _other(request: Asked, number: int) -> Person:
    person = get_object_or_404(Person, pk=number)
    if person == request.user:
        raise BadInput("Nobody does this to the own account.", do="Ask another administrator.")
    return person


@only(Role.ADMINISTRATOR, Role.SUPERVISOR)
@require_GET
def access_log(request: Asked) -> HttpResponse:
    """Who signed in, and who was shown which line. Looking is noted, too."""
    asked = looking.asked(request.GET)
    saw(request.user, "access log")
    return render(request, "web/access_log.html", {"asked": asked, "page": looking.page(asked)})
