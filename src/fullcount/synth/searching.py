"""The searches a person makes in the roll for a line nobody shown fits."""

from __future__ import annotations

import re
from typing import NamedTuple

from fullcount.synth import words
from fullcount.terms import Transcript

DIRECTION_WORDS = {*words.DIRECTIONS, *words.DIRECTIONS.values()}
HOUSE = re.compile(r"^\s*(\d+)\s*(?:1/2\b)?\s*(.*)$")
LONGEST_PREFIX = 4


class Search(NamedTuple):
    """A search by parts, empty where not used: last name or its beginning, first initial, number, street."""

    last: str
    first: str
    number: str
    street: str


def searches(transcript: Transcript) -> tuple[Search, ...]:
    """Two or three searches: who lives there; that surname at that number; the name alone.

    Four letters of the street and the first name's initial stand in for the words, as one types them; the
    surname is typed whole.
    """
    number, street = _house(transcript.address)
    last, first = _letters(transcript.last), _letters(transcript.first)
    found = []
    if number and street:
        found.append(Search("", "", number, street))
    if number and last:
        found.append(Search(last, "", number, ""))
    if last and first:
        found.append(Search(last, first[:1], "", ""))
    return tuple(found)


def _house(address: str) -> tuple[str, str]:
    """The house number and the beginning of the street's name, its direction passed over."""
    match = HOUSE.match(address)
    if match is None:
        return "", ""
    parts = match[2].upper().split()
    if len(parts) > 1 and parts[0].strip(".") in DIRECTION_WORDS:
        parts = parts[1:]
    return match[1], parts[0][:LONGEST_PREFIX] if parts else ""


def _letters(name: str) -> str:
    return "".join(letter for letter in name.upper() if letter.isalpha() or letter == " ").strip()
