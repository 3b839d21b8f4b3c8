"""Entering decisions in the case as findings, many in one act where many come at once.

A process of the server has a clerk for it, a thread of its own, woken by every decision: it waits a moment
for others, then enters all that waits, of whatever process. So no examiner waits for the pen, and a busy desk
writes some entries a second and not one for each decision. A decision is kept before it is acknowledged;
those that waited when a server was killed are entered when one starts again.

If another is entering, nothing needs doing: who enters looks again after committing, and what waited then was
kept before.
"""

from __future__ import annotations

import logging
import threading
import time
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
GATHER: Final = 0.5  # seconds in which the clerk waits for further decisions
LOOK: Final = 5.0  # seconds after which it looks without being woken: another process may have been killed

_entering = threading.Lock()
_log = logging.getLogger(__name__)


class _Clerk(threading.Thread):
    """Enters what waits in one process of the server."""

    on_duty: _Clerk | None = None

    def __init__(self, opened: case.Case) -> None:
        super().__init__(name="entering", daemon=True)
        self._case = opened
        self.woken = threading.Event()

    def run(self) -> None:
        """For as long as the process lives; a database that is away is looked for again."""
        while True:
            self.woken.clear()
            try:
                enter(self._case)
            except Exception as error:  # noqa: BLE001 - decisions are kept, and the next look may succeed
                _log.error("Decisions could not be entered now: %s", type(error).__name__)
                connection.close()
            self.woken.wait(LOOK)
            time.sleep(GATHER)


def start_clerk(opened: case.Case) -> None:
    """Have this process enter decisions by a thread of its own from now on."""
    _Clerk.on_duty = _Clerk(opened)
    _Clerk.on_duty.start()


def soon(opened: case.Case) -> None:
    """Have what waits entered: by the clerk in a moment, or now where there is none."""
    if _Clerk.on_duty:
        _Clerk.on_duty.woken.set()
    else:
        enter(opened)


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
