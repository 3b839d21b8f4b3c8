"""What a person sees when records are held beside lines: the comparisons an examiner rests on.

Everything is in columns over pairs (a line, a record shown for it). "Is this record the signer's" is
known from the truth; whether the examiner may use that knowledge is the examiner's affair: it stands
for comparing the signature with the one on file, and only for records that were shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fullcount.synth.chance import Flags
from fullcount.synth.facts import Facts
from fullcount.terms import Reading

Indexes = NDArray[np.int64]
NONE = -1


class Seen(NamedTuple):
    """What is on the screen for a line: the machine's candidates, best first, and what searches returned."""

    line: str
    candidates: Sequence[tuple[str, Reading]]
    hits: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """Pairs of a batch: owner (place in the batch), row (record, NONE if unknown) and the reading's worth.

    here, away: the machine read "registered here" or "at another address" for that record.
    """

    lines: Indexes
    owner: Indexes
    row: Indexes
    here: Flags
    away: Flags

    def first(self, which: Flags) -> Indexes:
        """For each line of the batch its first pair of those flagged, or NONE."""
        found = np.full(len(self.lines), NONE, dtype=np.int64)
        pairs = np.flatnonzero(which)[::-1]
        found[self.owner[pairs]] = pairs
        return found


def lay_out(facts: Facts, places: dict[str, int], batch: Sequence[Seen]) -> Shown:
    """Turn what is on the screens into pairs. Voters the roll does not hold are passed over."""
    owner, numbers, readings = _flat(batch)
    wanted = np.array(numbers, dtype=np.int64)
    row = np.searchsorted(facts.number, wanted)
    row = np.where(row < len(facts.number), row, 0)
    known = facts.number[row] == wanted
    reading = np.array(readings, dtype=np.int8)
    return Shown(
        lines=np.array([places[seen.line] for seen in batch], dtype=np.int64),
        owner=np.array(owner, dtype=np.int64),
        row=np.where(known, row, NONE),
        here=reading == 1,
        away=reading == 2,
    )


READING_CODES = {Reading.REGISTERED_HERE: 1, Reading.ANOTHER_ADDRESS: 2}


def _flat(batch: Iterable[Seen]) -> tuple[list[int], list[int], list[int]]:
    owner: list[int] = []
    numbers: list[int] = []
    readings: list[int] = []
    for place, seen in enumerate(batch):
        for voter, reading in seen.candidates:
            owner.append(place)
            numbers.append(_number(voter))
            readings.append(READING_CODES.get(reading, 0))
        for voter in seen.hits:
            owner.append(place)
            numbers.append(_number(voter))
            readings.append(0)
    return owner, numbers, readings


def _number(voter: str) -> int:
    return int(voter) if voter.isascii() and voter.isdigit() and len(voter) < 10 else NONE


@dataclass(frozen=True, slots=True)
class Likeness:
    """For each pair what it is. own: the signer's record. other: another record of the signer.

    housemate: a stranger at the home written whose name agrees with the one written as far as it goes.
    namesake: a stranger of the same name elsewhere.
    """

    own: Flags
    other: Flags
    housemate: Flags
    namesake: Flags


def compare(facts: Facts, shown: Shown) -> Likeness:
    """Hold each record shown beside its line."""
    line, row = shown.lines[shown.owner], shown.row
    known = row != NONE
    record, written = facts.records, facts.lines
    same = known & (record.person[row] == written.person[line])
    own = known & (row == facts.row[line])
    at_home = record.home[row] == written.home[line]
    last = record.last[row] == written.last[line]
    first = record.first[row] == written.first[line]
    first_letter = facts.letter[record.first[row]] == facts.letter[written.first[line]]
    either = (record.second[row] >= 0) & (record.second[row] == written.last[line])
    stranger = known & ~same
    return Likeness(
        own=own,
        other=same & ~own,
        housemate=stranger & at_home & (last | either) & (first | (facts.initial[line] & first_letter)),
        namesake=stranger & ~at_home & last & first & _middles_agree(facts, line, row),
    )


def _middles_agree(facts: Facts, line: Indexes, row: Indexes) -> Flags:
    """Middle names that do not contradict each other: one is missing, or they are the same."""
    one, other = facts.lines.middle[line], facts.records.middle[row]
    agree: Flags = (one < 0) | (other < 0) | (one == other)
    return agree
