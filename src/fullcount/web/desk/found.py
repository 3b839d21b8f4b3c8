"""What was found of lines: findings entered, and decisions that still wait to be; and who read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from fullcount.case import bulk
from fullcount.case.models import FindingRow
from fullcount.terms import Finding, Outcome, Stage
from fullcount.web.models import Decision, Person, Task

_FINDING = ("line_id", "stage", "outcome", "reason", "official", "voter_tag", "entry_id")
_DECISION = ("place", "stage", "outcome", "reason", "person__name")


def waiting_to_enter() -> QuerySet[Decision]:
    """Decisions that are not entered yet, in the order of deciding. Readings for quality never are."""
    return Decision.objects.filter(entry__isnull=True, undone=False, again=False).order_by("id")


def findings_of(places: Iterable[int], stage: Stage) -> Mapping[int, list[Finding]]:
    """What was found of each line, in order, where anything was; in the sample its own findings only.

    What was undone after it was entered stands in the record and is left out here: whoever took a finding
    back agrees with nobody, so the desk asks one official more.
    """
    wanted = list(places)
    lines: dict[int, str] = dict(bulk.fetch("line", ("place", "line"), "place", wanted))
    undone = _undone(wanted)
    rows = FindingRow.objects.filter(line_id__in=wanted).order_by("id").values_list(*_FINDING)
    entered = [row[:-1] for row in rows if (row[0], *row[2:5], row[-1]) not in undone]
    waiting = waiting_to_enter().filter(place__in=wanted).values_list(*_DECISION)
    found: dict[int, list[Finding]] = defaultdict(list)
    for place, of, outcome, *rest in [*entered, *((*row, "") for row in waiting)]:
        if stage is Stage.FULL or of == stage.value:
            found[place].append(Finding(lines[place], Stage(of), Outcome(outcome), *rest))
    return found


def _undone(places: Iterable[int]) -> set[tuple[object, ...]]:
    """Line, outcome, reason, official and entry of findings that were taken back after they were entered."""
    taken_back = Decision.objects.filter(place__in=places, undone=True, entry__isnull=False, again=False)
    return set(taken_back.values_list("place", "outcome", "reason", "person__name", "entry"))


def readers_of(places: Iterable[int]) -> Mapping[int, set[int]]:
    """Ids of the people who read each line, at this desk or as officials of findings entered elsewhere."""
    wanted = list(places)
    readers: dict[int, set[int]] = defaultdict(set)
    for place, person in Decision.objects.filter(place__in=wanted).values_list("place", "person_id"):
        readers[place].add(person)
    officials = list(FindingRow.objects.filter(line_id__in=wanted).values_list("line_id", "official"))
    people = Person.objects.filter(name__in={official for _, official in officials})
    known = dict(people.values_list("name", "pk"))
    for place, official in officials:
        if official in known:
            readers[place].add(known[official])
    return readers


def between_commas(people: Iterable[int]) -> str:
    """The ids as a task keeps them: each between commas, so that one is found by a pattern."""
    return "".join([",", *(f"{person}," for person in sorted(people))]) if people else ""


def readers(task: Task) -> set[int]:
    """The ids that a task keeps."""
    return {int(one) for one in task.readers.split(",") if one}
