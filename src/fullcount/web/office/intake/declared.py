"""What is wrong with a section's declaration, noted for the examiners. A note rejects nothing.

When a line of a noted section is examined, the examiner sees the note and finds the reason, or does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from fullcount import law
from fullcount.case import read
from fullcount.case.models import PLACES, LineRow, SectionRow
from fullcount.terms import BadInput, LineState, NotFound
from fullcount.web.clock import now
from fullcount.web.models import Person
from fullcount.web.office.intake.tables import SectionNote


@dataclass(frozen=True, slots=True)
class Noted:
    """A note that stands. signed: signed lines of the section."""

    id: int
    section: int
    label: str
    cite: str
    by: str
    signed: int


def reasons() -> tuple[law.Reason, ...]:
    """The reasons of the petition's law that may be noted against a whole section."""
    rule = read.law_of()
    noted = law.of_a_section(rule.id)
    return tuple(reason for reason in rule.reasons if reason.code in noted)


def check(code: str) -> None:
    """Raise BadInput unless the law has this reason for a whole section."""
    if code not in {reason.code for reason in reasons()}:
        raise BadInput("The law has no such reason for a whole section.", do="Choose one that is shown.")


def note(person: Person, section: int, code: str) -> None:
    """Note a reason against a section that is received; noted twice it stands once."""
    check(code)
    if not SectionRow.objects.filter(number=section).exists():
        raise NotFound(f"Section {section} is not among those received.", do="Check the number.")
    try:
        with transaction.atomic():
            SectionNote.objects.create(section=section, reason=code, person=person, at=now())
    except IntegrityError:  # it stands already
        return


def take_back(person: Person, number: int) -> None:
    """Take a note back; it stays on record."""
    SectionNote.objects.filter(pk=number, back=None).update(back=now(), back_by=person)


def noted() -> list[Noted]:
    """Every note that stands, by section."""
    known = {reason.code: reason for reason in read.law_of().reasons}
    rows = SectionNote.objects.filter(back=None).select_related("person").order_by("section", "id")
    return [
        Noted(
            row.pk,
            row.section,
            known[row.reason].label,
            known[row.reason].cite,
            row.person.name,
            _signed(row.section),
        )
        for row in rows
    ]


def _signed(section: int) -> int:
    """Signed lines of a section, by the places of its lines, which are indexed."""
    first = section * PLACES
    lines = LineRow.objects.filter(place__gt=first, place__lt=first + PLACES)
    return lines.filter(state=LineState.SIGNED.value).count()


def of_sections(numbers: Iterable[int]) -> Mapping[int, list[str]]:
    """The codes noted against sections, for whoever shows their lines to an examiner."""
    found: dict[int, list[str]] = {}
    rows = SectionNote.objects.filter(section__in=set(numbers), back=None).order_by("id")
    for section, reason in rows.values_list("section", "reason"):
        found.setdefault(section, []).append(reason)
    return found
