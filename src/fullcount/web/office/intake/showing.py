"""Batches and their sections as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fullcount.case import read
from fullcount.web.models import Person
from fullcount.web.office.intake import declared
from fullcount.web.office.intake.batches import Totals, totals
from fullcount.web.office.intake.counting import written
from fullcount.web.office.intake.tables import Batch, SectionDraft

LATEST = 30  # batches received that are listed


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section of a batch. doubt: what looks wrong with its days; label: what is noted against it."""

    draft: SectionDraft
    count: str
    signed: int
    struck: int
    blank: int
    doubt: str
    label: str


@dataclass(frozen=True, slots=True)
class ShownBatch:
    """A batch in the list."""

    batch: Batch
    totals: Totals


def section(draft: SectionDraft, page_lines: int, filed: date, labels: dict[str, str]) -> ShownSection:
    """A section with its counts. labels: of the law's reasons, by code."""
    states = draft.states
    signed, struck, blank = (states.count(letter) for letter in "SXB")
    count, label = written(states, page_lines), labels.get(draft.reason, "")
    return ShownSection(draft, count, signed, struck, blank, _doubt(draft, filed), label)


def _doubt(draft: SectionDraft, filed: date) -> str:
    first, last = draft.circulated_from, draft.circulated_to
    if first and last and first > last:
        return "The days end before they begin."
    if (first and first > filed) or (last and last > filed):
        return "A day is after the filing."
    return ""


def labels() -> dict[str, str]:
    """The words of the reasons against a whole section, by code."""
    return {reason.code: reason.label for reason in declared.reasons()}


def one(draft: SectionDraft) -> ShownSection:
    """A section just entered."""
    return section(draft, draft.batch.page_lines, read.petition().filed, labels())


def page(batch: Batch, person: Person, draft: SectionDraft | None) -> dict[str, Any]:
    """What the page of a batch shows. draft: the section that is put right."""
    filed, words = read.petition().filed, labels()
    drafts = list(batch.sections.order_by("id"))
    shown = [section(each, batch.page_lines, filed, words) for each in drafts]
    return {
        "batch": batch,
        "mine": batch.clerk_id == person.pk and batch.entry is None,
        "sections": shown[::-1],
        "totals": totals(batch),
        "reasons": declared.reasons(),
        "draft": draft,
        "entry": _entry(batch, drafts[-1] if drafts else None, draft),
    }


def _entry(batch: Batch, last: SectionDraft | None, draft: SectionDraft | None) -> dict[str, Any]:
    """What the form holds: the section put right, or what the next one is likely to have of the last."""
    if draft is not None:
        count = written(draft.states, batch.page_lines)
        return {**_carried(draft), "number": draft.number, "lines": len(draft.states), "count": count}
    number = last.number + 1 if last else ""
    return {**(_carried(last) if last else {}), "reason": "", "number": number, "lines": batch.section_lines}


def _carried(draft: SectionDraft) -> dict[str, Any]:
    return {
        "circulator": draft.circulator,
        "from": draft.circulated_from,
        "to": draft.circulated_to,
        "reason": draft.reason,
    }


def batches() -> dict[str, list[ShownBatch]]:
    """Batches that are open, and the latest received, the newest first."""
    rows = Batch.objects.select_related("clerk").order_by("-id")
    return {
        "open": [ShownBatch(row, totals(row)) for row in rows.filter(entry=None)],
        "received": [ShownBatch(row, totals(row)) for row in rows.exclude(entry=None)[:LATEST]],
    }
