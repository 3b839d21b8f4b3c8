"""Search in a sealed roll while a clerk types: best voters first, how many fit, and what to type next.

How voters are looked for and how their agreement is weighed is in `ways`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np

from fullcount.roll.index import Index
from fullcount.roll.mapped import Array
from fullcount.roll.query import Answer, Asked, Hit, Query, readings
from fullcount.roll.ways import NOBODY, Found, Sought, levels_of, points_of, together

K = TypeVar("K")

_LAST: Final = {
    5: "surname the same",
    4: "surname begins so",
    3: "surname sounds alike and differs in one letter",
    2: "surname differs in one letter",
    1: "surname sounds alike",
    -1: "another surname",
}
_FIRST: Final = {
    4: "given name the same",
    3: "given name a nickname of the other",
    2: "given name begins so",
    1: "given name differs in one letter",
    -1: "another given name",
}
_STREET: Final = {2: "same street", 1: "street begins so"}


_MOST_POINTS: Final = 1 << 10


def search(index: Index, query: Query, limit: int) -> Answer:
    """The best voters for one query, best first; equal ones in the order of the roll."""
    asked = readings(query)
    rows, marks, fitting = best(index, asked, limit)
    found = zip(rows.tolist(), marks.tolist(), strict=True)
    hits = tuple(Hit(row, index.voter_id(row), rank, why(mark)) for rank, (row, mark) in enumerate(found, 1))
    return Answer(hits, fitting, _narrowing(asked[0]) if fitting > len(hits) else "")


def search_many(index: Index, queries: Iterable[tuple[K, Query]], limit: int) -> Iterator[tuple[K, int, str]]:
    """For many queries with keys: (key, rank, voter id), in the order of the queries, then by rank."""
    for key, query in queries:
        rows, _, _ = best(index, readings(query), limit)
        for rank, row in enumerate(rows.tolist(), 1):
            yield key, rank, index.voter_id(row)


def best(index: Index, asked: list[Asked], limit: int) -> tuple[Array, Array, int]:
    """Rows and marks of the best voters for the readings of one query; how many voters fit."""
    sought = [Sought(index, each) for each in asked]
    if (listed := sought[0].listed(limit)) is not None:
        return listed
    places = _each_once(together([each.at_places() for each in sought]))
    persons = [each.persons() for each in sought]
    if asked[0].number is not None or asked[0].street:
        fitting = int(places.fits.sum())
    else:
        fitting = _bearing(index.person_voters, [each.places[each.fits] for each in persons])
    named = _first(_each_once(together([_first(each, limit) for each in persons])), limit)
    ranked = _first(_each_once(together([places, _voters(index.person_voters, named, limit)])), limit)
    return ranked.places, ranked.marks, fitting


def _bearing(runs: Array, persons: list[Array]) -> int:
    """How many voters bear one of the distinct names."""
    known = [each for each in persons if len(each)]
    names = np.unique(np.concatenate(known)) if len(known) > 1 else known[0] if known else NOBODY
    return int((runs[names + 1] - runs[names]).sum())


def _each_once(found: Found) -> Found:
    """Each voter or name once, with the best of its marks; it fits if it does in any way."""
    if not len(found.places):
        return found
    order = np.lexsort((found.marks, found.places))
    places = found.places[order]
    new = np.ones(len(places) + 1, np.bool_)
    new[1:-1] = places[1:] != places[:-1]
    fits = np.logical_or.reduceat(found.fits[order], np.flatnonzero(new[:-1]))
    return Found(places[new[1:]], found.marks[order][new[1:]], fits)


def _first(found: Found, limit: int) -> Found:
    """The best ones, best first; equal ones in the order of the roll."""
    rank = ((_MOST_POINTS - points_of(found.marks)) << 32) | found.places
    order = np.argpartition(rank, limit - 1)[:limit] if len(rank) > limit else np.arange(len(rank))
    order = order[np.argsort(rank[order])]
    return Found(*(column[order] for column in found))


def _voters(runs: Array, persons: Found, limit: int) -> Found:
    """The first voters of distinct names."""
    counts = np.minimum(runs[persons.places + 1] - runs[persons.places], limit)
    of = np.repeat(np.arange(len(counts)), counts)[:limit]
    nth = np.arange(len(of)) - (np.cumsum(counts) - counts)[of]
    return Found(runs[persons.places][of] + nth, persons.marks[of], persons.fits[of])


def _narrowing(asked: Asked) -> str:
    """What to type next where too many fit: the house number tells most voters of a name apart."""
    if asked.number is None:
        return "house number"
    if not asked.last:
        return "surname"
    if not asked.first:
        return "given name"
    return "" if asked.street else "street"


@lru_cache(maxsize=1024)
def why(mark: int) -> str:
    """What agrees, in words, naming no name and no address."""
    found = levels_of(mark)
    said = [
        _LAST.get(found.last, ""),
        _FIRST.get(found.first, ""),
        "same house number" if found.number else "",
        _STREET.get(found.street, ""),
        "" if found.straight else "given name and surname exchanged",
    ]
    return "; ".join(part for part in said if part)
