"""The pages of the guided set-up, for the administrator."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fullcount import law, roll
from fullcount.case import kinds, read
from fullcount.case.book import last_acts, last_body, last_document
from fullcount.terms import BadInput, UserError
from fullcount.web import errands, serving
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.models import Person
from fullcount.web.office.intake.asked import day
from fullcount.web.office.set_up import opening, rolls
from fullcount.web.roles import Role
from fullcount.web.uploads import given, most_of


@only(Role.ADMINISTRATOR)
@require_GET
def set_up(request: Asked) -> HttpResponse:
    """What is set up, and the form of what comes next."""
    if request.headers.get("X-Desk"):
        stand = errands.stand(serving.case(), kinds.ROLL)
        return render(request, "web/parts/stand.html", {"stand": stand})
    return _page(request)


def _page(request: Asked, error: UserError | None = None, **more: Any) -> HttpResponse:
    facts = {**_facts(), "form": request.POST, "error": error, **more}
    return render(request, "web/set_up.html", facts, status=400 if error else 200)


def _facts() -> dict[str, Any]:
    opened = serving.case()
    facts: dict[str, Any] = {"people": Person.objects.filter(is_active=True).count()}
    if (kinds.OPENED, "") not in last_acts():
        return {**facts, "laws": law.index(), "roundings": opening.ROUNDINGS}
    facts.update(petition=read.petition(), law=read.law_of(), opened=last_document("petition"))
    sealed = last_body(kinds.ROLL)
    if sealed is not None:
        return {**facts, "sealed": sealed}
    return {
        **facts,
        "stand": errands.stand(opened, kinds.ROLL),
        "lies": rolls.lies_sealed(opened),
        "ready": rolls.ready(opened),
        "incoming": rolls.INCOMING,
        "layouts": [roll.layout(name) for name in roll.layouts()],
        "most": most_of("/set-up/roll/upload"),
    }


@only(Role.ADMINISTRATOR)
@require_POST
def petition(request: Asked) -> HttpResponse:
    """Check the petition's form; once it was checked and confirmed, open the petition."""
    try:
        wanted = opening.asked(request.POST)
        if "confirmed" in request.POST:
            opening.open_petition(serving.case(), request.user, wanted)
            return redirect("set-up")
        checked = opening.check(serving.case(), request.user, wanted)
    except BadInput as error:
        return _page(request, error)
    facts = {"checked": checked, "wanted": wanted, "form": _again(request)}
    return render(request, "web/petition_check.html", facts)


def _again(request: Asked) -> list[tuple[str, str]]:
    """The fields of a form, to be sent again."""
    return [(name, str(value)) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]


@only(Role.ADMINISTRATOR)
@require_POST
def upload_roll(request: Asked) -> HttpResponse:
    """Keep a voter file among those ready."""
    rolls.upload(serving.case(), given(request.FILES, "file", "Voter file"))
    return redirect("set-up")


@only(Role.ADMINISTRATOR)
@require_POST
def seal_roll(request: Asked) -> HttpResponse:
    """Check what is to be imported; once it was checked and confirmed, begin."""
    try:
        wanted = _wanted(request)
        if "confirmed" in request.POST:
            rolls.seal(serving.case(), request.user, wanted)
            return redirect("set-up")
        checked = rolls.check(serving.case(), wanted)
    except BadInput as error:
        return _page(request, error)
    facts = {"checked": checked, "petition": read.petition(), "form": _again(request)}
    return render(request, "web/roll_check.html", facts)


def _wanted(request: Asked) -> rolls.Asked:
    form = request.POST
    as_of = day(form, "as_of", "Day as of which the file holds")
    if as_of is None or not form.get("file"):
        raise BadInput("The voter file or its day is not given.", do="Choose a file, and give the day.")
    inside = tuple(name.strip() for name in form.get("inside", "").split(",") if name.strip())
    return rolls.Asked(
        form["file"],
        form.get("layout", rolls.AUTO),
        as_of,
        form.get("history", ""),
        inside,
        form.get("inside_column", "").strip(),
    )


@only(Role.ADMINISTRATOR)
@require_POST
def bind_roll(request: Asked) -> HttpResponse:
    """Bind a sealed roll that lies in the case already."""
    rolls.bind(serving.case(), request.user)
    return redirect("set-up")
