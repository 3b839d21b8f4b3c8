"""The certificate on the screen and as a document: as issued, or as a draft of what would be issued now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fullcount import paper
from fullcount.case import Acting, Case, actions, kinds, record
from fullcount.case.book import last_acts
from fullcount.case.documents import figures
from fullcount.terms import Refused
from fullcount.web.clock import now
from fullcount.web.models import Person

CERTIFICATE, WORKSHEET = "certificate.pdf", "worksheet.pdf"


def issued() -> dict[str, Any] | None:
    """The latest certificate as its page says it, in texts; None before the first."""
    if not record.certificates():
        return None
    return paper.certificate_sheet(figures(now().date()))


def draft(person: Person) -> dict[str, Any]:
    """The certificate that would be issued now, in texts. Raises Refused where none is due."""
    return paper.certificate_sheet(_draft(person))


def is_due() -> Refused | None:
    """None where a certificate or its amendment can be issued now; else why not."""
    first = (kinds.CERTIFIED, "") not in last_acts()
    try:
        actions.stage_due(kinds.CERTIFIED if first else kinds.AMENDED)
    except Refused as error:
        return error
    return None


def draft_pdf(person: Person) -> bytes:
    """The draft as a document. Raises Refused where none is due."""
    return paper.make_document(CERTIFICATE, _draft(person))


def is_current(bundle: Path) -> bool:
    """Whether what is published there is of the latest certificate."""
    certificates, there = record.certificates(), bundle / "certificate.json"
    if not certificates or not there.is_file():
        return False
    return there.read_bytes() == paper.certificate_json(certificates[-1])


def pdf(opened: Case, name: str) -> bytes:
    """The certificate, or the worksheet, as published; made now where it is not published yet, or is older.

    Raises NotFound where there is none.
    """
    published = opened.bundle_dir / name
    if published.is_file() and is_current(opened.bundle_dir):
        return published.read_bytes()
    return paper.make_document(name, figures(now().date()))


def _draft(person: Person) -> paper.Figures:
    return figures(now().date(), actions.draft_certificate(Acting(person.name, now())))
