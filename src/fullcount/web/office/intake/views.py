"""The pages of batches: beginning one, counting sections into it, receiving it; notes on declarations."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fullcount.case.models import SectionRow
from fullcount.terms import BadInput, UserError
from fullcount.web import serving
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.office.intake import batches, declared, manifest, showing
from fullcount.web.office.intake.asked import day, whole
from fullcount.web.office.intake.tables import Batch
from fullcount.web.roles import EXAMINERS, Role


@only(Role.INTAKE)
@require_GET
def intake(request: Asked) -> HttpResponse:
    """The batches, and a form to begin one."""
    latest = Batch.objects.order_by("-id").first()
    return render(
        request,
        "web/intake.html",
        {
            **showing.batches(),
            "latest": latest,
            "received_all": {"sections": SectionRow.objects.count(), **manifest.received()},
            "closed": closed(),
        },
    )


def closed() -> UserError | None:
    """Why no section is received now; None where some may be."""
    try:
        batches.check_open()
    except UserError as error:
        return error
    return None


@only(Role.INTAKE)
@require_POST
def open_batch(request: Asked) -> HttpResponse:
    """Begin a batch."""
    given = request.POST
    printed = batches.Printed(
        whole(given, "sections", "Sections", 1),
        whole(given, "signed", "Signed lines"),
        whole(given, "page_lines", "Lines on a page", 1),
        whole(given, "section_lines", "Lines in a section", 1),
    )
    return redirect("batch", batches.open_batch(request.user, printed).pk)


@only(Role.INTAKE)
@require_GET
def batch(request: Asked, number: int) -> HttpResponse:
    """A batch: the form for its next section, what was entered, and how it stands to its paper count."""
    return _batch(request, number)


def _batch(request: Asked, number: int, error: UserError | None = None) -> HttpResponse:
    found = get_object_or_404(Batch.objects.select_related("clerk"), pk=number)
    asked = (request.POST if error else request.GET).get("draft", "")
    draft = batches.get_draft(found, int(asked)) if asked.isdecimal() else None
    shown = showing.page(found, request.user, draft)
    if error:  # what was typed stays in the form
        shown["entry"] = request.POST.dict()
    return render(request, "web/batch.html", {**shown, "error": error}, status=400 if error else 200)


@only(Role.INTAKE)
@require_POST
def enter_section(request: Asked, number: int) -> HttpResponse:
    """Enter a section, or put one right; to a script its row and the totals, else the page again."""
    script = bool(request.headers.get("X-Desk"))
    try:
        draft = batches.enter(request.user, number, _counted(request), _draft(request))
    except BadInput as error:
        if script:
            raise
        return _batch(request, number, error)
    if not script:
        return redirect("batch", number)
    return _part(request, draft.batch, {"section": showing.one(draft)})


def _part(request: Asked, found: Batch, more: dict[str, Any]) -> HttpResponse:
    shown = {"batch": found, "totals": batches.totals(found), "mine": True, **more}
    return render(request, "web/parts/entered.html", shown)


def _counted(request: Asked) -> batches.Counted:
    given = request.POST
    return batches.Counted(
        whole(given, "number", "Section", 1),
        whole(given, "lines", "Lines", 1),
        given.get("count", ""),
        given.get("circulator", ""),
        day(given, "from", "First day"),
        day(given, "to", "Last day"),
        given.get("reason", ""),
    )


def _draft(request: Asked) -> int | None:
    asked = request.POST.get("draft", "")
    return int(asked) if asked.isdecimal() else None


@only(Role.INTAKE)
@require_POST
def remove_section(request: Asked, number: int) -> HttpResponse:
    """Take a section out of a batch."""
    batches.remove(request.user, number, whole(request.POST, "draft", "Section", 1))
    if not request.headers.get("X-Desk"):
        return redirect("batch", number)
    return _part(request, Batch.objects.get(pk=number), {})


@only(Role.INTAKE)
@require_POST
def recount(request: Asked, number: int) -> HttpResponse:
    """Put the paper count right."""
    given = request.POST
    sections, signed = whole(given, "sections", "Sections", 1), whole(given, "signed", "Signed lines")
    batches.recount(request.user, number, sections, signed, given.get("why", ""))
    return redirect("batch", number)


@only(Role.INTAKE)
@require_POST
def take_over(request: Asked, number: int) -> HttpResponse:
    """Make another clerk's batch one's own."""
    batches.take_over(request.user, number)
    return redirect("batch", number)


@only(Role.INTAKE)
@require_POST
def discard(request: Asked, number: int) -> HttpResponse:
    """Drop a batch with nothing in it."""
    batches.discard(request.user, number)
    return redirect("intake")


@only(Role.INTAKE)
@require_POST
def receive(request: Asked, number: int) -> HttpResponse:
    """Receive a batch in one act."""
    batches.receive(serving.case(), request.user, number)
    return redirect("batch", number)


@only(Role.INTAKE, Role.SUPERVISOR, *EXAMINERS)
@require_GET
def declarations(request: Asked) -> HttpResponse:
    """The sections with something noted against them."""
    may = Role.INTAKE in request.user.has
    return render(
        request,
        "web/declarations.html",
        {"noted": declared.noted(), "reasons": declared.reasons(), "may": may},
    )


@only(Role.INTAKE)
@require_POST
def note(request: Asked) -> HttpResponse:
    """Note a reason against a section that is received."""
    section = whole(request.POST, "section", "Section", 1)
    declared.note(request.user, section, request.POST.get("reason", ""))
    return redirect("declarations")


@only(Role.INTAKE)
@require_POST
def take_note_back(request: Asked, number: int) -> HttpResponse:
    """Take a note back."""
    declared.take_back(request.user, number)
    return redirect("declarations")
