"""The pages of the files taken in, the manifest, and the seed ceremony."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fullcount.terms import BadInput, UserError
from fullcount.web import errands, serving
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.office.intake import ceremony, importing, manifest
from fullcount.web.office.intake.asked import maybe_whole, whole
from fullcount.web.office.intake.views import closed
from fullcount.web.roles import Role
from fullcount.web.uploads import given, most_of


@only(Role.INTAKE)
@require_http_methods(["GET", "POST"])
def import_files(request: Asked) -> HttpResponse:
    """Take in sections and lines from two files; how far it is."""
    if request.method == "POST":
        sections = given(request.FILES, "sections", "Sections")
        importing.start(serving.case(), request.user, sections, given(request.FILES, "lines", "Lines"))
        return redirect("import")
    stand = errands.stand(serving.case(), importing.KIND)
    facts = {"stand": stand, "closed": closed(), "most": most_of(request.path)}
    return render(request, "web/parts/stand.html" if _asks(request) else "web/import.html", facts)


def _asks(request: Asked) -> bool:
    """Whether a page asks how far it is, not a person for the page."""
    return bool(request.headers.get("X-Desk"))


@only(Role.INTAKE, Role.SUPERVISOR)
@require_GET
def manifest_page(request: Asked) -> HttpResponse:
    """The counts received; once frozen, the digest, to be printed."""
    return render(
        request, "web/manifest.html", {"shown": manifest.shown(), "may": Role.INTAKE in request.user.has}
    )


@only(Role.INTAKE)
@require_POST
def freeze(request: Asked) -> HttpResponse:
    """Freeze the manifest, whose raw count the person confirmed."""
    manifest.check_confirmed("confirmed" in request.POST)
    manifest.freeze(serving.case(), request.user, whole(request.POST, "raw", "Raw count"))
    return redirect("manifest")


@only(Role.INTAKE, Role.SUPERVISOR)
@require_GET
def manifest_csv(request: Asked) -> StreamingHttpResponse:  # noqa: ARG001 - Django's
    """The frozen manifest as it is published: no names."""
    response = StreamingHttpResponse(manifest.as_csv(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="manifest.csv"'
    return response


@only(Role.INTAKE, Role.SUPERVISOR)
@require_GET
def ceremony_page(request: Asked) -> HttpResponse:
    """The seed ceremony, act by act."""
    return _ceremony(request)


def _ceremony(request: Asked, error: UserError | None = None) -> HttpResponse:
    facts = {"shown": ceremony.shown(), "may": Role.INTAKE in request.user.has, "error": error}
    return render(request, "web/ceremony.html", facts, status=400 if error else 200)


@only(Role.INTAKE)
@require_POST
def seed(request: Asked) -> HttpResponse:
    """Enter the seed as two people typed it."""
    try:
        ceremony.enter_seed(
            serving.case(), request.user, request.POST.get("first", ""), request.POST.get("second", "")
        )
    except BadInput as error:
        return _ceremony(request, error)
    return redirect("ceremony")


@only(Role.INTAKE)
@require_POST
def draw(request: Asked) -> HttpResponse:
    """Draw the sample."""
    try:
        ceremony.draw(serving.case(), request.user, maybe_whole(request.POST, "size", "Lines to draw"))
    except BadInput as error:
        return _ceremony(request, error)
    return redirect("ceremony")


@only(Role.INTAKE, Role.SUPERVISOR)
@require_GET
def record(request: Asked) -> HttpResponse:
    """The record of the ceremony, to be printed and signed."""
    return render(request, "web/ceremony_record.html", ceremony.record())
