"""The pages of the acts: the next step, acts that run, the certificate and its documents."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from fullcount.terms import BadInput, Refused
from fullcount.web import errands, serving
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.models import Errand
from fullcount.web.office import estimate, foureyes, nextstep, papers, steps
from fullcount.web.roles import Role

PDF = "application/pdf"


@only(Role.SUPERVISOR)
@require_GET
def next_page(request: Asked) -> HttpResponse:
    """The acts in order, and which is due."""
    return render(request, "web/office/next.html", {"next": nextstep.next_step(serving.case())})


@only(Role.SUPERVISOR)
@require_POST
def do(request: Asked) -> HttpResponse:
    """Begin an act that one supervisor does alone."""
    step, seen = _step(request)
    if step.eyes:
        raise Refused("This act needs two supervisors.", do="Propose it, and have another confirm it.")
    before = errands.begun_before(step.act, seen)
    if before is not None:
        return redirect("job", before.pk)
    steps.check(step)
    return _begin(request, step, seen)


@only(Role.SUPERVISOR)
@require_POST
def propose(request: Asked) -> HttpResponse:
    """Propose an act that another supervisor is to confirm."""
    foureyes.propose(request.user, *_step(request))
    return redirect("next-step")


@only(Role.SUPERVISOR)
@require_POST
def confirm(request: Asked) -> HttpResponse:
    """Confirm another's proposal, and begin the act."""
    number = _whole(request, "proposal")
    before = foureyes.confirmed_before(request.user, number)
    if before is not None:
        same = Errand.objects.filter(kind=before.kind, topic=before.topic, ledger=before.ledger).last()
        return redirect("job", same.pk) if same else redirect("next-step")
    found = foureyes.confirm(request, request.user, number, request.POST.get("password", ""))
    return _begin(request, found.step, found.proposal.ledger)


@only(Role.SUPERVISOR)
@require_POST
def take_back(request: Asked) -> HttpResponse:
    """Take a proposal back."""
    foureyes.take_back(_whole(request, "proposal"))
    return redirect("next-step")


def _begin(request: Asked, step: steps.Step, seen: int) -> HttpResponse:
    opened, actor = serving.case(), request.user.name
    begun = errands.begin(opened, request.user, step.act, lambda _: partial(step.run, opened, actor), seen)
    return redirect("job", begun.pk)


@only(Role.SUPERVISOR)
@require_GET
def job_page(request: Asked, number: int) -> HttpResponse:
    """How far an act is, or how it ended; a part of the page where a script asks."""
    asked = get_object_or_404(Errand.objects.select_related("person"), lane=errands.ACTS, pk=number)
    facts = {"stand": errands.look(serving.case(), asked), "step": steps.step_of(asked.kind, asked.topic)}
    return render(request, "web/office/parts/job.html" if request.htmx else "web/office/job.html", facts)


@only(Role.SUPERVISOR)
@require_GET
def certificate_page(request: Asked) -> HttpResponse:
    """The certificate as issued, and the draft of the next one where it is due."""
    waits = papers.is_due()
    facts = {
        "issued": papers.issued(),
        "draft": None if waits else papers.draft(request.user),
        "waits": waits,
        "bundle": papers.is_current(serving.case().bundle_dir),
    }
    return render(request, "web/office/certificate.html", facts)


@only(Role.SUPERVISOR)
@require_GET
def certificate_pdf(request: Asked) -> HttpResponse:  # noqa: ARG001 - a view
    """The certificate as a document."""
    return _file(papers.pdf(serving.case(), papers.CERTIFICATE), papers.CERTIFICATE)


@only(Role.SUPERVISOR)
@require_GET
def draft_pdf(request: Asked) -> HttpResponse:
    """The draft of the next certificate as a document."""
    return _file(papers.draft_pdf(request.user), "draft.pdf")


@only(Role.SUPERVISOR)
@require_GET
def worksheet_pdf(request: Asked) -> HttpResponse:  # noqa: ARG001 - a view
    """The worksheet as a document, once the sample is projected."""
    return _file(papers.pdf(serving.case(), papers.WORKSHEET), papers.WORKSHEET)


@only(Role.SUPERVISOR)
@require_GET
def worksheet_page(request: Asked) -> HttpResponse:
    """The projection step by step, and the advisory estimate beside it."""
    try:
        return render(request, "web/office/worksheet.html", {"worksheet": estimate.worksheet()})
    except Refused as error:
        return render(request, "web/office/worksheet.html", {"closed": error})


def _file(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, PDF, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _step(request: Asked) -> tuple[steps.Step, int]:
    step = steps.step_of(request.POST.get("kind", ""), request.POST.get("topic", ""))
    return step, _whole(request, "seen")


def _whole(request: Asked, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):  # noqa: PLR2004 - more is no number of ours
        raise BadInput("The form is not whole.", do="Load the page again.")
    return int(text)
