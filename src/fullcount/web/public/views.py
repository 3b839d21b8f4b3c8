"""The public page, and the published bundle to take along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fullcount.case import kinds, read
from fullcount.case.book import documents, last_acts, last_body
from fullcount.terms import Refused
from fullcount.web.access import public


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a petition's life. state: done, now or later."""

    name: str
    state: str


LIFE = (
    ("Filed", kinds.OPENED),
    ("Counted", kinds.FROZEN),
    ("Sample drawn", kinds.DRAWN),
    ("Sample determined", kinds.DETERMINED),
    ("Certified", kinds.CERTIFIED),
)


@public
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The stage, what was fixed before witnesses, and after certification the result."""
    return render(request, "web/public.html", _facts())


def _facts() -> dict[str, Any]:
    """What is public. While lines are examined no figure of findings is among it."""
    done = {kind for kind, _ in last_acts()}
    try:
        petition, law = read.petition(), read.law_of()
    except Refused:
        return {"petition": None}
    certificates = documents("certificate")
    return {
        "petition": petition,
        "law": law,
        "life": list(_life(done)),
        "frozen": last_body(kinds.FROZEN),
        "seed": last_body(kinds.SEED),
        "drawn": last_body(kinds.DRAWN),
        "certificate": certificates[-1] if certificates else None,
    }


def _life(done: set[str]) -> list[Stage]:
    states, now = [], True
    for name, kind in LIFE:
        state = "done" if kind in done else "now" if now else "later"
        now = now and kind in done
        states.append(Stage(name, state))
    return states
