"""Entering decisions in the case as findings, many in one act where many come at once.

Whoever decided tries to enter all that waits. If somebody else is entering, nothing needs doing: who enters
looks again after committing, and what waited then was kept before. So a decision costs a ledger entry of its
own only where the desk is quiet, and nobody waits for the pen.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet

from fullcount import case
from fullcount.case import actions, bulk, kinds
from fullcount.case.book import last_acts
from fullcount.case.kinds import FINDINGS
from fullcount.terms import Outcome, Refused, Stage
from fullcount.web.clock import now
from fullcount.web.desk.found import waiting_to_enter
from fullcount.web.models import Decision, Plan

DESK: Final = "desk"  # the actor of the act; each finding names its own official
MOST: Final = 500  # decisions entered in one act
ROUNDS: Final = 20

_entering = threading.Lock()


def enter(opened: case.Case) -> int:
    """Enter all decisions that wait, unless somebody is at it; gives how many were entered here."""
    entered = 0
    for _ in range(ROUNDS):
        if not _waiting().exists():
            break
        with _alone() as alone:
            if not alone:
                break
            with transaction.atomic():
                entered += _enter_some(opened)
    return entered


def _waiting() -> QuerySet[Decision]:
    """What waits and can be entered. A decision on a stage that was closed meanwhile holds nobody up."""
    waiting, last = waiting_to_enter(), last_acts()
    return waiting.filter(stage__in=[stage.value for stage in Stage if _is_open(stage, last)])


def _is_open(stage: Stage, last: dict[kinds.Act, int]) -> bool:
    try:
        kinds.check((FINDINGS, stage.value), last)
    except Refused:
        return False
    return True


def too_late() -> QuerySet[Decision]:
    """Decisions that were made while their stage was being closed, and are no findings."""
    last = last_acts()
    closed = [stage.value for stage in Stage if not _is_open(stage, last)]
    return waiting_to_enter().filter(stage__in=closed)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else enters, in this process or another; nobody else will while this lasts."""
    if not _entering.acquire(blocking=False):
        yield False
        return
    try:
        with transaction.atomic():
            yield _nobody_has_the_pen()
    finally:
        _entering.release()


def _nobody_has_the_pen() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pen FOR UPDATE SKIP LOCKED")
        return cursor.fetchone() is not None


def _enter_some(opened: case.Case) -> int:
    waiting = list(_waiting().select_related("person")[:MOST])
    for stage, some in groupby(waiting, lambda decision: decision.stage):
        _enter_of(opened, Stage(stage), list(some))
    return len(waiting)


def _enter_of(opened: case.Case, stage: Stage, decisions: list[Decision]) -> None:
    lines: dict[int, str] = dict(
        bulk.fetch("line", ("place", "line"), "place", {one.place for one in decisions})
    )
    found = (_found(one, lines[one.place]) for one in decisions)
    actions.record_findings(opened, case.Acting(DESK, now()), stage, found)
    entry = last_acts()[FINDINGS, stage.value]
    Decision.objects.filter(pk__in=[one.pk for one in decisions]).update(entry=entry)
    Plan.objects.filter(looked__gte=entry - 1).update(looked=entry)  # the queue need not look at its own


def _found(decision: Decision, line: str) -> actions.Found:
    outcome = Outcome(decision.outcome)
    return actions.Found(line, outcome, decision.reason, decision.voter_id, decision.person.name)
