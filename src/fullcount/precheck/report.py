"""One line of a precheck: what linking reads, whether it would count, and what to do about it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from fullcount.terms import Candidate, DuplicateGroup, Reading

SURE = 0.9  # at and above: would count; its mirror at and below: would not; between: a person looks

UNLIKE = "nobody on the roll resembles this line"


class Opinion(StrEnum):
    """What a precheck thinks of a line."""

    COUNTS = "would count"
    LOOK = "look at this line"
    COUNTS_NOT = "would not count"


ADVICE = {
    Reading.ANOTHER_ADDRESS: "the signer can re-register at the address before filing",
    Reading.TOO_LATE: "registered after the line was signed; the signer can sign again before filing",
    Reading.CANCELED: "the registration is canceled; the signer can register again before filing",
    Reading.OUTSIDE: "the address is outside the jurisdiction",
    Reading.NOBODY: "check name and address against the sheet; the signer can register before filing",
}


@dataclass(frozen=True, slots=True)
class LineReport:
    """chance: probability 0 to 1 that the line is of a voter registered here and no earlier copy's."""

    line: str
    reading: Reading
    chance: float
    opinion: Opinion
    duplicate_of: str
    evidence: str
    advice: str


def read_lines(
    readings: Iterable[tuple[str, Reading, float]],
    candidates: Iterable[Candidate],
    groups: Iterable[DuplicateGroup],
    took: Iterable[tuple[str, str]] = (),
) -> Iterator[LineReport]:
    """Give a report for each line, in line order.

    readings: one a line, in line order; candidates: in the same order, ranked within a line. took: lines of
    which a part was read by ditto mark, and in words which.
    """
    copies, taken = _copies(groups), dict(took)
    found = groupby(candidates, key=lambda candidate: candidate.line)
    waiting = next(found, None)
    for line, reading, _ in readings:
        mine: Sequence[Candidate] = ()
        if waiting is not None and waiting[0] == line:
            mine = tuple(waiting[1])
            waiting = next(found, None)
        evidence = mine[0].evidence if mine else "; ".join(filter(None, (UNLIKE, taken.get(line))))
        yield _report(line, reading, mine, copies.get(line), evidence)


def write_report(lines: Iterable[LineReport], path: Path) -> None:
    """Write the line-by-line report as CSV: line ids only, no names and no addresses."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["line", "opinion", "chance", "reading", "duplicate_of", "evidence", "advice"])
        for row in lines:
            writer.writerow(
                [
                    row.line,
                    row.opinion,
                    f"{row.chance:.3f}",
                    row.reading,
                    row.duplicate_of,
                    row.evidence,
                    row.advice,
                ]
            )


def _copies(groups: Iterable[DuplicateGroup]) -> dict[str, tuple[str, float]]:
    """For every copy but the first of its group: the first line, and how certain the group is."""
    return {line: (group.lines[0], group.certainty) for group in groups for line in group.lines[1:]}


def _report(
    line: str,
    reading: Reading,
    candidates: Sequence[Candidate],
    copy: tuple[str, float] | None,
    evidence: str,
) -> LineReport:
    here = sum(c.probability for c in candidates if c.reading == Reading.REGISTERED_HERE)
    first, certainty = copy or ("", 0.0)
    chance = min(1.0, max(0.0, here * (1 - certainty)))
    opinion = _opinion(chance)
    advice = "" if opinion is Opinion.COUNTS else _advice(reading, first)
    return LineReport(line, reading, chance, opinion, first, evidence, advice)


def _opinion(chance: float) -> Opinion:
    if chance >= SURE:
        return Opinion.COUNTS
    return Opinion.COUNTS_NOT if chance <= 1 - SURE else Opinion.LOOK


def _advice(reading: Reading, first: str) -> str:
    if first:
        return f"the same voter seems to have signed line {first}; one copy counts"
    return ADVICE.get(reading, "compare with the sheet")
