"""What must hold after a load: of every decision that was acknowledged, in the database."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bench.desk.people import Tally
from fullcount.case import fsck
from fullcount.web.desk.entering import enter
from fullcount.web.models import Decision, Task
from fullcount.web.setup import open_desk


def problems(folder: Path, database_url: str, tally: Tally) -> list[str]:
    """What does not hold, in sentences. A decision whose request was never answered may be there or not."""
    opened = open_desk(folder, database_url)
    while enter(opened):
        pass
    decisions = list(Decision.objects.values_list("task_id", "person__name", "outcome", "reason", "undone"))
    found = [*_kept(decisions, tally), *_once(decisions), *_leased_once(), *_entered()]
    found += [str(problem) for problem in fsck(opened).problems]
    opened.close()
    return found


_Row = tuple[int, str, str, str, bool]


def _kept(decisions: list[_Row], tally: Tally) -> list[str]:
    there = {task: (name, outcome, reason) for task, name, outcome, reason, _ in decisions}
    undone = {task for task, *_, taken_back in decisions if taken_back}
    lost = [task for task, verdict in tally.decided.items() if there.get(task) != verdict]
    back = tally.undone - undone
    gone = undone & set(tally.decided) - tally.undone - tally.unsure
    return [
        *([f"{len(lost)} acknowledged decisions are not there as they were made."] if lost else []),
        *([f"{len(back)} acknowledged undos are not there."] if back else []),
        *([f"{len(gone)} decisions are undone that nobody took back."] if gone else []),
    ]


def _once(decisions: list[_Row]) -> list[str]:
    stands = Counter(task for task, *_, undone in decisions if not undone)
    twice = [task for task, times in stands.items() if times > 1]
    return [f"{len(twice)} tasks were decided more than once."] if twice else []


def _leased_once() -> list[str]:
    """A line given to two people at once would have been decided by somebody who did not hold it."""
    places = Counter(Task.objects.filter(done=False).values_list("place", flat=True))
    several = [place for place, times in places.items() if times > 1]
    return [f"{len(several)} lines have more than one open task."] if several else []


def _entered() -> list[str]:
    """Every decision that stands is a finding, and no decision is two."""
    waiting = Decision.objects.filter(entry=None, undone=False, again=False).count()
    return [f"{waiting} decisions could not be entered."] if waiting else []
