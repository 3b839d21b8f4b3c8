"""The search index of a sealed roll: arrays in one file beside it, mapped and shared by all that search.

Voters of a roll lie in the order of surname and given name (their rows count from 0), so a name, or the
beginning of one, is a run of rows. What else search needs are the voters of a house number and those of a
street as lists of rows, each in order, so that a name within them is found by halving. It is derived from
roll.duckdb alone: it may be deleted, and is made again where it is missing or was made from another roll.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from fullcount.roll.mapped import Array, Mapped
from fullcount.roll.seal import read_seal
from fullcount.roll.texts import Texts

INDEX: Final = "search.index"
FORMAT: Final = "fullcount search index v1"


class Index:
    """An open search index; it may be asked in many threads.

    Texts: surnames, givens, roots (of nicknames), streets, sounds. Runs, each one longer than what it is of,
    so that the run of place n is from [n] to before [n + 1]: surname_voters (rows), surname_persons (the
    distinct names of a surname), person_voters (rows), sound_surnames, sound_persons, number_voters,
    street_voters.
    """

    def __init__(self, mapped: Mapped) -> None:
        arrays = mapped.arrays
        self.surnames = Texts(mapped, "surname")
        self.surname_voters, self.surname_persons = arrays["surname.voters"], arrays["surname.persons"]
        self.surname_sound = arrays["surname.sound"]
        self.givens, self.given_root = Texts(mapped, "given"), arrays["given.root"]
        self.roots = Texts(mapped, "root")
        self.sounds = Texts(mapped, "sound")
        self.sound_surnames, self.of_sound = arrays["sound.surnames"], arrays["sound.surname"]
        self.sound_persons = arrays["sound.persons"]
        self.of_sound_person, self.of_sound_given = arrays["sound.person"], arrays["sound.given"]
        self.person_voters, self.person_given = arrays["person.voters"], arrays["person.given"]
        self.numbers, self.number_voters = arrays["number.value"], arrays["number.voters"]
        self.of_number, self.of_number_street = arrays["number.voter"], arrays["number.street"]
        self.streets, self.street_voters = Texts(mapped, "street"), arrays["street.voters"]
        self.of_street = arrays["street.voter"]
        self._records, self._record_at = arrays["record.text"].data, arrays["record.at"].data
        self._by_id = arrays["id.voter"].data

    @property
    def voters(self) -> int:
        """How many voters the roll has."""
        return len(self._by_id)

    def record(self, row: int) -> list[str]:
        """The thirteen fields of a voter as registered, dates as text."""
        begin, end = self._record_at[row], self._record_at[row + 1]
        return str(self._records[begin:end], "utf-8").split("\t")

    def voter_id(self, row: int) -> str:
        """The voter id of a row."""
        return self.record(row)[0]

    def row(self, voter_id: str) -> int | None:
        """The row of a voter id, or None."""
        low, high = 0, len(self._by_id)
        while low < high:
            middle = (low + high) // 2
            if self.voter_id(self._by_id[middle]) < voter_id:
                low = middle + 1
            else:
                high = middle
        row = self._by_id[low] if low < len(self._by_id) else None
        return row if row is not None and self.voter_id(row) == voter_id else None


def made_from(directory: Path) -> str:
    """What an index depends on: the form of the file, and the roll's seal with its content hash."""
    read_seal(directory)
    return f"{FORMAT}, {hashlib.sha256((directory / 'seal.json').read_bytes()).hexdigest()}"


def open_index(directory: Path) -> Index | None:
    """The index of a sealed roll; None where there is none, it is cut off, or it is of another roll."""
    try:
        mapped = Mapped(directory / INDEX)
    except (FileNotFoundError, ValueError):
        return None
    return Index(mapped) if mapped.made_from == made_from(directory) else None


def starts(counts: Array) -> Array:
    """The runs of things that follow each other, from how many each has."""
    import numpy as np

    begins = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(counts, out=begins[1:])
    return begins
