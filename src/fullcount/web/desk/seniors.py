"""Who is second and third to read what may be rejected for its signature: senior examiners, where there are.

The law asks for a number of officials, not for their rank; that seniors are asked is the office's own rule,
which a supervisor may leave out. It holds while as many have open accounts as must agree beside the first
official, and one of them has not read the line; else any examiner may, so that no line waits for nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from fullcount.terms import Refused
from fullcount.web.desk import found
from fullcount.web.desk.plan import plan
from fullcount.web.desk.rules import rules
from fullcount.web.models import AGREE, Person, Task
from fullcount.web.roles import Role


@dataclass(frozen=True, slots=True)
class Seniors:
    """The ids of senior examiners with an open account, and how many it takes."""

    there: frozenset[int]
    needed: int

    @property
    def enough(self) -> bool:
        """Whether there are so many."""
        return len(self.there) >= self.needed


def seniors() -> Seniors:
    """The seniors of this desk. Raises Refused where no petition is open: its law says how many it takes."""
    people = Person.objects.filter(is_active=True)
    there = frozenset(person.pk for person in people if Role.SENIOR in person.has)
    return Seniors(there, rules().agreeing - 1)


def rule() -> Callable[[Collection[int]], bool]:
    """Whether only a senior reads a line next, given the ids of who read it."""
    known, chosen = seniors(), plan().seniors
    return lambda readers: chosen and known.enough and bool(known.there.difference(readers))


def readdress() -> int:
    """Apply the rule to open tasks, as after another choice or another account; gives how many there are."""
    waiting = Task.objects.filter(done=False, kind=AGREE)
    try:
        only = rule()
    except Refused:
        return 0
    tasks = list(waiting)
    for senior in (True, False):
        changed = [task.pk for task in tasks if only(found.readers(task)) is senior is not task.senior]
        waiting.filter(pk__in=changed).update(senior=senior)
    return len(tasks)
