"""The pages of the office."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from fullcount.case import kinds
from fullcount.case.book import last_acts
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.models import CountyDay
from fullcount.web.office.progress import progress
from fullcount.web.roles import EVERYBODY, EXAMINERS, Role


@only(*EVERYBODY)
@require_GET
def home(request: Asked) -> HttpResponse:
    """Each to the page of the own role."""
    roles = request.user.has
    if roles & set(EXAMINERS):
        return redirect("examine")
    if roles & {Role.SUPERVISOR, Role.OBSERVER}:
        return redirect("progress")
    if Role.INTAKE in roles:
        return redirect("intake")
    if Role.ADMINISTRATOR in roles:
        return redirect("people" if (kinds.ROLL, "") in last_acts() else "set-up")
    return redirect("public")


@only(Role.SUPERVISOR, Role.OBSERVER)
@require_GET
def progress_page(request: Asked) -> HttpResponse:
    """How far the examination is. Names nobody; what was found, and which lines, a supervisor sees."""
    template = "web/parts/progress.html" if request.htmx else "web/progress.html"
    supervises = Role.SUPERVISOR in request.user.has
    facts = {"progress": progress(), "supervises": supervises}
    if supervises:
        facts["county_days"] = CountyDay.objects.order_by("day")
    return render(request, template, facts)
