"""The desk's own tables, beside the case's in one database: people, what they looked at, tasks, decisions.

None of them is state of the petition. A decision becomes state when it is entered in the case as a finding
(`desk.entering`); until then, and afterwards as the record of who read what, it stands here.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from fullcount.web.roles import Role


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
    """Somebody with an account. name: a role or a staff number; it is published with the findings."""

    name = models.CharField(max_length=100, unique=True)
    roles = models.TextField()
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)
    keys = models.JSONField(default=dict)  # act to key, where it is not the usual one

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


def _person() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class Seen(Row):
    """Who was shown what, or signed in: the access log. Rows are added only."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)  # "signed in", "refused", "line", "search", "signature"
    place = models.BigIntegerField(null=True)  # the line, as in the case

    class Meta:
        """By person and by line."""

        db_table = "desk_seen"
        indexes: ClassVar = [
            models.Index(fields=["person", "at"], name="desk_seen_by_person"),
            models.Index(fields=["place"], name="desk_seen_by_line"),
        ]


class Task(Row):
    """One reading of one line that somebody is to make.

    place: the line, as in the case; kind: why it is read; readers: ids of people who read the line before
    and must not read it again, each between commas; order: the lowest is given first. until: the holder's
    lease ends then.
    """

    id = models.BigAutoField(primary_key=True)
    stage = models.CharField(max_length=10)
    place = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    order = models.BigIntegerField()
    readers = models.TextField(default="")
    holder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    done = models.BooleanField(default=False)

    class Meta:
        """Open tasks in order; a line has one open task at a time."""

        db_table = "desk_task"
        indexes: ClassVar = [
            models.Index(fields=["stage", "order"], name="desk_task_open", condition=Q(done=False)),
            models.Index(fields=["holder"], name="desk_task_held", condition=Q(done=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place"], name="desk_one_open_task", condition=Q(done=False))
        ]


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
    entry = models.BigIntegerField(null=True)

    class Meta:
        """In order of deciding; those not entered yet are found at once."""

        db_table = "desk_decision"
        indexes: ClassVar = [
            models.Index(fields=["id"], name="desk_decision_waiting", condition=Q(entry=None)),
            models.Index(fields=["person", "-id"], name="desk_decision_of"),
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


import fullcount.web.office.intake.tables  # noqa: E402, F401 - Django looks for tables from here
