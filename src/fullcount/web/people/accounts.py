"""Accounts: made, closed, opened, let in again. Accounts are never deleted: findings name them."""

from __future__ import annotations

import secrets
from typing import Final

from axes.utils import reset as unlock_name
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F

from fullcount.case.acting import PUBLISHED_NAME, is_published_name
from fullcount.terms import BadInput
from fullcount.web import serving
from fullcount.web.desk import queue, seniors
from fullcount.web.log import saw
from fullcount.web.models import Person
from fullcount.web.roles import Role

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
GROUPS, GROUP = 4, 4


def there_are() -> bool:
    """Whether anybody has an account yet."""
    return Person.objects.exists()


def first(code: str, name: str, password: str) -> Person:
    """Make the first account, an administrator's. Raises BadInput for a wrong set-up code, and as `add`."""
    if not serving.is_setup_code(code):
        raise BadInput(
            "The set-up code is not right.",
            why="Whoever starts the desk is shown it, so that nobody else of the network comes first.",
            do="Copy it from where fullcount serve was started; each start has another.",
        )
    return _make(name, password, (Role.ADMINISTRATOR,))


def add(name: str, password: str, roles: tuple[Role, ...]) -> Person:
    """Make an account for somebody, who must choose an own password at the first sign-in.

    So nobody but its holder acts under it. Raises BadInput for a name that is taken or no role's, a weak
    password, or no role.
    """
    made = _make(name, password, roles)
    made.must_change = True
    made.save(update_fields=["must_change"])
    return made


def _make(name: str, password: str, roles: tuple[Role, ...]) -> Person:
    if not roles:
        raise BadInput("The account has no role.", do="Choose at least one.")
    if not is_published_name(name):
        raise BadInput(f"The name is not {PUBLISHED_NAME}.", do="Give a role or a staff number: examiner-07.")
    if Person.objects.filter(name__iexact=name).exists():
        raise BadInput(f"There is an account {name} already.", do="Give another name.")
    check_password(password)
    made = Person.objects.add(name, password, roles)
    seniors.readdress()
    return made


def check_password(password: str, person: Person | None = None) -> None:
    """Raise BadInput for a password that is easily guessed."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BadInput(
            "The password does not do.", why=" ".join(error.messages), do="Choose a longer one."
        ) from error


def new_code() -> str:
    """A code drawn at random that is easy to type, of 79 bits: abcd-efgh-jkmn-pqrs."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def close_or_open(person: Person) -> None:
    """Close an account, its sessions and its tasks in hand at once; or open it again."""
    person.is_active = not person.is_active
    person.save(update_fields=["is_active"])
    if not person.is_active:
        end_sessions(person)
    seniors.readdress()


def end_sessions(person: Person) -> None:
    """Sign a person out wherever the person is signed in; tasks in hand go back to the queue."""
    Person.objects.filter(pk=person.pk).update(epoch=F("epoch") + 1)
    person.refresh_from_db(fields=["epoch"])
    queue.give_back(person)


def give_password(person: Person) -> str:
    """A new password, to be told to the person once, who must choose an own one with it. Sessions end."""
    password = new_code()
    person.set_password(password)
    person.must_change = True
    person.save(update_fields=["password", "must_change"])
    end_sessions(person)
    unlock(person)
    saw(person, "given password")
    return password


def choose_password(person: Person, old: str, new: str, new_again: str) -> None:
    """Take the person's own new password. All other sessions end. Raises BadInput."""
    if not person.check_password(old):
        raise BadInput("The password now in use is not right.", do="Type the one you signed in with.")
    if new != new_again:
        raise BadInput("The two new passwords are not the same.", do="Type the new one twice.")
    if new == old:
        raise BadInput("The new password is the old one.", do="Choose another.")
    check_password(new, person)
    person.set_password(new)
    person.must_change = False
    person.save(update_fields=["password", "must_change"])
    saw(person, "own password")


def unlock(person: Person) -> None:
    """Let a person try again who gave a wrong password too often."""
    unlock_name(username=person.name)
