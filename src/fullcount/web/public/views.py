"""The public page, and the published bundle to take along."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fullcount.web import serving
from fullcount.web.access import public
from fullcount.web.public import archive
from fullcount.web.public.facts import facts


@public
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The stage, what was fixed before witnesses, and after certification the result."""
    return render(request, "web/public.html", facts(serving.case()))


@public
@require_GET
def bundle(request: HttpRequest) -> FileResponse:  # noqa: ARG001 - Django's name
    """The bundle as one archive."""
    found = archive.archive_of(serving.case())
    return FileResponse(found.open("rb"), as_attachment=True, filename=found.name)


@public
@require_GET
def bundle_file(request: HttpRequest, name: str) -> FileResponse:  # noqa: ARG001 - Django's name
    """A file of the bundle."""
    return FileResponse(archive.file_of(serving.case(), name).open("rb"), as_attachment=True, filename=name)
