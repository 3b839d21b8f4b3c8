"""Who reads which line next. A person holds a few tasks for some minutes; nobody else gets them meanwhile.

A lease is a row changed in one statement, so that two people never get the same task; it ends by itself, when
its holder decides, or when the holder signs out. Whoever works keeps it. Reloading a page gives a person the
same tasks again, and so does signing in again while nobody else took them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from fullcount.case import bulk, kinds
from fullcount.case.book import last_acts
from fullcount.terms import Refused, Stage
from fullcount.web.clock import now
from fullcount.web.desk import found
from fullcount.web.desk.filling import fill, mend
from fullcount.web.desk.plan import plan
from fullcount.web.desk.seniors import among
from fullcount.web.models import AGAIN, AGREE, FIRST, REOPENED, Decision, Person, Task
from fullcount.web.roles import EXAMINERS

__all__ = [
    "AGAIN",
    "AGREE",
    "FIRST",
    "LEASE",
    "REOPENED",
    "Unreadable",
    "fill",
    "give_back",
    "in_hand",
    "keep_up",
    "lease",
    "leave",
    "left",
    "nobody_left",
    "reads",
    "renew",
    "stage_now",
]

LEASE: Final = timedelta(minutes=10)
LEFT: Final = timedelta(minutes=1)  # how long lines stay with somebody who went from the page
RENEWED: Final = timedelta(minutes=1)  # a lease is written again no sooner than this after the last time


def stage_now() -> Stage:
    """The stage that is examined now. Raises Refused where nothing is to be examined yet, or no more."""
    return _stage(last_acts())


def _stage(last: dict[kinds.Act, int]) -> Stage:
    if (kinds.FULL_COUNT, "") in last:
        return Stage.FULL
    if (kinds.DRAWN, "") not in last:
        raise Refused(
            "There is nothing to examine yet.",
            why="No sample is drawn and no full count is ordered.",
            do="The supervisor's page says what comes next.",
        )
    return Stage.SAMPLE


def lease(person: Person, count: int) -> list[Task]:
    """The tasks a person has in hand, filled up to so many, in order; the leases are renewed.

    Fewer, or none, where no more is to be read by this person; more, where the person undid.
    """
    last = last_acts()
    stage = _stage(last)
    _keep_up(stage, last)
    with transaction.atomic(savepoint=False):
        renew(person)
        held = _held(person, stage)
        if len(held) < count and _take(person, stage, count - len(held)):
            held = _held(person, stage)
    return held


def _held(person: Person, stage: Stage) -> list[Task]:
    own = Task.objects.filter(holder=person, done=False, stage=stage.value)
    return sorted(own, key=lambda task: (task.order, task.pk))


def _keep_up(stage: Stage, last: dict[kinds.Act, int]) -> None:
    """Make the stage's tasks where there are none; mend them where the case went on without the desk."""
    chosen = plan()
    if stage.value not in chosen.filled:
        fill(stage)
    _mend_after(stage, last, chosen.looked)


def keep_up(stage: Stage) -> None:
    """Take out tasks of lines that need nobody any more, as after findings from a file."""
    _mend_after(stage, last_acts(), plan().looked)


def _mend_after(stage: Stage, last: dict[kinds.Act, int], looked: int) -> None:
    acts = ((kinds.WITHDRAWALS, ""), (kinds.FINDINGS, Stage.SAMPLE.value), (kinds.FINDINGS, Stage.FULL.value))
    if max(last.get(act, -1) for act in acts) > looked:
        mend(stage, max(last.values()))


def reads(person: Person, place: int) -> bool:
    """Whether the person has a line in hand, or decided it a moment ago."""
    held = Task.objects.filter(place=place, holder=person, done=False)
    decided = Decision.objects.filter(place=place, person=person, at__gt=now() - LEFT)
    return held.exists() or decided.exists()


def renew(person: Person) -> int:
    """Go on holding what the person holds, and what nobody took since; gives how many were renewed."""
    moment = now()
    stale = Task.objects.filter(holder=person, done=False, until__lt=moment + LEASE - RENEWED)
    return stale.update(until=moment + LEASE)


def _take(person: Person, stage: Stage, count: int) -> int:
    """Lease free tasks, the first in order that this person may read; gives how many."""
    moment = now()
    lent = (person.pk, moment + LEASE)
    groups = ", ".join(f"'{group}'" for group in among(person))
    _free(moment)
    skip = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE desk_task SET holder_id = %s, until = %s WHERE id IN (
                SELECT id FROM desk_task
                WHERE NOT done AND holder_id IS NULL AND stage = %s
                AND readers NOT LIKE %s AND among IN ({groups})
                ORDER BY "order", id LIMIT %s {skip})""",
            [*lent, stage.value, f"%,{person.pk},%", count],
        )
        return int(cursor.rowcount)


def _free(moment: datetime) -> None:
    """Put back what was held too long."""
    skip = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE desk_task SET holder_id = NULL, until = NULL WHERE id IN (
                SELECT id FROM desk_task WHERE NOT done AND holder_id IS NOT NULL AND until <= %s {skip})""",
            [moment],
        )


def leave(person: Person, tasks: Collection[int]) -> int:
    """The person went from a page with these tasks: they are free soon, unless the person comes back."""
    soon = now() + LEFT
    return Task.objects.filter(pk__in=tasks, holder=person, done=False, until__gt=soon).update(until=soon)


def give_back(person: Person) -> int:
    """Let go of all a person holds, as on signing out; gives how many."""
    return Task.objects.filter(holder=person, done=False).update(holder=None, until=None)


def left(stage: Stage) -> int:
    """How many readings are still to be made in a stage."""
    return Task.objects.filter(stage=stage.value, done=False).count()


def in_hand() -> int:
    """How many tasks somebody holds now."""
    return Task.objects.filter(Q(done=False), until__gt=now()).count()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that waits for a reading that nobody is left to make. kind: why it is to be read."""

    line: str
    place: int
    kind: str


def nobody_left() -> list[Unreadable]:
    """Lines of the stage examined now that every examiner with an open account has read, in line order.

    Another official must be given an account, or a role, before they can be settled.
    """
    people = Person.objects.filter(is_active=True)
    able = {person.pk for person in people if person.has & set(EXAMINERS)}
    waiting = Task.objects.filter(stage=stage_now().value, done=False, holder=None).exclude(readers="")
    stuck = {task.place: task.kind for task in waiting.iterator() if able <= found.readers(task)}
    lines: dict[int, str] = dict(bulk.fetch("line", ("place", "line"), "place", stuck))
    return [Unreadable(lines[place], place, stuck[place]) for place in sorted(stuck)]
