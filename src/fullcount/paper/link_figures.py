"""What a link report says before it is put into words: counts of a linking, and its calibration.

No line, no voter, no name and no address is among these figures; digests and counts are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fullcount.estimates import Calibration, merged
from fullcount.terms import Fault, Reading

ByReading = tuple[tuple[Reading, Calibration], ...]


class Source(StrEnum):
    """Who says which voter signed a line."""

    FINDINGS = "examiners' findings"
    FILE = "a file of known signers"
    REFERENCE = "the truth of a made-up petition"


class Basis(StrEnum):
    """Which lines the truth is known of."""

    EVERY = "every line"
    SAMPLE = "a random sample"
    CHOSEN = "some lines"


@dataclass(frozen=True, slots=True)
class LinkedInput:
    """What was linked. name: of the file, or what it is; sha256: of its content, 64 hex digits or empty."""

    name: str
    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LinkOutcomes:
    """Lines by what is left to a person, as linkage.summary.Outcomes."""

    sure: int
    nobody: int
    choose: int
    search: int


@dataclass(frozen=True, slots=True)
class CopiesRow:
    """Duplicate groups of a certainty from low up to high, in millionths. of_voter: seen through the roll."""

    of_voter: bool
    low: int
    high: int
    groups: int
    lines: int


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A tier of searches made for every line still open then; pairs: how many it brought up."""

    name: str
    why: str
    searches: tuple[str, ...]
    pairs: int


@dataclass(frozen=True, slots=True)
class LinkStep:
    """A step of the run; seconds: None where no clock ran."""

    name: str
    why: str
    rows: int
    seconds: Decimal | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Proposals held against the truth.

    told: lines linked of which the truth is known; of: how many lines were linked. untold: lines looked at
    of which it stayed unknown who signed. unknown: lines of the truth that were not linked. silent:
    lines told that propose nobody in particular. ranks: how often the signer was the candidate of rank 1 to
    5; missed: how often the signer is on the roll and was no candidate. note: where it comes from.
    """

    source: Source
    basis: Basis
    by_reading: ByReading
    told: int
    of: int
    untold: int = 0
    unknown: int = 0
    silent: int = 0
    ranks: tuple[int, ...] = ()
    missed: int = 0
    note: str = ""

    @property
    def whole(self) -> Calibration:
        """All readings together."""
        return merged((one for _, one in self.by_reading), _edges(self.by_reading))

    def __post_init__(self) -> None:
        if self.whole.count + self.silent != self.told:
            raise Fault("The lines judged are not the lines of which the truth is known.")


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """Everything a link report says.

    title: of the petition, or what was linked. made: the day printed. county, official: of a case, else
    empty. filed: the day of filing if late registrations were looked for. circulated_from: the first day of
    circulation where it was told. roll_is_sealed: its digest is the
    content hash of a sealed roll, else that of a file. versions: program and libraries.
    reference: the calibration shipped with the program, shown where there is no judgement.

    Raises Fault where counts do not add up.
    """

    title: str
    made: date
    lines: LinkedInput
    roll: LinkedInput
    roll_as_of: date
    weights: LinkedInput
    versions: tuple[tuple[str, str], ...]
    candidates: int
    readings: tuple[tuple[Reading, int], ...]
    proposed: ByReading
    outcomes: LinkOutcomes
    copies: tuple[CopiesRow, ...]
    searches: tuple[SearchRow, ...]
    steps: tuple[LinkStep, ...]
    judgement: Judgement | None = None
    reference: Judgement | None = None
    filed: date | None = None
    circulated_from: date | None = None
    county: str = ""
    official: str = ""
    roll_is_sealed: bool = True

    def __post_init__(self) -> None:
        left = self.outcomes
        for what, counts in (
            ("readings", [count for _, count in self.readings]),
            ("outcomes", [left.sure, left.nobody, left.choose, left.search]),
        ):
            if sum(counts) != self.lines.count:
                raise Fault(f"The {what} sum to {sum(counts):,}, the lines are {self.lines.count:,}.")

    def reading(self, which: Reading) -> int:
        """How many lines have a reading."""
        return dict(self.readings).get(which, 0)


def _edges(parts: Iterable[tuple[Reading, Calibration]]) -> tuple[int, ...]:
    """The edges all parts share."""
    found = [set(one.edges) for _, one in parts]
    return tuple(sorted(set.intersection(*found))) if found else (0, 1_000_000)
