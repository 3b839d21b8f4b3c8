"""Given names that may stand for one another, as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import product

import numpy as np

from fullcount.evidence.nicks import nickname_pairs
from fullcount.linkage.arrays import Longs
from fullcount.linkage.coding import Lexicon


def nicks_of(names: Lexicon, known: Longs | None = None) -> Longs:
    """Every two names of a lexicon that may stand for one another, as keys (a << 32 | b) in order.

    known: those of the lexicon it goes on from; then only pairs with a name of its own are looked for.
    """
    keys = [] if known is None else known.tolist()
    own = names.own_numbers()
    for text in _partners().keys() & own.keys():
        one = own[text]
        others = map(names.known, _partners()[text])
        keys += [(a << 32) | b for other in others if other for a, b in ((one, other), (other, one))]
    return np.array(sorted(set(keys)) if keys else [], dtype=np.int64)


@cache
def _partners() -> Mapping[str, frozenset[str]]:
    """For each name the others of its formal names: BOB and ROB share ROBERT."""
    by_root: dict[str, set[str]] = {}
    for nick, formal in nickname_pairs():
        by_root.setdefault(formal, {formal}).add(nick)
    partners: dict[str, set[str]] = {}
    for group in by_root.values():
        for one, other in product(group, repeat=2):
            if one != other:
                partners.setdefault(one, set()).add(other)
    return {name: frozenset(others) for name, others in partners.items()}
