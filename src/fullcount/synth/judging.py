"""Holding the final standings against the truth: how many lines differ, and why each does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fullcount.synth.composition import DUPLICATE, VALID
from fullcount.synth.facts import Facts, read_facts
from fullcount.terms import Outcome

HOUSEMATE = "a housemate was taken for the signer"
NAMESAKE = "a namesake elsewhere was taken for the signer"
COPY = "another copy of the same voter's signature stands"
NOT_NOTICED = "the signature's difference was not noticed, or not agreed on"
DOUBTED = "a genuine signature was found different by every official"
READING = "the machine's reading of the address was believed"
OLD_RECORD = "only an old, canceled record of the signer was shown"
MOVED_LOST = "the moved voter's record was neither a candidate nor found by searching"
MANY_BEAR = "the moved voter's name is borne by five or more on the roll; the record was not found"
LOST = "the signer's record was neither a candidate nor found by searching"
UNDECIDED = "no finding stands"
ELSE = "the finding differs for another reason"

SEVERAL = 5  # records of a name from which a name alone, the address being another, tells no voter apart
SAME_PERSON = {VALID, DUPLICATE}
MISMATCH, MOVED = "mismatch_signature", "different_address"


class Stood(NamedTuple):
    """What stands for a signed line at the end. outcome None: nothing is settled. voter_id: "" if none."""

    line: str
    outcome: Outcome | str | None
    reason: str
    voter_id: str


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """Lines whose standing differs from the truth in one way for one cause."""

    cause: str
    truth: str
    found: str
    lines: int


@dataclass(frozen=True, slots=True)
class Errors:
    """The comparison. lines: standings judged. by_outcome: (name, true lines, lines found so).

    housemates: lines in whose finding a housemate stands for the signer, right outcome or wrong.
    """

    lines: int
    counts: tuple[ErrorCount, ...]
    by_outcome: tuple[tuple[str, int, int], ...]
    housemates: int

    @property
    def differing(self) -> int:
        """Lines whose standing differs from the truth."""
        return sum(count.lines for count in self.counts)

    @property
    def by_cause(self) -> dict[str, int]:
        """Differing lines by cause, the most first."""
        causes: Counter[str] = Counter()
        for count in self.counts:
            causes[count.cause] += count.lines
        return dict(causes.most_common())

    @property
    def valid(self) -> tuple[int, int]:
        """The true number of valid lines and the number found."""
        return next((true, found) for name, true, found in self.by_outcome if name == VALID)


def judge(truth: Path, standings: Iterable[Stood]) -> Errors:
    """Compare standings of signed lines, all or a sample, with the truth folder of a made petition.

    In a sample a voter's first copy may be left out; a later copy then stands and counts as COPY.
    """
    facts = read_facts(truth)
    stood = list(standings)
    places = {line: place for place, line in enumerate(facts.ids)}
    lines = [places[one.line] for one in stood]
    true = [facts.outcomes[code] for code in facts.outcome[lines].tolist()]
    found = [_name(one) for one in stood]
    rows = _rows(facts, stood)
    wrong, home = _strangers(facts, np.array(lines, dtype=np.int64), rows)
    many = _borne_by_several(facts)[lines].tolist()
    counts: Counter[tuple[str, str, str]] = Counter()
    for pair in zip(true, found, wrong, home, many, strict=True):
        if pair[0] != pair[1]:
            counts[_cause(*pair), pair[0], pair[1]] += 1
    return Errors(len(stood), _table(counts), _tallies(true, found), sum(home))


def _name(stood: Stood) -> str:
    if stood.outcome is None:
        return ""
    return VALID if stood.outcome == Outcome.VALID else stood.reason


def _rows(facts: Facts, stood: Sequence[Stood]) -> np.ndarray:
    """The record each standing names, or -1."""
    numbers = np.array([int(one.voter_id or -1) for one in stood], dtype=np.int64)
    rows = np.minimum(np.searchsorted(facts.number, numbers), len(facts.number) - 1)
    return np.where(facts.number[rows] == numbers, rows, -1)


def _strangers(facts: Facts, lines: np.ndarray, rows: np.ndarray) -> tuple[list[bool], list[bool]]:
    """For each standing whether it names somebody else than the signer, and whether that is a housemate."""
    wrong = (rows >= 0) & (facts.records.person[rows] != facts.lines.person[lines])
    own = facts.row[lines]
    registered_home = np.where(own >= 0, facts.records.home[own], -1)
    home = facts.records.home[rows]
    housemate = wrong & ((home == facts.lines.home[lines]) | (home == registered_home))
    return wrong.tolist(), housemate.tolist()


def _borne_by_several(facts: Facts) -> np.ndarray:
    """Whether SEVERAL records or more bear a line's first and last name."""
    width = 1 + max(int(facts.records.last.max(initial=0)), int(facts.lines.last.max(initial=0)))
    names, borne = np.unique(
        facts.records.first.astype(np.int64) * width + facts.records.last, return_counts=True
    )
    several = names[borne >= SEVERAL]
    return np.isin(facts.lines.first.astype(np.int64) * width + facts.lines.last, several)


def _cause(true: str, found: str, wrong: bool, housemate: bool, several: bool) -> str:  # noqa: FBT001 - columns of one table
    if wrong:
        return HOUSEMATE if housemate else NAMESAKE
    if not found:
        return UNDECIDED
    if found in SAME_PERSON:
        return COPY if true in SAME_PERSON else NOT_NOTICED if true == MISMATCH else READING
    if found == "not_registered":
        return LOST if true != MOVED else MANY_BEAR if several else MOVED_LOST
    by_finding = {MISMATCH: DOUBTED, MOVED: READING, "canceled": OLD_RECORD}
    return by_finding.get(found, ELSE)


def _table(counts: Counter[tuple[str, str, str]]) -> tuple[ErrorCount, ...]:
    return tuple(ErrorCount(*key, lines) for key, lines in counts.most_common())


def _tallies(true: Sequence[str], found: Sequence[str]) -> tuple[tuple[str, int, int], ...]:
    trues, founds = Counter(true), Counter(found)
    names = sorted(trues | founds, key=lambda name: -trues[name])
    return tuple((name, trues[name], founds[name]) for name in dict.fromkeys((VALID, *names)))
