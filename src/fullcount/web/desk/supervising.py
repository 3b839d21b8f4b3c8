"""The supervisor's pages of the desk: how lines are given out, and how far second readings agree."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from fullcount.terms import Refused
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.desk import agreement, filling, plan, queue, seniors
from fullcount.web.roles import Role


@only(Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def queue_page(request: Asked) -> HttpResponse:
    """The order of lines, the shares read again; and lines that nobody is left to read."""
    if request.method == "POST":
        before = plan.plan().order
        chosen = plan.asked(request.POST)
        plan.choose(chosen)
        seniors.readdress()
        if chosen.order != before:
            _reorder()
        return redirect("queue")
    now = plan.plan()
    facts = {
        "plan": now,
        "again_valid": now.again_valid / 10,
        "again_invalid": now.again_invalid / 10,
        "orders": plan.ORDERS.items(),
        "most_spread": plan.MOST_SPREAD,
        "seniors": _seniors(),
        "stuck": _stuck(),
    }
    return render(request, "web/queue.html", facts)


def _reorder() -> None:
    try:
        filling.reorder(queue.stage_now())
    except Refused:
        return  # nothing is examined yet, so there are no tasks to put in order


def _seniors() -> seniors.Seniors | None:
    try:
        return seniors.seniors()
    except Refused:
        return None  # no petition is open, so no law says how many it takes


def _stuck() -> list[queue.Unreadable]:
    try:
        return queue.nobody_left()
    except Refused:
        return []


@only(Role.SUPERVISOR)
@require_GET
def agreement_page(request: Asked) -> HttpResponse:
    """How often a second reading came to the same, by reason."""
    return render(request, "web/agreement.html", {"agreement": agreement.agreement()})
