"""Intake's own tables: batches of sections being counted, notes on declarations, work in the background.

A draft is no state of the petition: it becomes sections and lines when its batch is received, in one act.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from fullcount.web.models import Row


def _person() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("web.Person", on_delete=models.PROTECT, related_name="+")


class Batch(Row):
    """Sections that one clerk counts together, and what the paper of the batch says of them.

    told_sections, told_signed: the paper count; recounts: how it was put right, each with who, when, why.
    page_lines, section_lines: numbered spaces of a page and of a section as printed. entry: the ledger entry
    that received it; null while it is open.
    """

    id = models.BigAutoField(primary_key=True)
    clerk = _person()
    opened = models.DateTimeField()
    told_sections = models.IntegerField()
    told_signed = models.IntegerField()
    recounts = models.JSONField(default=list)
    page_lines = models.IntegerField()
    section_lines = models.IntegerField()
    received = models.DateTimeField(null=True)
    entry = models.BigIntegerField(null=True)

    class Meta:
        """In order of opening."""

        db_table = "desk_batch"


class SectionDraft(Row):
    """A section as counted. states: a letter for each line, S, X or B (signed, struck, blank).

    reason: the law's reason against the whole section, noted for the examiners; open: not received yet.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="sections")
    number = models.BigIntegerField()
    circulator = models.TextField(default="")
    circulated_from = models.DateField(null=True)
    circulated_to = models.DateField(null=True)
    states = models.TextField()
    reason = models.CharField(max_length=60, default="")
    open = models.BooleanField(default=True)

    class Meta:
        """In order of entering; a section is counted once."""

        db_table = "desk_section"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="desk_section_once", condition=Q(open=True))
        ]


class SectionNote(Row):
    """A reason against a whole section of those received, for the examiners to find or not to find.

    A note taken back stays, with who did it.
    """

    id = models.BigAutoField(primary_key=True)
    section = models.BigIntegerField(db_index=True)
    reason = models.CharField(max_length=60)
    person = _person()
    at = models.DateTimeField()
    back = models.DateTimeField(null=True)
    back_by = models.ForeignKey("web.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One note of a reason stands for a section."""

        db_table = "desk_section_note"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["section", "reason"], name="desk_one_note", condition=Q(back=None)
            )
        ]
