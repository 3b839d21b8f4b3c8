"""A simulated examiner who is honest about what the program shows.

The examiner looks only at the records of the voters put before them: the machine's candidates and what
a few searches of the roll returned. In this order:

1. What is wrong with the paper itself (no name, no address, a box number, illegible) needs no record.
2. If the signer's own record is among those shown, the examiner knows it by name, address and
   signature, and finds what the record says: registered here, elsewhere, canceled, too late, outside,
   withdrawn. A wrong reading by the machine is put right, but for the share of lines (`trust`) where it
   is believed without looking. A signature that is not the voter's is noticed with the chance `notice`;
   further officials agree with the chance `agree`. A genuine one is doubted with the chance `doubt`.
3. If only an old record of the signer is shown, the line is found canceled.
4. A stranger at the same home whose name agrees as far as it is written is taken for the signer unless
   the signature gives it away (`notice`).
5. An address that is plainly in another county is found out of county.
6. A stranger of the same name elsewhere is likewise taken for the signer having moved.
7. Else the line is found not registered, whatever the truth is.

The truth enters in two places only: "is this record, which is on the screen, the signer's" and "would the
signatures agree". Each chance is a function of the line and the seed, so that neither the order of the
lines nor the size of the batches changes a finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fullcount.synth.chance import Flags, Floats, Ints, by_line
from fullcount.synth.composition import DUPLICATE, VALID
from fullcount.synth.county import CANCELED
from fullcount.synth.eyes import NONE, Indexes, Likeness, Seen, Shown, compare, lay_out
from fullcount.synth.facts import Facts, read_facts
from fullcount.synth.making import Made
from fullcount.synth.signers import DEFECTS
from fullcount.terms import BadInput, Outcome

MISMATCH, MOVED, NOT_REGISTERED = "mismatch_signature", "different_address", "not_registered"
CANCELED_REASON, OUTSIDE = "canceled", "out_of_county"
FEWEST_OFFICIALS = 3


class Found(NamedTuple):
    """A finding as the examiner gives it: the voter by id, which the case turns into a tag."""

    line: str
    outcome: Outcome
    reason: str
    official: str
    voter_id: str


@dataclass(slots=True)
class _Decisions:
    """For each line of a batch: the finding's code, the record it names, and how the signature fared."""

    code: Ints
    row: Indexes
    checked: Flags


class Examiner:
    """Examines lines in batches. agreeing: officials a rejected signature needs, from the law."""

    def __init__(self, truth: Path, habits: Mapping[str, Any], seed: int, agreeing: int = 3) -> None:
        self._facts = read_facts(truth)
        self._habits, self._seed, self._agreeing = habits, seed, agreeing
        self._places = {line: place for place, line in enumerate(self._facts.ids)}
        self._names = _code_names(self._facts.outcomes)
        self._codes = {name: code for code, name in enumerate(self._names)}
        self._officials = [f"examiner-{number:03d}" for number in range(1, int(habits["officials"]) + 1)]
        if len(self._officials) < max(FEWEST_OFFICIALS, agreeing):
            raise BadInput(f"There are {len(self._officials)} examiners, fewer than must agree.")

    @classmethod
    def of(cls, made: Made, agreeing: int = 3) -> Examiner:
        """The examiners of a made petition."""
        return cls(made.truth, made.scenario.settings["examiners"], made.seed, agreeing)

    def would_search(self, batch: Sequence[Seen]) -> list[bool]:
        """For each line whether the examiner would search the roll: nobody shown could be the signer."""
        shown = self._lay_out(batch)
        decisions = self._decide(shown, compare(self._facts, shown))
        lost: list[bool] = (decisions.code == self._codes[NOT_REGISTERED]).tolist()
        return lost

    def examine(self, batch: Sequence[Seen]) -> list[list[Found]]:
        """For each line the findings recorded on it, in order: one, or several where signatures are doubted.

        Raises BadInput for a line the made petition does not have.
        """
        shown = self._lay_out(batch)
        decisions = self._decide(shown, compare(self._facts, shown))
        doubters = self._doubters(shown, decisions)
        return self._findings(batch, shown, decisions, doubters)

    def _lay_out(self, batch: Sequence[Seen]) -> Shown:
        try:
            return lay_out(self._facts, self._places, batch)
        except KeyError as error:
            raise BadInput(f"Line {error.args[0]} is no signed line of the made petition.") from None

    def _chance(self, purpose: str, shown: Shown) -> Floats:
        return by_line(self._seed, purpose, shown.lines)

    def _decide(self, shown: Shown, likeness: Likeness) -> _Decisions:
        """Later steps overrule earlier ones: they run from the last resort to the first thing looked at."""
        count = len(shown.lines)
        codes = np.full(count, self._codes[NOT_REGISTERED], dtype=np.int32)
        decisions = _Decisions(codes, np.full(count, NONE), np.zeros(count, dtype=np.bool_))
        fooled = self._chance("stranger", shown) >= self._habits["notice"]
        self._take_stranger(decisions, shown, shown.first(likeness.namesake), fooled, MOVED)
        self._set(decisions, self._facts.outside[shown.lines], OUTSIDE)
        housemate = shown.first(likeness.housemate)
        self._take_stranger(decisions, shown, housemate, fooled, VALID)
        self._take_old_record(decisions, shown, shown.first(likeness.other))
        self._take_own(decisions, shown, shown.first(likeness.own))
        picked = (housemate != NONE) & (self._chance("which", shown) >= (1 + self._habits["notice"]) / 2)
        self._take_stranger(decisions, shown, housemate, picked & decisions.checked, VALID)
        for defect in DEFECTS:
            seen = self._facts.outcome[shown.lines] == self._codes.get(defect, NONE)
            self._set(decisions, seen, defect)
        return decisions

    def _set(self, decisions: _Decisions, which: Flags, reason: str) -> None:
        if reason in self._codes:
            decisions.code[which] = self._codes[reason]
            decisions.row[which] = NONE
            decisions.checked[which] = False

    def _take_stranger(
        self, decisions: _Decisions, shown: Shown, pair: Indexes, fooled: Flags, reason: str
    ) -> None:
        """Take a stranger's record for the signer's where the signature did not give it away."""
        taken = (pair != NONE) & fooled
        rows = shown.row[pair[taken]]
        canceled = self._facts.status[rows] == CANCELED
        decisions.code[taken] = np.where(canceled, self._codes[CANCELED_REASON], self._codes[reason])
        decisions.row[taken] = rows
        decisions.checked[taken] = False

    def _take_old_record(self, decisions: _Decisions, shown: Shown, pair: Indexes) -> None:
        taken = pair != NONE
        decisions.code[taken] = self._codes[CANCELED_REASON]
        decisions.row[taken] = shown.row[pair[taken]]

    def _take_own(self, decisions: _Decisions, shown: Shown, pair: Indexes) -> None:
        """Find what the signer's own record says; a copy is found valid, for settling is the case's."""
        taken = pair != NONE
        code = self._facts.outcome[shown.lines[taken]].copy()
        code[code == self._codes.get(DUPLICATE, NONE)] = self._codes[VALID]
        trusting = self._chance("trust", shown)[taken] < self._habits["trust"]
        here, away = shown.here[pair[taken]], shown.away[pair[taken]]
        moved, valid = code == self._codes[MOVED], code == self._codes[VALID]
        code[trusting & here & moved] = self._codes[VALID]
        code[trusting & away & valid] = self._codes[MOVED]
        decisions.code[taken] = code
        decisions.row[taken] = shown.row[pair[taken]]
        decisions.checked[taken] = True

    def _doubters(self, shown: Shown, decisions: _Decisions) -> Ints:
        """For each line how many officials in turn find the signature a mismatch; it takes all to stand."""
        forged = decisions.checked & (decisions.code == self._codes.get(MISMATCH, NONE))
        genuine = decisions.checked & (decisions.code == self._codes[VALID])
        habits, first = self._habits, self._chance("signature", shown)
        noticed = (forged & (first < habits["notice"])) | (genuine & (first < habits["doubt"]))
        shared = np.where(forged, habits["agree"], habits["doubt_shared"])
        doubters: Ints = noticed.astype(np.int32)
        going: Flags = noticed
        for further in range(2, self._agreeing + 1):
            going = going & (self._chance(f"official {further}", shown) < shared)
            doubters += going
        return doubters

    def _findings(
        self, batch: Sequence[Seen], shown: Shown, decisions: _Decisions, doubters: Ints
    ) -> list[list[Found]]:
        numbers = np.where(decisions.row == NONE, NONE, self._facts.number[decisions.row]).tolist()
        desks = (self._chance("desk", shown) * len(self._officials)).astype(np.int64).tolist()
        columns = zip(batch, decisions.code.tolist(), numbers, desks, doubters.tolist(), strict=True)
        found = []
        for seen, code, number, desk, doubts in columns:
            voter = "" if number == NONE else str(number)
            found.append(self._one(seen.line, self._names[code], voter, desk, doubts))
        return found

    def _one(self, line: str, name: str, voter: str, desk: int, doubts: int) -> list[Found]:
        """The findings on one line: mismatches in turn, and what the first differing official finds."""
        if not doubts and name not in (VALID, MISMATCH):
            return [Found(line, Outcome.INVALID, name, self._officials[desk], voter)]
        officials = [self._officials[(desk + turn) % len(self._officials)] for turn in range(doubts + 1)]
        found = [Found(line, Outcome.INVALID, MISMATCH, official, voter) for official in officials[:doubts]]
        if doubts < self._agreeing:
            found.append(Found(line, Outcome.VALID, "", officials[doubts], voter))
        return found


def _code_names(outcomes: Sequence[str]) -> tuple[str, ...]:
    """The petition's outcomes, and after them those an examiner may find although no line has them."""
    needed = (VALID, MOVED, NOT_REGISTERED, CANCELED_REASON, OUTSIDE)
    return (*outcomes, *(name for name in needed if name not in outcomes))


__all__ = ["Examiner", "Facts", "Found", "Seen"]
