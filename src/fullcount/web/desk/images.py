"""Images for those who compare signatures: found in the index by voter or line, never by a name of a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fullcount.case.models import LineRow
from fullcount.exemplars import SIGNATURE
from fullcount.terms import NotFound
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.desk import queue
from fullcount.web.desk.beside import store
from fullcount.web.log import saw
from fullcount.web.roles import EXAMINERS, Role

SEEN = "signature"  # in the access log
DIGITS = 6


@only(*EXAMINERS, Role.SUPERVISOR)
@require_GET
def exemplar(request: Asked) -> HttpResponse:
    """A signature on file: voter, and the number of it; line: beside which it is looked at."""
    voter_id, number = request.GET.get("voter", ""), request.GET.get("number", "")
    known = number.isascii() and number.isdigit() and len(number) <= DIGITS
    found = store().image(voter_id, int(number)) if known else None
    return _image(request, found, voter_id)


@only(*EXAMINERS, Role.SUPERVISOR)
@require_GET
def crop(request: Asked) -> HttpResponse:
    """The image of a line: part is signature, or line for the whole of it."""
    found = store().crop_image(request.GET.get("line", ""), request.GET.get("part", SIGNATURE))
    return _image(request, found)


def _place(request: Asked) -> int | None:
    """The place of the line asked about, where the person may look: a supervisor, or who reads it now."""
    line = request.GET.get("line", "")
    known = LineRow.objects.filter(line=line) if line.isprintable() else LineRow.objects.none()
    place = known.values_list("place", flat=True).first()
    may = place is not None and (Role.SUPERVISOR in request.user.has or queue.reads(request.user, place))
    return place if may else None


def _image(request: Asked, found: bytes | None, voter_id: str = "") -> HttpResponse:
    """The image, noted in the access log. It is to be kept nowhere, and to be used on our own pages alone."""
    place = _place(request)
    if found is None or place is None:
        raise NotFound("There is no such image.", do="Load the page again.")
    saw(request.user, SEEN, place, voter_id)
    return HttpResponse(
        found,
        content_type="image/png",
        headers={
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": 'inline; filename="signature.png"',
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
