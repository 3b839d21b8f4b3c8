"""Who reads which line next. A person holds a few tasks for some minutes; nobody else gets them meanwhile.

A lease is a row changed in one statement, so that two people never get the same task; it ends by itself, when
its holder decides, or when the holder signs out. Reloading a page gives a person the same tasks again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from fullcount.case import bulk, kinds, read
from fullcount.case.book import latest
from fullcount.terms import Refused, Stage
from fullcount.web.clock import now
from fullcount.web.models import Person, Task

LEASE: Final = timedelta(minutes=10)
RENEWED: Final = timedelta(minutes=1)  # a lease as fresh as that is not renewed
FIRST, AGREE, REOPENED = "first", "agree", "reopened"
_COLUMNS: Final = ("stage", "place", "kind", "order", "readers", "done")


def stage_now() -> Stage:
    """The stage that is examined now. Raises Refused where nothing is to be examined yet, or no more."""
    if latest(kinds.FULL_COUNT) is not None:
        return Stage.FULL
    if latest(kinds.DRAWN) is None:
        raise Refused(
            "There is nothing to examine yet.",
            why="No sample is drawn and no full count is ordered.",
            do="The supervisor's page says what comes next.",
        )
    return Stage.SAMPLE


def fill(stage: Stage) -> int:
    """Make a task for every line of a stage without a settled standing, where there is none; gives how many.

    May be called again, by several at once: a line has one open task at a time.
    """
    try:
        with transaction.atomic():
            rows = bulk.batches(_wanted(stage))
            return sum(_insert(some) for some in rows)
    except IntegrityError:  # another process was faster
        return 0


def _insert(rows: Sequence[bulk.Row]) -> int:
    bulk.insert(Task, _COLUMNS, rows)
    return len(rows)


def _wanted(stage: Stage) -> Iterator[bulk.Row]:
    """Rows of tasks, in line order."""
    standings = {one.line: one for one in read.standings(stage)}
    there = set(Task.objects.filter(done=False).values_list("place", flat=True))
    for place, line in read.lines_of(stage).values_list("place", "line"):
        standing = standings.get(line)
        if place in there or (standing is not None and standing.settled):
            continue
        yield (stage.value, place, FIRST if standing is None else AGREE, place, "", False)


def lease(person: Person, count: int) -> list[Task]:
    """The tasks a person has in hand, filled up to so many, in order; the leases are renewed.

    Fewer, or none, where no more is to be read by this person.
    """
    stage = stage_now()
    until = now() + LEASE
    with transaction.atomic(savepoint=False):
        held = _held(person, stage)
        if len(held) < count:
            _fill_first(stage)
            _take(person, stage, count - len(held))
            held = _held(person, stage)
        if any(task.until and task.until < until - RENEWED for task in held):
            _own(person, stage).update(until=until)
    return held[:count]


def _own(person: Person, stage: Stage) -> QuerySet[Task]:
    return Task.objects.filter(holder=person, done=False, stage=stage.value, until__gt=now())


def _held(person: Person, stage: Stage) -> list[Task]:
    """What a person has in hand, in order.

    Sorted here: a database asked for the first few in order would go through all tasks to find them.
    """
    return sorted(_own(person, stage), key=lambda task: (task.order, task.pk))


def _fill_first(stage: Stage) -> None:
    if not Task.objects.filter(stage=stage.value).exists():
        fill(stage)


def _take(person: Person, stage: Stage, count: int) -> None:
    """Lease free tasks, the first in order that this person may read."""
    skip = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE desk_task SET holder_id = %s, until = %s WHERE id IN (
                SELECT id FROM desk_task
                WHERE NOT done AND stage = %s AND (until IS NULL OR until <= %s) AND readers NOT LIKE %s
                ORDER BY "order", id LIMIT %s {skip})""",
            [person.pk, now() + LEASE, stage.value, now(), f"%,{person.pk},%", count],
        )


def give_back(person: Person) -> int:
    """Let go of all a person holds, as on signing out; gives how many."""
    return Task.objects.filter(holder=person, done=False).update(holder=None, until=None)


def left(stage: Stage) -> int:
    """How many readings are still to be made in a stage."""
    return Task.objects.filter(stage=stage.value, done=False).count()


def in_hand() -> int:
    """How many tasks somebody holds now."""
    return Task.objects.filter(Q(done=False), until__gt=now()).count()
