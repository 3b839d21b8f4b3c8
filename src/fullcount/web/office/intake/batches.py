"""Batches: sections are counted into one, held against its paper count, and received in one act.

A batch is one clerk's. Whoever changes it holds its row meanwhile: what is received is what was shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction

from fullcount import case
from fullcount.case import actions, kinds
from fullcount.case.book import last_acts
from fullcount.case.models import PLACES, SectionRow
from fullcount.terms import BadInput, Line, NotFound, Refused, Section, line_id
from fullcount.web.clock import now
from fullcount.web.models import Person
from fullcount.web.office.intake import declared
from fullcount.web.office.intake.counting import STATES, states_of
from fullcount.web.office.intake.tables import Batch, SectionDraft

RECEIVE: Final = (kinds.RECEIVED, "")
LONGEST_CIRCULATOR: Final = 200


@dataclass(frozen=True, slots=True)
class Printed:
    """What a batch's slip and the petition's form say: the paper count, and lines as printed."""

    sections: int
    signed: int
    page_lines: int
    section_lines: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A section as a clerk enters it. lines: its numbered spaces; count: as `counting` reads it."""

    number: int
    lines: int
    count: str
    circulator: str = ""
    circulated_from: date | None = None
    circulated_to: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """What was entered of a batch beside what its paper says."""

    sections: int
    lines: int
    signed: int
    struck: int
    blank: int
    told_sections: int
    told_signed: int

    @property
    def sections_off(self) -> int:
        """Sections entered beyond the paper count; below 0 where some are short."""
        return self.sections - self.told_sections

    @property
    def signed_off(self) -> int:
        """Signed lines entered beyond the paper count; below 0 where some are short."""
        return self.signed - self.told_signed

    @property
    def agree(self) -> bool:
        """Whether both counts are those of the paper."""
        return not (self.sections_off or self.signed_off)


def check_open() -> None:
    """Raise Refused unless sections may be received now."""
    kinds.check(RECEIVE, last_acts())


def open_batch(person: Person, printed: Printed) -> Batch:
    """Begin a batch. Raises BadInput for numbers that cannot be, Refused where none is received now."""
    check_open()
    if not 0 < printed.page_lines <= printed.section_lines < PLACES:
        raise BadInput(
            "The lines of a page and of a section do not go together.",
            do=f"A section has 1 to {PLACES - 1:,} lines, a page at the most as many as its section.",
        )
    return Batch.objects.create(
        clerk=person,
        opened=now(),
        told_sections=printed.sections,
        told_signed=printed.signed,
        page_lines=printed.page_lines,
        section_lines=printed.section_lines,
    )


def totals(batch: Batch) -> Totals:
    """What was entered beside what the paper says."""
    states = "".join(batch.sections.values_list("states", flat=True))
    count = batch.sections.count()
    signed, struck, blank = (states.count(letter) for letter in STATES)
    return Totals(count, len(states), signed, struck, blank, batch.told_sections, batch.told_signed)


def enter(person: Person, number: int, counted: Counted, draft: int | None = None) -> SectionDraft:
    """Enter a section in a batch, or put one right (draft: its id). The same entered twice is entered once.

    Raises BadInput for what cannot be and for a section that is counted already, Refused where the batch is
    received or somebody else's.
    """
    with held(person, number) as batch:
        made = _draft(batch, counted)
        if draft is None and (same := _same(batch, made)):
            return same
        if draft is not None:
            made.pk = get_draft(batch, draft).pk
        _check_number(made)
        return _save(made)


def remove(person: Person, number: int, draft: int) -> None:
    """Take a section out of a batch."""
    with held(person, number) as batch:
        get_draft(batch, draft).delete()


def recount(person: Person, number: int, sections: int, signed: int, why: str) -> None:
    """Put the paper count of a batch right, saying why; who, when and what it was before stays on record."""
    with held(person, number) as batch:
        if not why.strip():
            raise BadInput("It is not said why the paper count changes.", do="Say it in a few words.")
        before = {"sections": batch.told_sections, "signed": batch.told_signed}
        batch.recounts.append(
            {**before, "by": person.name, "at": now().isoformat(), "why": why.strip()[:200]}
        )
        batch.told_sections, batch.told_signed = sections, signed
        batch.save()


def take_over(person: Person, number: int) -> Batch:
    """Make a batch one's own, as where a clerk went home."""
    with transaction.atomic():
        batch = _open_batch(number)
        batch.clerk = person
        batch.save(update_fields=["clerk"])
    return batch


def discard(person: Person, number: int) -> None:
    """Drop a batch in which nothing is entered."""
    with held(person, number) as batch:
        if batch.sections.exists():
            raise Refused("There are sections in this batch.", do="Take them out first.")
        batch.delete()


def receive(opened: case.Case, person: Person, number: int) -> Batch:
    """Receive the sections of a batch in one act; asked again it does nothing more.

    Raises Refused where the counts differ from the paper's, or as `actions.receive_sections`.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update().filter(pk=number).first()
        if batch is not None and batch.entry is not None:
            return batch
        batch = _own(_open_batch(number), person)
        _check_agree(totals(batch))
        _receive(opened, person, list(batch.sections.order_by("number")))
        batch.received, batch.entry = now(), last_acts()[RECEIVE]
        batch.save()
        batch.sections.update(open=False)
    return batch


def _receive(opened: case.Case, person: Person, drafts: list[SectionDraft]) -> None:
    sections = (
        Section(one.number, len(one.states), one.circulator, one.circulated_from, one.circulated_to)
        for one in drafts
    )
    actions.receive_sections(
        opened, case.Acting(person.name, now()), sections, (line for one in drafts for line in lines_of(one))
    )
    for one in drafts:
        if one.reason:
            declared.note(person, one.number, one.reason)


def lines_of(draft: SectionDraft) -> Iterator[Line]:
    """The lines of a section as the case receives them."""
    for at, letter in enumerate(draft.states, 1):
        yield Line(line_id(draft.number, at), draft.number, at, STATES[letter])


def _check_agree(found: Totals) -> None:
    if not found.sections:
        raise Refused("No section is entered in this batch.", do="Enter its sections.")
    if not found.agree:
        raise Refused(
            "The batch does not agree with its paper count.",
            why=f"{found.sections:,} sections with {found.signed:,} signed lines are entered; "
            f"the paper says {found.told_sections:,} and {found.told_signed:,}.",
            do="Count again what differs, and put right what is entered or the paper count.",
        )


@contextmanager
def held(person: Person, number: int) -> Iterator[Batch]:
    """A person's own open batch, which nobody changes or receives meanwhile."""
    with transaction.atomic():
        yield _own(_open_batch(number), person)


def _open_batch(number: int) -> Batch:
    batch = Batch.objects.select_for_update().filter(pk=number).first()
    if batch is None:
        raise NotFound("There is no such batch.", do="Choose one of the list.")
    if batch.entry is not None:
        raise Refused("This batch is received already.", why="What was received is not changed any more.")
    return batch


def _own(batch: Batch, person: Person) -> Batch:
    if batch.clerk_id != person.pk:
        raise Refused(
            f"This batch is {batch.clerk.name}'s.", do="Take it over on its page, if you agreed so."
        )
    return batch


def get_draft(batch: Batch, number: int) -> SectionDraft:
    """A section of a batch. Raises NotFound."""
    draft = batch.sections.filter(pk=number).first()
    if draft is None:
        raise NotFound("This section is no longer in the batch.", do="Load the page again.")
    return draft


def _draft(batch: Batch, counted: Counted) -> SectionDraft:
    if not 0 < counted.lines < PLACES:
        raise BadInput(f"A section has 1 to {PLACES - 1:,} lines.", do="Put its number of lines right.")
    circulator = " ".join(counted.circulator.split())
    if not (circulator.isprintable() and len(circulator) <= LONGEST_CIRCULATOR):
        raise BadInput("The circulator's name is too long, or not one line of text.", do="Write it shorter.")
    if counted.reason:
        declared.check(counted.reason)
    return SectionDraft(
        batch=batch,
        number=counted.number,
        circulator=circulator,
        circulated_from=counted.circulated_from,
        circulated_to=counted.circulated_to,
        states=states_of(counted.count, counted.lines, batch.page_lines),
        reason=counted.reason,
    )


SAME: Final = ("number", "circulator", "circulated_from", "circulated_to", "states", "reason")


def _same(batch: Batch, made: SectionDraft) -> SectionDraft | None:
    """The section where it was entered just so before: an answer got lost, or a key was held down."""
    found: SectionDraft | None = batch.sections.filter(**{name: getattr(made, name) for name in SAME}).first()
    return found


def _check_number(made: SectionDraft) -> None:
    other = SectionDraft.objects.filter(number=made.number, open=True).exclude(pk=made.pk).first()
    if other is not None:
        here = other.batch_id == made.batch_id
        raise BadInput(
            f"Section {made.number} is counted already.",
            why="" if here else f"It is in batch {other.batch_id}, of {other.batch.clerk.name}.",
            do="Correct it below." if here else "Look at both papers; one has a wrong number.",
        )
    if SectionRow.objects.filter(number=made.number).exists():
        raise BadInput(f"Section {made.number} was received before.", do="Check the number on the paper.")


def _save(made: SectionDraft) -> SectionDraft:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:  # another clerk was faster by a moment
        raise BadInput(
            f"Section {made.number} is counted already, in another batch.",
            do="Look at both papers; one has a wrong number.",
        ) from error
    return made
