"""Deciding a line, and undoing it. A decision is kept before it is acknowledged; entering comes after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from fullcount import law
from fullcount.case import kinds, read
from fullcount.case.book import last_acts
from fullcount.case.models import WithdrawalRow
from fullcount.terms import BadInput, Finding, NotFound, Outcome, Refused, Stage
from fullcount.web.clock import now
from fullcount.web.desk import again, found, queue
from fullcount.web.desk.rules import Rules, rules
from fullcount.web.models import Decision, Flag, Person, Reread, Task

UNDOABLE: Final = 10  # decisions a person can take back, the latest first
LONGEST: Final = 2_000  # characters of a note


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decides. reason: empty where valid; voter_id: whom the line was found to be, or empty.

    checklist: features by which a signature was found different; searches: what was searched for.
    """

    outcome: Outcome
    reason: str = ""
    voter_id: str = ""
    checklist: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()


def decide(person: Person, task_id: int, verdict: Verdict) -> Decision:
    """Keep a decision on a task that the person holds; a second click on the same is the first one again.

    Raises NotFound for no such task, Refused where somebody else has it, BadInput for a verdict that the
    law or the desk does not know.
    """
    with transaction.atomic():
        task = _locked(task_id)
        if task.done:
            return _same_again(task, person, verdict)
        _check_held(task, person)
        _check_open(Stage(task.stage))
        _check(verdict, rules())
        made = Decision.objects.create(
            task=task, person=person, at=now(), stage=task.stage, place=task.place,
            outcome=verdict.outcome.value, reason=verdict.reason, voter_id=verdict.voter_id,
            checklist=list(verdict.checklist), searches=list(verdict.searches),
            again=task.kind == queue.AGAIN,
        )  # fmt: skip
        Task.objects.filter(pk=task.pk).update(done=True)
        if task.kind != queue.AGAIN:
            _call_others(task, person)
        return made


def _locked(task_id: int) -> Task:
    tasks = Task.objects.all()
    if connection.vendor == "postgresql":
        tasks = tasks.select_for_update()
    task = tasks.filter(pk=task_id).first()
    if task is None:
        raise NotFound("There is no such task.", do="Load the page again.")
    return task


def _same_again(task: Task, person: Person, verdict: Verdict) -> Decision:
    """A double click, or a request sent again after a broken connection."""
    made = Decision.objects.filter(task=task, undone=False).first()
    if (
        made
        and made.person_id == person.pk
        and (made.outcome, made.reason) == (verdict.outcome, verdict.reason)
    ):
        return made
    raise Refused("This line was decided already.", do="Load the page again; to change it, undo.")


def _check_held(task: Task, person: Person) -> None:
    if task.holder_id != person.pk:
        raise Refused(
            "This line is no longer yours.",
            why="You did not decide it for some minutes, or signed out; it was given back to the queue.",
            do="Load the page again; nothing you decided before is lost.",
        )


def _check(verdict: Verdict, known: Rules) -> None:
    if verdict.outcome is Outcome.VALID:
        if verdict.reason:
            raise BadInput("A valid line has no reason.")
        if not verdict.voter_id:
            raise BadInput("A valid line needs the voter it was found to be.", do="Choose a voter first.")
        _check_not_withdrawn(verdict.voter_id)
        return
    if verdict.reason not in known.codes:
        raise BadInput("The law has no such reason.", do=f"It has: {', '.join(known.codes)}.")
    if verdict.reason == known.signature:
        _check_signature(verdict, known)
    if verdict.reason == known.nobody and not verdict.searches:
        raise BadInput("Not registered needs a search of the roll first.", do="Search for the name.")


def _check_signature(verdict: Verdict, known: Rules) -> None:
    if not verdict.voter_id:
        raise BadInput("A signature is compared with a voter's.", do="Choose a voter first.")
    if known.features and not set(verdict.checklist) & set(known.features):
        raise BadInput(
            "A signature is rejected for what differs in it.",
            why="It is presumed to be the voter's.",
            do="Mark at least one feature that differs.",
        )


def _check_not_withdrawn(voter_id: str) -> None:
    if WithdrawalRow.objects.filter(voter_id=voter_id, in_time=True).exists():
        raise BadInput(
            "This voter has withdrawn the signature.",
            why="The request was received in time; the line does not count.",
            do="Find it withdrawn, or choose another voter.",
        )


def _call_others(task: Task, person: Person) -> None:
    """Where other officials must agree to reject the line, give it to them; they are not told why.

    Where it is settled, chance may have it read again.
    """
    known, findings = rules(), findings_of(task.place, Stage(task.stage))
    standing = law.standing(findings, known.agreeing, known.signature)
    if standing.settled:
        again.draw(task, person, standing)
    else:
        again.further(task, person, queue.AGREE)


def findings_of(place: int, stage: Stage = Stage.FULL) -> list[Finding]:
    """What was found of a line, in order: findings entered, and decisions that are still to be entered."""
    return found.findings_of([place], stage)[place]


waiting_to_enter = found.waiting_to_enter


def undo(person: Person) -> Task:
    """Take back the person's latest decision and give the line to the person again.

    A finding that was entered stays in the record, and what is decided now supersedes it. Raises Refused
    where there is nothing to undo, another official reads the line already, or its stage is settled.
    """
    with transaction.atomic():
        last = Decision.objects.filter(person=person, undone=False).order_by("-id").first()
        if last is None or not _recent(last, person):
            raise Refused("There is nothing to undo.", do=f"The last {UNDOABLE} decisions can be taken back.")
        _check_open(Stage(last.stage))
        _check_counts(last.place)
        _call_back(last)
        Decision.objects.filter(pk=last.pk).update(undone=True)
        return _hand_back(last.task, person)


def _hand_back(before: Task, person: Person) -> Task:
    """The task again, in the person's hand."""
    kind = before.kind if before.kind == queue.AGAIN else queue.REOPENED
    task = Task.objects.create(
        stage=before.stage, place=before.place, kind=kind, order=before.order,
        readers=before.readers, among=before.among, holder=person, until=now() + queue.LEASE,
    )  # fmt: skip
    Reread.objects.filter(task=before).update(task=task)
    return task


def _check_counts(place: int) -> None:
    if WithdrawalRow.objects.filter(line_id=place, in_time=True).exists():
        raise Refused("The signature was withdrawn since.", why="Whatever is found of it, it does not count.")


def _recent(decision: Decision, person: Person) -> bool:
    """Whether it is among the last ones, those undone counted too, so that nobody undoes a whole day."""
    later = Decision.objects.filter(person=person, id__gt=decision.pk, undone=True).count()
    return later < UNDOABLE


def _check_open(stage: Stage) -> None:
    """Raise Refused where findings of the stage are taken no more."""
    kinds.check((kinds.FINDINGS, stage.value), last_acts())


def _call_back(decision: Decision) -> None:
    """Take the line from the officials who were to agree, unless one of them has it in hand."""
    after = Task.objects.filter(place=decision.place, done=False)
    if connection.vendor == "postgresql":
        after = after.select_for_update()  # nobody gets one between the look and the taking back
    moment, found = now(), list(after)
    if any(task.until and task.until > moment for task in found):
        raise Refused(
            "Another official is reading this line now.", do="Flag it for a supervisor if it must change."
        )
    numbers = [task.pk for task in found]
    Reread.objects.filter(task__in=numbers).delete()
    Task.objects.filter(pk__in=numbers).delete()


def flag(person: Person, task_id: int, note: str) -> Flag:
    """Put a line before a supervisor; the task stays. Raises BadInput for no note, or a long one."""
    if not note.strip() or len(note) > LONGEST:
        raise BadInput(f"A flag needs a note of 1 to {LONGEST:,} characters.", do="Say what is in doubt.")
    with transaction.atomic():
        task = _locked(task_id)
        _check_held(task, person)
        return Flag.objects.create(place=task.place, person=person, at=now(), note=note.strip())


def stage_is_open() -> bool:
    """Whether findings of the stage that is examined now are taken."""
    try:
        _check_open(queue.stage_now())
    except Refused:
        return False
    return True


def law_reasons() -> tuple[law.Reason, ...]:
    """The reasons of the petition's law, in its order of precedence."""
    return tuple(sorted(read.law_of().reasons, key=lambda reason: reason.precedence))
