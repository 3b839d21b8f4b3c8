"""The desk's own tables, beside the case's in one database: people, what they looked at, tasks, decisions.

None of them is state of the petition. A decision becomes state when it is entered in the case as a finding
(`desk.entering`); until then, and afterwards as the record of who read what, it stands here.
"""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from fullcount.web.roles import Role

FIRST, AGREE, AGAIN, REOPENED = "first", "agree", "again", "reopened"  # why a line is read
ANYBODY, BLIND, SENIORS = "", "blind", "seniors"  # among whom a line is given out
IDS = 1 << 52  # a script counts so far exactly


class Row(models.Model):
    """A row of the desk."""

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.db_table} row {self.pk}"  # never what is in it: it may be confidential


class People(BaseUserManager["Person"]):
    """Makes people."""

    def add(self, name: str, password: str, roles: tuple[Role, ...]) -> Person:
        """A person with a hashed password."""
        person = self.model(name=name, roles=" ".join(roles))
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with an account. name: a role or a staff number; it is published with the findings.

    keys: act to key, where it is not the usual one. must_change: the password was set by an administrator.
    epoch: counted up, all sessions end. totp: the secret of the person's app, sealed, empty where none is
    used; totp_step: the latest step of it that was used; recovery: digests of codes that stand in for it.
    """

    name = models.CharField(max_length=100, unique=True)
    roles = models.TextField()
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)
    keys = models.JSONField(default=dict)
    must_change = models.BooleanField(default=False)
    epoch = models.IntegerField(default=0)
    totp = models.TextField(default="")
    totp_step = models.BigIntegerField(default=0)
    recovery = models.JSONField(default=list)

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[People] = People()

    class Meta:
        """Found by name."""

        db_table = "desk_person"

    def __str__(self) -> str:
        return self.name

    @property
    def has(self) -> frozenset[Role]:
        """The person's roles."""
        return frozenset(Role(role) for role in self.roles.split())

    def get_session_auth_hash(self) -> str:
        """What a session must carry to be the person's still: another after a new password or a new epoch."""
        value = f"{self.password}:{self.epoch}"
        return salted_hmac("fullcount.web.session", value, algorithm="sha256").hexdigest()


def _person() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class Seen(Row):
    """Who was shown what, or signed in: the access log. Rows are added only.

    voter: whose signature on file was shown; confidential, and empty for anything else.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)  # "signed in", "refused", "line", "search", "signature"
    place = models.BigIntegerField(null=True)  # the line, as in the case
    voter = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        """By person and by line."""

        db_table = "desk_seen"
        indexes: ClassVar = [
            models.Index(fields=["person", "at"], name="desk_seen_by_person"),
            models.Index(fields=["place"], name="desk_seen_by_line"),
            models.Index(fields=["at"], name="desk_seen_by_day"),
        ]


class Plan(Row):
    """How lines are given out, as a supervisor chooses; there is one row. See `desk.plan`.

    order: section, easy or hard. again_valid, again_invalid: of a thousand lines accepted, or rejected, so
    many are read again. seniors: see `desk.seniors`. spread: a further reading of a line comes up to so many
    lines later. filled: stages whose tasks are made. looked: the ledger entry up to which tasks fit what the
    case says of their lines.
    """

    id = models.SmallAutoField(primary_key=True)
    order = models.CharField(max_length=10, default="section")
    again_valid = models.IntegerField(default=0)
    again_invalid = models.IntegerField(default=0)
    spread = models.IntegerField(default=0)
    seniors = models.BooleanField(default=True)
    filled = models.JSONField(default=list)
    looked = models.BigIntegerField(default=-1)

    class Meta:
        """One row."""

        db_table = "desk_plan"


def new_task_id() -> int:
    """Drawn, not counted: a higher number would tell that a line was read before."""
    return secrets.randbelow(IDS - 1) + 1


class Task(Row):
    """One reading of one line that somebody is to make.

    place: the line, as in the case; kind: why it is read; readers: ids of people who read the line before
    and must not read it again, each between commas; among: whom it is given to, see `desk.seniors`. order:
    the lowest is given first. until: the holder's lease ends then.
    """

    id = models.BigAutoField(primary_key=True, default=new_task_id)
    stage = models.CharField(max_length=10)
    place = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    order = models.BigIntegerField()
    readers = models.TextField(default="")
    among = models.CharField(max_length=10, default=ANYBODY)
    holder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    done = models.BooleanField(default=False)

    class Meta:
        """Open tasks in order; a line has one open task at a time."""

        db_table = "desk_task"
        indexes: ClassVar = [
            models.Index(fields=["stage", "order"], name="desk_task_open", condition=Q(done=False)),
            models.Index(
                fields=["stage", "order", "id"],
                name="desk_task_free",
                condition=Q(done=False, holder__isnull=True),
            ),
            models.Index(
                fields=["holder"], name="desk_task_held", condition=Q(done=False, holder__isnull=False)
            ),
            models.Index(
                fields=["until"], name="desk_task_until", condition=Q(done=False, holder__isnull=False)
            ),
            models.Index(fields=["stage", "place"], name="desk_task_further", condition=~Q(kind="first")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place"], name="desk_one_open_task", condition=Q(done=False))
        ]


class Reread(Row):
    """That a line is read again, for quality: the task, and what stood for the line when it was drawn."""

    id = models.BigAutoField(primary_key=True)
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="reread")
    place = models.BigIntegerField(unique=True)  # a line is drawn once
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=60)

    class Meta:
        """In order of drawing."""

        db_table = "desk_reread"


class Decision(Row):
    """What a person decided on a line. entry: the ledger entry whose act entered it; null until then.

    voter_id and what was typed to search are confidential. checklist: the features of 2 CCR 20960 that a
    person marked for a signature found different. again: it is a re-reading for quality and no finding.
    """

    id = models.BigAutoField(primary_key=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    person = _person()
    at = models.DateTimeField()
    stage = models.CharField(max_length=10)
    place = models.BigIntegerField(db_index=True)
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=60)
    voter_id = models.TextField()
    checklist = models.JSONField(default=list)
    searches = models.JSONField(default=list)
    note = models.TextField(default="")
    undone = models.BooleanField(default=False)
    again = models.BooleanField(default=False)
    entry = models.BigIntegerField(null=True)

    class Meta:
        """In order of deciding; those not entered yet are found at once."""

        db_table = "desk_decision"
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                name="desk_decision_waiting",
                condition=Q(entry__isnull=True, undone=False, again=False),
            ),
            models.Index(fields=["person", "-id"], name="desk_decision_of"),
            models.Index(
                fields=["stage", "reason", "id"], name="desk_decision_why", condition=Q(undone=False)
            ),
            models.Index(fields=["stage", "at"], name="desk_decision_when", condition=Q(undone=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task"], name="desk_one_decision", condition=Q(undone=False))
        ]


class Flag(Row):
    """A line put before a supervisor, with a note."""

    id = models.BigAutoField(primary_key=True)
    place = models.BigIntegerField(db_index=True)
    person = _person()
    at = models.DateTimeField()
    note = models.TextField()
    answered = models.DateTimeField(null=True)
    answer = models.TextField(default="")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Open ones first."""

        db_table = "desk_flag"


class Looked(Row):
    """A supervisor looked at a line on which officials differ, and left it as it is.

    decision: the latest on the line then; a later one brings the line up again.
    """

    id = models.BigAutoField(primary_key=True)
    stage = models.CharField(max_length=10)
    place = models.BigIntegerField(db_index=True)
    person = _person()
    at = models.DateTimeField()
    decision = models.BigIntegerField()

    class Meta:
        """In order of looking."""

        db_table = "desk_looked"


class CountyDay(Row):
    """A day on which the county's office is closed, or works although the state has a holiday."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField(unique=True)
    works = models.BooleanField()

    class Meta:
        """In order of the calendar."""

        db_table = "desk_county_day"


class Proposal(Row):
    """An act that one supervisor proposes and another confirms.

    ledger: the index of the ledger's last entry then. When there is a later one the proposal has lapsed.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    topic = models.CharField(max_length=10)
    person = _person()
    at = models.DateTimeField()
    ledger = models.BigIntegerField()
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed = models.DateTimeField(null=True)
    taken_back = models.BooleanField(default=False)

    class Meta:
        """In order of proposing."""

        db_table = "desk_proposal"


class Errand(Row):
    """Work that goes on after its page was answered, see `errands`. One of a lane goes on at a time.

    ledger: the index of the ledger's last entry when it began. told: how it ended, {what, why, do}.
    """

    id = models.BigAutoField(primary_key=True)
    lane = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    topic = models.CharField(max_length=10)
    person = _person()
    begun = models.DateTimeField()
    ledger = models.BigIntegerField()
    ended = models.DateTimeField(null=True)
    well = models.BooleanField(default=False)
    told = models.JSONField(default=dict)

    class Meta:
        """The latest of a lane tells how it stands."""

        db_table = "desk_errand"
        indexes: ClassVar = [models.Index(fields=["lane", "-id"], name="desk_errand_latest")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lane"], name="desk_one_errand", condition=Q(ended=None))
        ]

    @property
    def running(self) -> bool:
        """Whether nobody said yet that it ended."""
        return self.ended is None


import fullcount.web.office.intake.tables  # noqa: E402, F401 - Django looks for tables from here
