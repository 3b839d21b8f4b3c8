"""What is left to find and what was read, told fast: by the desk's own rows, not by walking all findings."""

from __future__ import annotations

from django.db.models import QuerySet

from fullcount.case import kinds, read
from fullcount.case.book import last_acts, last_body
from fullcount.terms import Stage
from fullcount.web import serving
from fullcount.web.desk import queue
from fullcount.web.models import Decision, Task


class _Walked:
    """What the last walk over all findings gave, and for which ledger entries."""

    key: tuple[object, ...] = ()
    left = 0


def to_find(stage: Stage) -> QuerySet[Task]:
    """Open tasks whose reading is a finding: one for each line of a stage that is still to be found."""
    queue.keep_up(stage)
    return Task.objects.filter(stage=stage.value, done=False).exclude(kind=queue.AGAIN)


def readings(stage: Stage) -> QuerySet[Decision]:
    """Decisions of a stage that are, or become, findings."""
    return Decision.objects.filter(stage=stage.value, undone=False, again=False)


def lines_left(stage: Stage) -> int:
    """How many lines of a stage are still to be found.

    A line has one open task at a time, so open tasks are lines. Where nobody examines at the desk, as when
    findings come from a file, it is counted once after each such act.
    """
    if Task.objects.filter(stage=stage.value).exists():
        return to_find(stage).count()
    last = last_acts()
    if (kinds.FINDINGS, stage.value) not in last:
        return _all_of(stage)
    rests_on = (kinds.FOUND_SAMPLE, kinds.FOUND_FULL, (kinds.WITHDRAWALS, ""), (kinds.FULL_COUNT, ""))
    key = (serving.case().dir, stage, *(last.get(act) for act in rests_on))
    if _Walked.key != key:
        _Walked.left = read.lines_left(stage)
        _Walked.key = key
    return _Walked.left


def _all_of(stage: Stage) -> int:
    """Before the first finding of a stage."""
    if stage is Stage.FULL:
        return int((last_body(kinds.FULL_COUNT) or {}).get("lines_left", 0))
    return read.lines_of(stage).count()
