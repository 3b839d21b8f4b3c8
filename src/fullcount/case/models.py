"""The tables of a case. Every row of state names the ledger entry that wrote it.

Rows are written once. What changes is written again: the later finding, transcript or linking
stands. Only the petition's phase is changed in place. `guards` has the rules the storage keeps
itself; `entry` needs no foreign key constraint of its own, as a guard admits a row only while the
pen is held for its entry, and the pen cannot be put down without that entry.

Voters and what a line says are confidential: they stay in these tables and are in the ledger only
as salted commitments.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

ONLY_ROW = 1
PLACES = 10_000  # numbers a section has room for in its lines' places


def _entry() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        "Entry", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )


def _key() -> models.BigAutoField[Any, Any]:
    """A whole number of our own as primary key; of this type, as SQLite then files rows by it directly."""
    return models.BigAutoField(primary_key=True)


def _line() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey("LineRow", on_delete=models.DO_NOTHING, related_name="+")


class Row(models.Model):
    """A row of a case."""

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.db_table} row {self.pk}"  # never what is in it: it may be confidential


class Entry(Row):
    """One ledger entry: its canonical bytes as text. topic: the stage or scope it is about, or empty."""

    index = _key()
    kind = models.TextField()
    topic = models.TextField(default="")
    text = models.TextField()

    class Meta:
        """Found by kind and topic, latest first."""

        db_table = "ledger"
        indexes = (models.Index(fields=["kind", "topic", "index"], name="ledger_by_kind"),)


class Pen(Row):
    """Whoever acts holds the pen: open_for is the index of the entry being written, else null."""

    id = models.SmallAutoField(primary_key=True)
    open_for = models.ForeignKey(Entry, null=True, on_delete=models.DO_NOTHING, related_name="+")

    class Meta:
        """There is one pen."""

        db_table = "pen"
        constraints = (models.CheckConstraint(condition=Q(id=ONLY_ROW), name="one_pen"),)


class PetitionRow(Row):
    """The petition of this case and the phase it is in."""

    id = models.SmallAutoField(primary_key=True)
    petition = models.TextField()
    phase = models.TextField()
    entry = _entry()

    class Meta:
        """A case is one petition."""

        db_table = "petition"
        constraints = (models.CheckConstraint(condition=Q(id=ONLY_ROW), name="one_petition"),)


class Document(Row):
    """A figure or a text once computed, as canonical JSON: petition, law, roll, tally, projection ..."""

    kind = models.TextField(db_index=True)
    topic = models.TextField(default="")
    body = models.TextField()
    entry = _entry()

    class Meta:
        """Read by kind, latest last."""

        db_table = "document"


class SectionRow(Row):
    """A section as received."""

    number = _key()
    lines = models.IntegerField()
    circulator = models.TextField()
    circulated_from = models.DateField(null=True)
    circulated_to = models.DateField(null=True)
    entry = _entry()

    class Meta:
        """In order of number."""

        db_table = "section"


class LineRow(Row):
    """A line. place: section * PLACES + number, so that line order is the order of the key."""

    place = _key()
    line = models.TextField(unique=True)
    section = models.ForeignKey(SectionRow, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    number = models.IntegerField()
    state = models.TextField()
    entry = _entry()

    class Meta:
        """In line order."""

        db_table = "line"


class DrawnRow(Row):
    """A line of the sample. rank: from 1, in ticket order."""

    rank = _key()
    line = models.OneToOneField(LineRow, on_delete=models.DO_NOTHING, related_name="+")
    entry = _entry()

    class Meta:
        """In ticket order."""

        db_table = "drawn"


class TranscriptRow(Row):
    """What a line says, as written. Confidential. Of several for one line the latest stands."""

    line = _line()
    first = models.TextField()
    middle = models.TextField()
    last = models.TextField()
    name = models.TextField()
    address = models.TextField()
    city = models.TextField()
    zip = models.TextField()
    entry = _entry()

    class Meta:
        """In order of writing."""

        db_table = "transcript"


class CandidateRow(Row):
    """A voter proposed for a line. Confidential. The latest linking stands."""

    line = _line()
    rank = models.SmallIntegerField()
    voter_id = models.TextField()
    probability = models.FloatField()
    reading = models.TextField()
    evidence = models.TextField()
    entry = _entry()

    class Meta:
        """In line order, then rank."""

        db_table = "candidate"


class ReadingRow(Row):
    """What the latest linking proposes for a line."""

    line = _line()
    reading = models.TextField()
    probability = models.FloatField()
    entry = _entry()

    class Meta:
        """In line order."""

        db_table = "reading"


class GroupRow(Row):
    """Lines that appear to be of one person (ids with commas between), as the latest linking proposes."""

    lines = models.TextField()
    voter_id = models.TextField()
    certainty = models.FloatField()
    evidence = models.TextField()
    entry = _entry()

    class Meta:
        """In the order linking gave."""

        db_table = "duplicate_group"


class FindingRow(Row):
    """A finding as recorded. voter_id is confidential; voter_tag is published."""

    line = _line()
    stage = models.TextField()
    outcome = models.TextField()
    reason = models.TextField()
    official = models.TextField()
    voter_id = models.TextField()
    voter_tag = models.TextField()
    entry = _entry()

    class Meta:
        """In order of recording."""

        db_table = "finding"


class WithdrawalRow(Row):
    """A request to withdraw a signature, of a line or of a voter. voter_id is confidential.

    in_time: received before the day of filing; only such a request takes effect.
    """

    request = models.TextField(unique=True)
    line = models.ForeignKey(LineRow, null=True, on_delete=models.DO_NOTHING, related_name="+")
    voter_id = models.TextField()
    voter_tag = models.TextField()
    received = models.DateField(null=True)
    in_time = models.BooleanField()
    entry = _entry()

    class Meta:
        """In order of registering."""

        db_table = "withdrawal"


class SettlementRow(Row):
    """One line of a group of valid lines of one voter: it stands, or it is a duplicate."""

    scope = models.TextField()
    voter_tag = models.TextField()
    line = _line()
    stands = models.BooleanField()
    entry = _entry()

    class Meta:
        """Groups in line order of their first line."""

        db_table = "settlement"


STATE: tuple[type[Row], ...] = (
    PetitionRow,
    Document,
    SectionRow,
    LineRow,
    DrawnRow,
    TranscriptRow,
    CandidateRow,
    ReadingRow,
    GroupRow,
    FindingRow,
    WithdrawalRow,
    SettlementRow,
)
