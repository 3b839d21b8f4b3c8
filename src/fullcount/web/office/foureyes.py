"""Acts that two supervisors do together: one proposes, another confirms with the own password."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import authenticate
from django.db.models import QuerySet
from django.http import HttpRequest

from fullcount.terms import BadInput, NotFound, Refused
from fullcount.web.clock import now
from fullcount.web.errands import last_entry
from fullcount.web.log import saw
from fullcount.web.models import Person, Proposal
from fullcount.web.office import steps


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal that waits. lapsed: the ledger went on since, so it cannot be confirmed."""

    proposal: Proposal
    step: steps.Step
    lapsed: bool


def waiting() -> Proposed | None:
    """The latest proposal that is neither confirmed nor taken back."""
    found = _open().select_related("person").order_by("-id").first()
    if found is None:
        return None
    return Proposed(found, steps.step_of(found.kind, found.topic), found.ledger != last_entry())


def propose(person: Person, step: steps.Step, seen: int) -> Proposal:
    """Propose an act on what the page showed. An earlier proposal is replaced; the same again is the same.

    seen: the ledger's last entry when the page was made. Raises Refused where it went on since, or the act
    is not allowed now.
    """
    steps.check_unchanged(seen)
    steps.check(step)
    same = _open().filter(kind=step.act[0], topic=step.act[1], ledger=seen).order_by("-id").first()
    if same is not None:
        return same
    _open().update(taken_back=True)
    return Proposal.objects.create(kind=step.act[0], topic=step.act[1], person=person, at=now(), ledger=seen)


def take_back(number: int) -> None:
    """Take a proposal back; any supervisor may."""
    _open().filter(pk=number).update(taken_back=True)


def confirm(request: HttpRequest, person: Person, number: int, password: str) -> Proposed:
    """Confirm another supervisor's proposal with the own password. The act is run by the caller.

    Raises Refused for the own proposal or one that has lapsed, BadInput for a wrong password, NotFound.
    """
    found = waiting()
    if found is None or found.proposal.pk != number:
        raise NotFound("There is no such proposal any more.", do="Load the page again.")
    if found.proposal.person_id == person.pk:
        raise Refused("Nobody confirms the own proposal.", do="Ask another supervisor.")
    if authenticate(request, name=person.name, password=password) is None:
        saw(person, "refused")
        raise BadInput("The password is wrong.", do="Give your own password. After five tries it is locked.")
    steps.check_unchanged(found.proposal.ledger)
    steps.check(found.step)
    taken = _open().filter(pk=number).update(confirmed_by=person, confirmed=now())
    if not taken:
        raise NotFound("There is no such proposal any more.", do="Load the page again.")
    return found


def confirmed_before(person: Person, number: int) -> Proposal | None:
    """A proposal that this person confirmed already, as a second click finds it."""
    return Proposal.objects.filter(pk=number, confirmed_by=person).first()


def _open() -> QuerySet[Proposal]:
    return Proposal.objects.filter(confirmed_by=None, taken_back=False)
