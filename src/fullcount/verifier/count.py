"""Counting again: what stands for each line after the findings and withdrawals entered so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fullcount import law
from fullcount.law import Law
from fullcount.terms import Finding, Outcome, Stage, Standing
from fullcount.verifier.lines import Manifest
from fullcount.verifier.verdict import DoesNotHold, shown

DUPLICATE, WITHDRAWN = "duplicate", "withdrawn"


@dataclass(frozen=True, slots=True)
class Tally:
    """What a scope came to. standings: of its lines, in line order. surplus: copy -> line that stands."""

    standings: Sequence[Standing]
    surplus: dict[str, str]
    valid: int
    by_reason: dict[str, int]

    @property
    def disqualified(self) -> int:
        """Lines that do not count."""
        return sum(self.by_reason.values())

    def rows(self) -> Iterable[list[str]]:
        """The rows of standing.csv."""
        for each in self.standings:
            if each.line in self.surplus:
                yield [each.line, Outcome.INVALID.value, DUPLICATE]
            else:
                yield [each.line, str(each.outcome), each.reason]


class Count:
    """The findings of each line as they are recorded. A line is known by its position among the signed."""

    def __init__(self, manifest: Manifest, sample: Iterable[str], applied: Law) -> None:
        self.manifest, self.law = manifest, applied
        self.sample = sorted(manifest.signed[line] for line in sample)
        self._found: list[Finding | list[Finding] | None] = [None] * len(manifest.ids)
        self._withdrawn: set[int] = set()
        self._tallies: dict[Stage, Tally] = {}

    def record(self, position: int, finding: Finding) -> None:
        """Add a finding; it may supersede those before."""
        before = self._found[position]
        if before is None:
            self._found[position] = finding
        elif isinstance(before, list):
            before.append(finding)
        else:
            self._found[position] = [before, finding]
        self._tallies.clear()

    def withdraw(self, position: int) -> None:
        """A withdrawn line does not count, whatever is found of it."""
        self._withdrawn.add(position)
        self._tallies.clear()

    def tally(self, scope: Stage) -> Tally:
        """Standings, duplicates and totals of the sample, or of all signed lines.

        Raises DoesNotHold, naming the line, where one has no finding or too few officials agree on it.
        """
        if scope not in self._tallies:
            self._tallies[scope] = self._tally(scope)
        return self._tallies[scope]

    def _tally(self, scope: Stage) -> Tally:
        positions = self.sample if scope is Stage.SAMPLE else range(len(self._found))
        agreeing, reason = self.law.officials_to_reject_signature, self.law.signature_reason
        standings = [
            law.standing(self._of(position, scope), agreeing, reason)
            if position not in self._withdrawn
            else Standing(self.manifest.ids[position], Outcome.INVALID, WITHDRAWN, "", settled=True)
            for position in positions
        ]
        _check_settled(standings)
        surplus = law.settle(standings)
        outcomes = Counter(each.reason for each in standings)
        valid = outcomes.pop("", 0) - len(surplus)
        if surplus:
            outcomes[DUPLICATE] += len(surplus)
        return Tally(standings, surplus, valid, dict(outcomes))

    def _of(self, position: int, scope: Stage) -> Sequence[Finding]:
        """The findings of a line, for the sample only those of the sample."""
        found = self._found[position]
        several = found if isinstance(found, list) else [found] if found else []
        if scope is Stage.SAMPLE:
            several = [each for each in several if each.stage is scope]
        if not several:
            line = shown(self.manifest.ids[position])
            raise DoesNotHold(f"The line {line} has no finding.", f"findings.csv, line {line}")
        return several


def _check_settled(standings: Iterable[Standing]) -> None:
    for each in standings:
        if not each.settled:
            line = shown(each.line)
            sentence = f"{each.needs} more officials must agree before the line {line} falls."
            raise DoesNotHold(sentence, f"findings.csv, line {line}")
