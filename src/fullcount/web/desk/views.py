"""The pages of the desk: a line at a time, decided by a key; search while typing; undo; flags."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fullcount.terms import BadInput, Outcome, UserError
from fullcount.web import serving
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.desk import deciding, entering, keys, queue, showing
from fullcount.web.desk.beside import Window, asked_beside, beside_of
from fullcount.web.desk.rules import rules
from fullcount.web.log import saw, saw_lines
from fullcount.web.roles import EXAMINERS

AHEAD = 3  # lines held at once: the one shown and those fetched ahead
HITS = 12  # voters a search shows
LONG = 19  # digits that are no number of a row any more


@only(*EXAMINERS)
@require_GET
def examine(request: Asked) -> HttpResponse:
    """The line to examine, and the next ones ready behind it."""
    return render(request, "web/examine.html", _desk(request))


@only(*EXAMINERS)
@require_GET
def more(request: Asked) -> HttpResponse:
    """The lines that the person holds and the page does not show yet; X-Tasks names all that are held."""
    lines, held = _more(request)
    return HttpResponse(lines, headers={"X-Tasks": held})


def _more(request: Asked) -> tuple[str, str]:
    """Lines as parts of the page, and the numbers of all tasks held."""
    facts = _desk(request)
    lines = render_to_string("web/parts/lines.html", facts, request)
    return lines, ",".join(str(task.pk) for task in facts["held"])


def _desk(request: Asked) -> dict[str, Any]:
    own, given = keys.rules_of(request.user), request.POST if request.method == "POST" else request.GET
    there = {int(number) for number in given.getlist("there") if number.isdecimal()}
    try:
        with transaction.atomic():
            tasks = queue.lease(request.user, AHEAD)
            new = [task for task in tasks if task.pk not in there]
            saw_lines(request.user, [task.place for task in new])
    except UserError as error:
        return {"lines": (), "held": (), "rules": own, "closed": error}
    return {"lines": showing.show(serving.case().roll_dir, new), "held": tasks, "rules": own}


@only(*EXAMINERS)
@require_POST
def decide(request: Asked) -> HttpResponse:
    """Keep a decision, and give the lines that come next."""
    task, verdict = _asked(request)
    deciding.decide(request.user, task, verdict)
    entering.soon(serving.case())
    if not request.htmx and not request.headers.get("X-Desk"):
        return redirect("examine")
    lines, held = _more(request)
    return JsonResponse({"decided": task, "lines": lines, "held": held})


def _asked(request: Asked) -> tuple[int, deciding.Verdict]:
    given = request.POST
    try:
        task, outcome = number_of(given["task"]), Outcome(given.get("outcome") or _by_reason(given["reason"]))
    except (KeyError, ValueError) as error:
        raise BadInput("The decision is not whole.", do="Load the page again.") from error
    voter_id = given.get("voter", "")
    if voter_id and showing.open_roll(serving.case().roll_dir).voter(voter_id) is None:
        raise BadInput("This voter is not on the roll.", do="Choose one that is shown.")
    reason = "" if outcome is Outcome.VALID else given.get("reason", "")
    if reason == rules().nobody:
        voter_id = ""  # the page without script cannot let go of the voter chosen first
    searches = tuple(text[:200] for text in given.getlist("searched") if text)[:20]
    features = tuple(one for one in given.getlist("feature") if one in rules().features)
    return task, deciding.Verdict(outcome, reason, voter_id, features, searches)


def _by_reason(reason: str) -> Outcome:
    """The outcome that a button of a reason stands for, on a page without script."""
    return Outcome.INVALID if reason else Outcome.VALID


@only(*EXAMINERS)
@require_POST
def undo(request: Asked) -> HttpResponse:
    """Take the latest decision back."""
    task = deciding.undo(request.user)
    if not request.headers.get("X-Desk"):
        return redirect("examine")
    return JsonResponse({"undone": task.pk})


@only(*EXAMINERS)
@require_POST
def flag(request: Asked) -> HttpResponse:
    """Put a line before a supervisor."""
    try:
        task = number_of(request.POST["task"])
    except (KeyError, ValueError) as error:
        raise BadInput("The flag names no line.", do="Load the page again.") from error
    deciding.flag(request.user, task, request.POST.get("note", ""))
    if not request.headers.get("X-Desk"):
        return redirect("examine")
    return JsonResponse({"flagged": task})


@only(*EXAMINERS)
@require_http_methods(["GET", "POST"])
def search(request: Asked) -> HttpResponse:
    """Voters that fit what is typed, as a part of the page; for a page without script, on the whole page.

    The desk posts it, so that no address names anybody.
    """
    given = request.POST if request.method == "POST" else request.GET
    text, after = given.get("q", "").strip()[:200], given.get("after", "")
    task = given.get("task", "")
    beside = asked_beside(number_of(task) if task.isdecimal() and len(task) < LONG else 0)
    facts = _hits(request, text, after, *beside) if text else {"answer": None}
    if request.headers.get("X-Desk") or request.method == "GET":
        return render(request, "web/parts/hits.html", facts)
    return render(request, "web/examine.html", {**_desk(request), **facts, "searched": text})


def _hits(request: Asked, text: str, after: str, line: str, window: Window) -> dict[str, Any]:
    sealed = showing.open_roll(serving.case().roll_dir)
    answer = sealed.look(text, HITS)
    voters = sealed.voters([hit.voter_row for hit in answer])
    saw(request.user, "search")
    queue.renew(request.user)
    first = int(after[:3]) + 1 if after.isdecimal() else 1  # on from the candidates, so that a key is one
    beside = beside_of(sealed, (voter.voter_id for voter in voters))
    hits = [
        (first + place, hit, voter, beside(window, voter.voter_id))
        for place, (hit, voter) in enumerate(zip(answer, voters, strict=True))
    ]
    return {"answer": answer, "hits": hits, "line_searched": line}


def number_of(text: str) -> int:
    """The number of a task. Raises ValueError for text that is none."""
    if not text.isdecimal() or len(text) >= LONG:
        raise ValueError(text[:LONG])
    return int(text)


@only(*EXAMINERS)
@require_POST
def leave(request: Asked) -> HttpResponse:
    """The person went from the page with these tasks; nobody waits for the answer."""
    tasks = [number_of(text) for text in request.POST.get("tasks", "").split(",")[:HITS] if text.isdecimal()]
    queue.leave(request.user, tasks)
    return HttpResponse(status=204)


@only(*EXAMINERS)
@require_http_methods(["GET", "POST"])
def keys_page(request: Asked) -> HttpResponse:
    """The person's own keys."""
    failed = None
    if request.method == "POST":
        try:
            if "usual" in request.POST:
                keys.usual_again(request.user)
            else:
                keys.keep(request.user, request.POST.dict())
        except BadInput as error:
            failed = error
        else:
            return redirect("keys")
    shown = keys.shown(request.user)
    if failed:
        shown = [replace(one, key=request.POST.get(one.act, one.key)[:9]) for one in shown]
    facts = {"keys": shown, "failed": failed}
    return render(request, "web/keys.html", facts, status=400 if failed else 200)
