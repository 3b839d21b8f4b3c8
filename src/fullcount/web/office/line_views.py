"""The pages about lines: lists behind figures, one line's record, doubts, duplicates, withdrawals."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fullcount.case import kinds
from fullcount.case.book import last_acts
from fullcount.terms import BadInput, Refused
from fullcount.web import serving
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.log import saw_lines
from fullcount.web.office import county, doubts, duplicates, lists, record, withdrawing
from fullcount.web.roles import Role

KINDS = {"found": duplicates.found, "proposed": duplicates.proposed, "settled": duplicates.settled}


@only(Role.SUPERVISOR)
@require_GET
def list_page(request: Asked) -> HttpResponse:
    """The lines that a figure counts."""
    of = request.GET.get("of", "open")
    return render(request, "web/office/list.html", {"list": lists.page(of, _after(request))})


@only(Role.SUPERVISOR)
@require_GET
def find(request: Asked) -> HttpResponse:
    """To a line's record, by the line's id."""
    return redirect("line-record", lists.place_of(request.GET.get("line", "")))


@only(Role.SUPERVISOR)
@require_GET
def line_page(request: Asked, number: int) -> HttpResponse:
    """What an examiner saw of a line, and every finding on it."""
    shown = record.record(serving.case().roll_dir, number)
    saw_lines(request.user, [number])
    return render(request, "web/office/line.html", {"record": shown, "said": _said(request)})


@only(Role.SUPERVISOR)
@require_POST
def give_back(request: Asked, number: int) -> HttpResponse:
    """Put a line into the queue again."""
    doubts.give_back(number, anybody=bool(request.POST.get("anybody")))
    return _with_word(reverse("line-record", args=[number]), "given-back")


@only(Role.SUPERVISOR)
@require_POST
def leave(request: Asked, number: int) -> HttpResponse:
    """Leave a line as it stands."""
    doubts.leave(request.user, number)
    return _with_word(reverse("doubts"), "left")


@only(Role.SUPERVISOR)
@require_GET
def doubts_page(request: Asked) -> HttpResponse:
    """Flags, lines on which officials differ, lines that nobody is left to read."""
    stage, flags = lists.stage_shown(), doubts.open_flags()
    lines = doubts.lines_of(flags)
    facts: dict[str, Any] = {
        "flags": [(flag, lines.get(flag.place, "")) for flag in flags],
        "further": doubts.further_flags(flags),
        "differing": doubts.differing(stage, _after(request)),
        "stuck": doubts.stuck(stage),
        "said": _said(request),
    }
    return render(request, "web/office/doubts.html", facts)


@only(Role.SUPERVISOR)
@require_POST
def answer(request: Asked, number: int) -> HttpResponse:
    """Answer a flag."""
    doubts.answer(request.user, number, request.POST.get("answer", ""))
    return _with_word(reverse("doubts"), "answered")


@only(Role.SUPERVISOR)
@require_GET
def duplicates_page(request: Asked) -> HttpResponse:
    """Groups of lines of one voter, side by side."""
    stage = lists.stage_shown()
    settled = (kinds.SETTLED, stage.value) in last_acts()
    which = request.GET.get("which", "settled" if settled else "found")
    if which not in KINDS:
        raise BadInput("There is no such list of groups.", do="Take a link of the page.")
    shown = KINDS[which](stage, _after(request))
    saw_lines(request.user, shown.places)
    return render(request, "web/office/duplicates.html", {"groups": shown, "which": which, "stage": stage})


@only(Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def withdrawals_page(request: Asked) -> HttpResponse:
    """Requests registered, and a form for one more."""
    if request.method == "POST":
        given = (request.POST.get(name, "") for name in ("request", "line", "voter", "received"))
        withdrawing.register(serving.case(), request.user, withdrawing.asked(*given))
        return _with_word(reverse("withdrawals"), "registered")
    facts = {
        "requests": withdrawing.requests(_after(request)),
        "valid": withdrawing.still_valid(),
        "said": _said(request),
    }
    return render(request, "web/office/withdrawals.html", facts)


@only(Role.SUPERVISOR)
@require_POST
def withdrawals_file(request: Asked) -> HttpResponse:
    """Register the requests of a file."""
    upload = request.FILES.get("file")
    if upload is None:
        raise BadInput("No file was given.", do="Choose a CSV file.")
    withdrawing.register_file(serving.case(), request.user, upload)
    return _with_word(reverse("withdrawals"), "registered")


@only(Role.SUPERVISOR)
@require_POST
def county_day(request: Asked) -> HttpResponse:
    """Note a day on which the county's office is closed, or works."""
    county.set_day(request.POST.get("day", ""), request.POST.get("works", ""))
    return redirect("progress")


WORDS = {
    "given-back": "The line is in the queue again.",
    "left": "The line is left as it stands.",
    "answered": "The flag is answered.",
    "registered": "Registered.",
}


def _with_word(where: str, word: str) -> HttpResponse:
    return redirect(f"{where}?{urlencode({'said': word})}")


def _said(request: Asked) -> str:
    return WORDS.get(request.GET.get("said", ""), "")


def _after(request: Asked) -> int:
    text = request.GET.get("after", "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):  # noqa: PLR2004 - more is no place of ours
        raise Refused("There is no such page of the list.", do="Begin at its first.")
    return int(text)
