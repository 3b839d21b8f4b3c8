"""What the public page says. While lines are examined no figure of findings is among it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from fullcount import law
from fullcount.case import Case, kinds, read
from fullcount.case.book import last_acts, last_body
from fullcount.terms import Refused
from fullcount.web.office import county, papers
from fullcount.web.public import archive

ASKED: Final = (
    *("required_table", "prima_facie", "sample_table", "insufficient_below", "sufficient_above"),
    *("full_count", "early_stop", "at_equality", "officials_to_reject_signature"),
)
"""The values of a law that say what it asks, where it has them; the others are arithmetic."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a petition's life. state: done, now or later."""

    name: str
    state: str


def facts(opened: Case) -> dict[str, Any]:
    """All of it, for the page; the petition is None where none is open."""
    try:
        petition, rule = read.petition(), read.law_of()
    except Refused:
        return {"petition": None}
    done = {kind for kind, _ in last_acts()}
    return {
        "petition": petition,
        "law": rule,
        "asked": _asked(rule),
        "limits": [] if kinds.CERTIFIED in done else county.limits(),
        "life": list(_life(done)),
        "frozen": last_body(kinds.FROZEN),
        "seed": last_body(kinds.SEED),
        "drawn": last_body(kinds.DRAWN),
        "certificate": papers.issued(),
        "bundle": archive.offered(opened),
    }


def _asked(rule: law.Law) -> list[law.ValueRow]:
    found = {row.name: row for row in law.describe(rule) if row.section == "values"}
    return [found[name] for name in ASKED if name in found]


def _life(done: set[str]) -> Iterator[Stage]:
    """The stages that the petition has gone through, the one it is in, and those that are sure to come."""
    reached = True
    for name, kind in _stages(done):
        yield Stage(name, "done" if kind in done else "now" if reached else "later")
        reached = reached and kind in done


def _stages(done: set[str]) -> Iterator[tuple[str, str]]:
    yield "Filed", kinds.OPENED
    yield "Counted", kinds.FROZEN
    ended = kinds.CERTIFIED in done
    if kinds.DRAWN in done or not (ended or kinds.FULL_COUNT in done):
        yield "Sample drawn", kinds.DRAWN
        yield "Sample determined", kinds.DETERMINED
    if kinds.FULL_COUNT in done:
        yield "Full count", kinds.FULL_COUNT
    yield "Certified", kinds.CERTIFIED
    if kinds.AMENDED in done:
        yield "Amended", kinds.AMENDED
