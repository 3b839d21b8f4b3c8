"""A person's own keys at the desk: which key does what. No key does two things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fullcount.terms import BadInput
from fullcount.web.desk.rules import ACTS, Rules, rules
from fullcount.web.models import Person

CHOOSING: Final = "123456789"  # they choose a voter, or a feature
ZOOMING: Final = "0+-="  # they zoom signatures


@dataclass(frozen=True, slots=True)
class KeyShown:
    """An act with its key now and its usual one."""

    act: str
    does: str
    key: str
    usual: str


def rules_of(person: Person) -> Rules:
    """The rules with the person's own keys."""
    return rules().with_keys(person.keys)


def shown(person: Person) -> list[KeyShown]:
    """Every act, those that are no reason first."""
    own, usual = rules_of(person), rules()
    acts = [KeyShown(act, does, own.keys[act], key) for act, (key, does) in ACTS.items()]
    pairs = zip(own.reasons, usual.reasons, strict=True)
    return [*acts, *(KeyShown(one.code, one.label, one.key, before.key) for one, before in pairs)]


def keep(person: Person, given: Mapping[str, str]) -> None:
    """Keep keys as a form gives them, act to key; an empty one is no key. Raises BadInput for a conflict."""
    usual = {one.act: one.usual for one in shown(person)}
    wanted = {act: given.get(act, key).strip().lower() for act, key in usual.items()}
    _check(wanted)
    person.keys = {act: key for act, key in wanted.items() if key != usual[act]}
    person.save(update_fields=["keys"])


def usual_again(person: Person) -> None:
    """Give up all own keys."""
    person.keys = {}
    person.save(update_fields=["keys"])


def _check(wanted: Mapping[str, str]) -> None:
    odd = [key for key in wanted.values() if len(key) > 1 or (key and not key.isprintable())]
    if odd:
        raise BadInput("A key is one letter or sign.", do="Type it as it stands on the keyboard.")
    taken = sorted(set(wanted.values()) & set(CHOOSING + ZOOMING))
    if taken:
        does = "chooses a voter" if taken[0] in CHOOSING else "zooms signatures"
        raise BadInput(f"The key {taken[0]} {does}.", do="Take a letter or another sign.")
    twice = [key for key, count in Counter(wanted.values()).items() if key and count > 1]
    if twice:
        raise BadInput(f"The key {twice[0]} would do several things.", do="Give each its own.")
    bare = [act for act in ACTS if not wanted[act]]
    if bare:
        raise BadInput(f"There is no key to {bare[0]}.", why="It is needed all day.", do="Give it one.")
