"""Accounts for a demo, one for each role, so that a person can look at every page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from fullcount.web.models import Person
from fullcount.web.roles import Role
from fullcount.web.server import Serving
from fullcount.web.setup import open_desk

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none is taken for another
GROUPS, LENGTH = 4, 4
# Of these there are two: three officials must agree on a signature, and two supervisors determine together.
TWO: Final = (Role.EXAMINER, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the demo, with its password."""

    name: str
    role: Role
    password: str


def make_accounts(serving: Serving) -> list[Account]:
    """Make the accounts in the case's desk, or give those that are there new passwords."""
    opened = open_desk(serving.case_dir, serving.database_url)
    try:
        with transaction.atomic():
            return [_account(f"{role}-{number}", role) for role in Role for number in _numbers(role)]
    finally:
        opened.close()


def _numbers(role: Role) -> range:
    return range(1, 3 if role in TWO else 2)


def _account(name: str, role: Role) -> Account:
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))
    person = Person.objects.filter(name=name).first()
    if person is None:
        Person.objects.add(name, password, (role,))
    else:
        person.set_password(password)
        person.is_active = True
        person.save(update_fields=["password", "is_active"])
    return Account(name, role, password)
