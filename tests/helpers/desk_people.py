"""People at the desk of a small petition whose sample is drawn and linked, and their browsers."""

from collections.abc import Iterator
from pathlib import Path

from django.test import Client
from small_petition import Clock, to_the_draw, transcripts

import fullcount.web  # noqa: F401 - before the case: Django is set up once
from fullcount.case import Case, actions
from fullcount.web.models import Decision, Person
from fullcount.web.roles import Role
from fullcount.web.serving import serve_case
from fullcount.web.setup import open_desk

PASSWORD = "a good long sentence"
HOSTS = ("testserver", "localhost", "127.0.0.1")
PEOPLE = {
    "admin-1": (Role.ADMINISTRATOR,),
    "clerk-01": (Role.INTAKE,),
    "examiner-01": (Role.EXAMINER,),
    "examiner-02": (Role.EXAMINER,),
    "examiner-03": (Role.EXAMINER,),
    "examiner-04": (Role.SENIOR,),
    "supervisor-1": (Role.SUPERVISOR,),
    "supervisor-2": (Role.SUPERVISOR,),
    "observer-1": (Role.OBSERVER,),
}


def up_to_examining(case: Case, roll_dir: Path) -> None:
    """Everything before the first line is examined; roll_dir: the roll of small_petition, sealed before."""
    clock = Clock()
    to_the_draw(case, clock, roll_dir)
    actions.transcribe_lines(case, clock(), transcripts())
    actions.link_lines(case, clock())


SETUP_CODE = "abcd-efgh-jkmn-pqrs"


def at_the_desk(case_dir: Path, database_url: str = "") -> Iterator[Case]:
    """The desk of a case, open and served, with everybody of PEOPLE."""
    opened = open_desk(case_dir, database_url, HOSTS)
    serve_case(opened, SETUP_CODE)
    for name, roles in PEOPLE.items():
        if not Person.objects.filter(name=name).exists():
            Person.objects.add(name, PASSWORD, roles)
    yield opened
    opened.close()


def browser(name: str) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(Person.objects.get(name=name), "django.contrib.auth.backends.ModelBackend")
    return client


def decided() -> list[tuple[str, str, str]]:
    """Who decided what, in order, what was undone left out."""
    rows = Decision.objects.filter(undone=False).order_by("id")
    return list(rows.values_list("person__name", "outcome", "reason"))
