"""What a clerk types, read as a question to the roll."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from fullcount.evidence import (
    given_parts,
    nickname_root,
    sound,
    split_number,
    street_form,
    surname_form,
    words,
)

SHORTEST_START: Final = 2  # letters of a surname or street; one letter begins too many
BEGINNING: Final = "~"
WHOLE: Final = "!"
_NUMBER: Final = re.compile(r"(?:^|[\s,])([0-9]+[A-Za-z]?)(?=[\s,]|$)")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; a part may be empty.

    whole: the words are whole ones, as on a petition's line; else each may be only the beginning of one, as
    while typing.
    """

    last: str = ""
    first: str = ""
    number: str = ""
    street: str = ""
    whole: bool = False


class Asked(NamedTuple):
    """A query in normal form. turned: given name and surname taken as exchanged.

    stop: the sign after which, in the alphabet, no word asked for goes on: all words that begin so, or (!)
    the word itself and what has it as its first word.
    """

    last: str
    first: str
    root: str
    sound: str
    number: int | None
    street: str
    turned: bool
    stop: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A voter found. rank counts from 1, best first; why: in words, naming no name and no address."""

    voter_row: int
    voter_id: str
    rank: int
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search gives: the hits, best first; it can be walked through like them.

    fitting: how many voters of the roll have all that was typed the same, or beginning so; of whole words,
    the same or as the first word. A given name fits by nickname or initial, too. narrow: where
    they are more than the hits, the part to type next that tells most of them apart ("house number",
    "surname", "given name", "street"); empty where nothing is left to type.
    """

    hits: tuple[Hit, ...]
    fitting: int
    narrow: str = ""

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    @property
    def advice(self) -> str:
        """What a clerk should know of the hits, in a sentence; empty where all that fit are shown."""
        if not self.hits and self.narrow:
            return f"That alone fits too many: type the {self.narrow}, too."
        if not self.hits:
            return "Nobody found; try fewer letters, or the house number and street."
        if not self.fitting:
            return "Nobody fits in all that was typed; these come nearest."
        if self.fitting <= len(self.hits):
            return ""
        shown = f"{self.fitting:,} voters fit, {len(self.hits):,} are shown"
        return f"{shown}: type the {self.narrow}." if self.narrow else f"{shown}."


def parse(text: str) -> Query:
    """A query typed as one text: "garcia jose 1234 main", "Garcia, Jose", "1234 main garcia".

    Words before the house number are surname and given name, words after it the street. A text that begins
    with the number is an address, the name following a comma.
    """
    found = _NUMBER.search(text)
    if not found:
        last, first = _name(text)
        return Query(last, first)
    before, after = text[: found.start()], text[found.end() :]
    if words(before):
        last, first = _name(before)
        return Query(last, first, found[1], after.strip())
    street, _, name = after.partition(",")
    last, first = _name(name)
    return Query(last, first, found[1], street.strip())


def readings(query: Query) -> list[Asked]:
    """The query in normal form, as given and with given name and surname exchanged."""
    last = surname_form(query.last)
    first = given_parts(query.first).first
    number, rest = split_number(query.number)
    street = street_form(" " + query.street if not rest else f"{rest} {query.street}").street
    where = int(number) if number else None
    street = street if len(street) >= SHORTEST_START else ""
    asked = [_asked(last, first, (where, street), turned=False, whole=query.whole)]
    if last and first and last != first:
        asked.append(_asked(first, last.replace(" ", ""), (where, street), turned=True, whole=query.whole))
    return asked


def _asked(last: str, first: str, place: tuple[int | None, str], *, turned: bool, whole: bool) -> Asked:
    usable = last if len(last) >= SHORTEST_START else ""
    root = nickname_root(first)[0] if first else ""
    return Asked(usable, first, root, sound(usable), *place, turned, WHOLE if whole else BEGINNING)


def _name(text: str) -> tuple[str, str]:
    """Surname and given name; without a comma the first word is the surname, as clerks type."""
    if "," in text:
        last, _, first = text.partition(",")
        return last.strip(), first.strip()
    last, _, first = text.strip().partition(" ")
    return last, first.strip()
