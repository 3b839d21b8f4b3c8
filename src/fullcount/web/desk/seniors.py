"""Among whom a line is given out that may be rejected for its signature, after the first official.

Senior examiners, where there are as many as must agree beside the first. The law asks for a number of
officials, not for their rank: it is the office's own rule, which a supervisor may leave out. Else any
examiner but who is a supervisor, too: a supervisor's pages show what others found. Where all of these have
read the line, any examiner may, so that no line waits for nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from fullcount.terms import Refused
from fullcount.web.desk import found
from fullcount.web.desk.plan import plan
from fullcount.web.desk.rules import rules
from fullcount.web.models import AGREE, ANYBODY, BLIND, SENIORS, Person, Task
from fullcount.web.roles import EXAMINERS, Role


@dataclass(frozen=True, slots=True)
class Seniors:
    """Ids of people with an open account. there: the seniors; blind: all who see no finding of another.

    needed: how many seniors it takes.
    """

    there: frozenset[int]
    blind: frozenset[int]
    needed: int

    @property
    def enough(self) -> bool:
        """Whether there are so many seniors."""
        return len(self.there) >= self.needed


def seniors() -> Seniors:
    """Who there is. Raises Refused where no petition is open: its law says how many seniors it takes."""
    of = {person.pk: among(person) for person in Person.objects.filter(is_active=True)}
    there, blind = (frozenset(one for one in of if group in of[one]) for group in (SENIORS, BLIND))
    return Seniors(there, blind, rules().agreeing - 1)


def among(person: Person) -> tuple[str, ...]:
    """The groups of examiners that a person is of."""
    blind = bool(person.has & set(EXAMINERS)) and Role.SUPERVISOR not in person.has
    return (ANYBODY, *[BLIND] * blind, *[SENIORS] * (blind and Role.SENIOR in person.has))


def rule() -> Callable[[Collection[int]], str]:
    """Among whom a line is given out next, given the ids of who read it."""
    known = seniors()
    there = known.there if plan().seniors and known.enough else frozenset()

    def group(readers: Collection[int]) -> str:
        if there.difference(readers):
            return SENIORS
        return BLIND if known.blind.difference(readers) else ANYBODY

    return group


def readdress() -> int:
    """Apply the rule to open tasks, as after another choice or another account; gives how many there are."""
    waiting = Task.objects.filter(done=False, kind=AGREE)
    try:
        group_of = rule()
    except Refused:
        return 0
    groups = {task: group_of(found.readers(task)) for task in waiting}
    for group in (SENIORS, BLIND, ANYBODY):
        changed = [task.pk for task, now in groups.items() if group == now != task.among]
        waiting.filter(pk__in=changed).update(among=group)
    return len(groups)
