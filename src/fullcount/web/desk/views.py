"""The pages of the desk: a line at a time, decided by a key; search while typing; undo; flags."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from fullcount.terms import BadInput, Outcome, UserError
from fullcount.web import serving
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.desk import deciding, entering, queue, showing
from fullcount.web.desk.beside import NO_WINDOW, beside_of
from fullcount.web.desk.rules import rules
from fullcount.web.log import saw, saw_lines
from fullcount.web.roles import EXAMINERS

AHEAD = 3  # lines held at once: the one shown and those fetched ahead
HITS = 12  # voters a search shows


@only(*EXAMINERS)
@require_GET
def examine(request: Asked) -> HttpResponse:
    """The line to examine, and the next ones ready behind it."""
    return render(request, "web/examine.html", _desk(request))


@only(*EXAMINERS)
@require_GET
def more(request: Asked) -> HttpResponse:
    """The lines that the person holds and that the page does not show yet."""
    return render(request, "web/parts/lines.html", _desk(request))


def _desk(request: Asked) -> dict[str, Any]:
    try:
        tasks = queue.lease(request.user, AHEAD)
    except UserError as error:
        return {"lines": (), "rules": rules(), "closed": error}
    there = {int(number) for number in request.GET.getlist("there") if number.isdecimal()}
    lines = showing.show(serving.case().roll_dir, [task for task in tasks if task.pk not in there])
    saw_lines(request.user, [line.task.place for line in lines])
    return {"lines": lines, "rules": rules()}


@only(*EXAMINERS)
@require_POST
def decide(request: Asked) -> HttpResponse:
    """Keep a decision, and give the lines that come next."""
    task, verdict = _asked(request)
    deciding.decide(request.user, task, verdict)
    entering.enter(serving.case())
    if not request.htmx and not request.headers.get("X-Desk"):
        return examine_again()
    return JsonResponse({"decided": task})


def examine_again() -> HttpResponse:
    """To the desk, where a page without scripts asked."""
    from django.shortcuts import redirect

    return redirect("examine")


def _asked(request: Asked) -> tuple[int, deciding.Verdict]:
    given = request.POST
    try:
        task, outcome = int(given["task"]), Outcome(given["outcome"])
    except (KeyError, ValueError) as error:
        raise BadInput("The decision is not whole.", do="Load the page again.") from error
    voter_id = given.get("voter", "")
    if voter_id and showing.open_roll(serving.case().roll_dir).voter(voter_id) is None:
        raise BadInput("This voter is not on the roll.", do="Choose one that is shown.")
    reason = "" if outcome is Outcome.VALID else given.get("reason", "")
    searches = tuple(text[:200] for text in given.getlist("searched") if text)[:20]
    return task, deciding.Verdict(outcome, reason, voter_id, tuple(given.getlist("feature")), searches)


@only(*EXAMINERS)
@require_POST
def undo(request: Asked) -> HttpResponse:
    """Take the latest decision back."""
    deciding.undo(request.user)
    if not request.headers.get("X-Desk"):
        return examine_again()
    return JsonResponse({"undone": True})


@only(*EXAMINERS)
@require_POST
def flag(request: Asked) -> HttpResponse:
    """Put a line before a supervisor."""
    try:
        task = int(request.POST["task"])
    except (KeyError, ValueError) as error:
        raise BadInput("The flag names no line.", do="Load the page again.") from error
    deciding.flag(request.user, task, request.POST.get("note", ""))
    if not request.headers.get("X-Desk"):
        return examine_again()
    return JsonResponse({"flagged": task})


@only(*EXAMINERS)
@require_GET
def search(request: Asked) -> HttpResponse:
    """Voters that fit what is typed, as a part of the page."""
    text, after = request.GET.get("q", "").strip()[:200], request.GET.get("after", "")
    if not text:
        return render(request, "web/parts/hits.html", {"answer": None})
    sealed = showing.open_roll(serving.case().roll_dir)
    answer = sealed.search(text, HITS)
    voters = sealed.voters([hit.voter_row for hit in answer])
    saw(request.user, "search")
    first = (
        int(after) + 1 if after.isdecimal() else 1
    )  # numbered on from the candidates, so that a key is one
    beside = beside_of(sealed, (voter.voter_id for voter in voters))
    hits = [
        (first + place, hit, voter, beside(NO_WINDOW, voter.voter_id))
        for place, (hit, voter) in enumerate(zip(answer, voters, strict=True))
    ]
    return render(request, "web/parts/hits.html", {"answer": answer, "hits": hits})
