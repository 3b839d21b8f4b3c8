"""Looking a voter up by whatever is known: what `search` reads, and an id, ZIP, year of birth, city, unit.

A voter id alone is found at once. The others narrow a search by name or address: `born:1957 zip:90003
city:windale unit:4`; a year or a ZIP may stand bare behind a name, "garcia ana 1957", and is taken for that
where nobody fits it as a house number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from fullcount.roll.index import Index
from fullcount.roll.query import Answer, Hit, Query, parse, readings
from fullcount.roll.search import best, search, why

WIDE: Final = 2_000  # voters looked through for what narrows a search
_NAMED: Final = re.compile(r'\b(zip|born|city|unit):("[^"]*"|\S*)', re.IGNORECASE)
_ALONE: Final = re.compile(r"\s*0*([0-9]{1,6})\s*")
_BARE: Final = re.compile(r"[\s,]((?:19|20)[0-9]{2}|[0-9]{5})\s*$")
_YEAR: Final = 4  # digits

Fits = Callable[[list[str], str], bool]
_FITS: Final[Mapping[str, tuple[str, Fits]]] = {
    "born": ("born that year", lambda record, text: record[5].startswith(text)),
    "unit": ("same unit", lambda record, text: _plain(record[7]) == _plain(text)),
    "city": ("city begins so", lambda record, text: _plain(record[8]).startswith(_plain(text))),
    "zip": ("same ZIP", lambda record, text: record[9].startswith(text)),
}


def look(index: Index, text: str, limit: int) -> Answer:
    """The voters that fit what is typed in any field, best first."""
    row = index.row(text.strip())
    if row is not None:
        return Answer((Hit(row, text.strip(), 1, "voter id the same"),), 1)
    if number := _ALONE.fullmatch(text):
        return _at_number(index, int(number[1]), limit)
    named = {field.lower(): value.strip('"') for field, value in _NAMED.findall(text)}
    if named:
        return _narrowed(index, parse(_NAMED.sub(" ", text)), named, limit)
    found, bare = search(index, parse(text), limit), _BARE.search(text)
    if found.fitting or not bare:
        return found
    field = "born" if len(bare[1]) == _YEAR else "zip"
    return _narrowed(index, parse(text[: bare.start()]), {field: bare[1]}, limit) or found


def _at_number(index: Index, number: int, limit: int) -> Answer:
    """Voters of a house number, wherever it is."""
    import numpy as np

    place = int(np.searchsorted(index.numbers, np.int32(number)))
    if place == len(index.numbers) or index.numbers[place] != number:
        return Answer((), 0)
    rows = index.of_number[index.number_voters[place] : index.number_voters[place + 1]]
    hits = [_hit(index, int(row), rank, "same house number") for rank, row in enumerate(rows[:limit], 1)]
    return Answer(tuple(hits), len(rows), "street" if len(rows) > limit else "")


def _narrowed(index: Index, query: Query, named: Mapping[str, str], limit: int) -> Answer:
    """The best voters of a query who fit what is named, too."""
    if query == Query():
        return Answer((), 0, "surname")
    rows, marks, _ = best(index, readings(query), WIDE)
    said = "; ".join(_FITS[field][0] for field in named)
    kept = [
        (int(row), f"{why(int(mark))}; {said}")
        for row, mark in zip(rows, marks, strict=True)
        if all(_FITS[field][1](index.record(int(row)), value) for field, value in named.items())
    ]
    hits = tuple(_hit(index, row, rank, words) for rank, (row, words) in enumerate(kept[:limit], 1))
    return Answer(hits, len(kept), "given name" if len(kept) > limit else "")


def _hit(index: Index, row: int, rank: int, words: str) -> Hit:
    return Hit(row, index.voter_id(row), rank, words)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())
