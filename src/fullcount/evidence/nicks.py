"""Nicknames: which given names stand for which, from the package `nicknames` (Apache-2.0)."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import groupby
from typing import Final

import jellyfish

OWN_NICKNAMES: Final = 3  # a name with as many nicknames is a formal name itself


@cache
def nickname_pairs() -> tuple[tuple[str, str], ...]:
    """Every known pair (nickname, formal name), sorted; about 2,700 of them."""
    from nicknames import name_triplets

    found = {
        (row.name2.upper(), row.name1.upper())
        for row in name_triplets()
        if row.relationship == "has_nickname"
    }
    return tuple(sorted(found))


@cache
def _breadth() -> Counter[str]:
    """How many nicknames each name has."""
    return Counter(formal for _, formal in nickname_pairs())


@cache
def _formals() -> dict[str, tuple[str, ...]]:
    pairs = nickname_pairs()
    return {
        nick: tuple(formal for _, formal in group) for nick, group in groupby(pairs, key=lambda pair: pair[0])
    }


@cache
def nickname_root(form: str) -> tuple[str, ...]:
    """The formal names a given name may stand for, the likeliest first; itself where it is none's nickname.

    BILL: (WILLIAM, ROBERT); PAT: (PATRICIA, PATRICK, ...); ZOLTAN: (ZOLTAN,). A name with several
    nicknames of its own is its own first root (JOHN, once listed under JONATHAN, stays JOHN). The first
    of them is the key `root_first`.
    """
    formals = _formals().get(form)
    if formals is None or _breadth()[form] >= OWN_NICKNAMES:
        return (form,)
    formal_only = tuple(name for name in formals if _breadth()[name] >= OWN_NICKNAMES) or formals
    return tuple(sorted(formal_only, key=lambda name: (-_likeness(form, name), name)))


def same_by_nickname(a: str, b: str) -> bool:
    """Whether one is a nickname of the other, or both are of the same likeliest formal name."""
    if a == b:
        return False
    listed = b in _formals().get(a, ()) or a in _formals().get(b, ())
    return listed or nickname_root(a)[0] == nickname_root(b)[0]


def _likeness(nick: str, formal: str) -> float:
    """Likeness in letters, helped a little where the formal name has many nicknames."""
    near = jellyfish.jaro_winkler_similarity(nick, formal)
    return round(near + 0.02 * min(_breadth()[formal], 20), 6)
