"""The ledger's acts done again, in order: findings, settlements, projections, determinations.

Each entry is compared with what comes out when the act is done again on what was entered before it.
What does not hold is collected by check, so that one false figure does not hide another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Any

from fullcount import ledger
from fullcount.law import Reason, SampleCount
from fullcount.terms import (
    Determination,
    Finding,
    Outcome,
    Progress,
    Projection,
    Rounding,
    Stage,
    canonical,
    plain,
)
from fullcount.verifier.acts import out_of_order
from fullcount.verifier.book import CERTIFYING, Book, place, sha256
from fullcount.verifier.count import Count, Tally
from fullcount.verifier.folder import Folder, values
from fullcount.verifier.rules import Rules
from fullcount.verifier.verdict import DoesNotHold, differing, guarded, shown

FINDINGS, FINDINGS_HEADER = "findings.csv", "line,stage,outcome,reason,official,voter_tag"
SETTLEMENTS, SETTLEMENTS_HEADER = "settlements.csv", "scope,voter_tag,line,stands"
WITHDRAWALS, WITHDRAWALS_HEADER = "withdrawals.csv", "line"
TAG = re.compile("[0-9a-f]{32}")
MOST_TOLD = 100  # complaints kept for each check
STEP = 50_000

Handler = Callable[[ledger.Entry], None]


@dataclass(frozen=True, slots=True)
class Final:
    """What the latest certificate must say, as counted when it was entered."""

    entry: ledger.Entry
    tally: Tally
    full: bool


class Items:
    """The rows of a file, taken entry by entry; each entry's root must be over just its rows."""

    def __init__(self, folder: Folder, name: str, header: str) -> None:
        self.name, self.row = name, 1
        self._rows = folder.rows(name, header)

    def take(self, entry: ledger.Entry) -> Iterator[str]:
        """The entry's rows. Raises DoesNotHold where they run out or are not those entered."""
        count, root = entry.items()
        tree, first = ledger.Tree(), self.row + 1
        for _ in range(count):
            row = next(self._rows, None)
            if row is None:
                raise DoesNotHold(f"It ends after row {self.row:,}; {place(entry)} has more rows.", self.name)
            self.row += 1
            tree.append(ledger.leaf_hash(row.encode("utf-8")))
            yield row
        if tree.root().hex() != root:
            rows = f"{self.name}, rows {first:,} to {self.row:,}"
            raise DoesNotHold("The rows are not those entered in the ledger.", f"{rows} ({place(entry)})")

    def check_end(self) -> None:
        """Raise DoesNotHold where rows are left that no entry has."""
        if next(self._rows, None) is not None:
            raise DoesNotHold("The row is of no ledger entry.", f"{self.name}, row {self.row + 1:,}")


class Replay:
    """Does the acts again. complaints: what does not hold, by the name of the check."""

    def __init__(self, folder: Folder, rules: Rules, count: Count, progress: Progress) -> None:
        self.complaints: dict[str, list[DoesNotHold]] = defaultdict(list)
        self.projection: Projection | None = None
        self.determinations: list[tuple[Stage, Determination]] = []
        self.sample: SampleCount | None = None
        self.final: Final | None = None
        self.full = False
        self._rules, self._count, self._progress = rules, count, progress
        self._reasons = {reason.code: reason for reason in rules.law.reasons}
        self._sampled = set(count.sample)
        self._known: dict[str, str] = {}
        self._findings = Items(folder, FINDINGS, FINDINGS_HEADER)
        self._settlements = Items(folder, SETTLEMENTS, SETTLEMENTS_HEADER)
        self._withdrawals = Items(folder, WITHDRAWALS, WITHDRAWALS_HEADER)

    def run(self, book: Book) -> None:
        """Go through all entries."""
        handlers: dict[str, tuple[str, Handler]] = {
            "findings-recorded": ("findings", self._record),
            "withdrawals-registered": ("findings", self._withdraw),
            "duplicates-settled": ("duplicates", self._settle),
            "sample-projected": ("projection", self._project),
            "full-count-ordered": ("determination", self._go_on),
            "determined": ("determination", self._determine),
            **dict.fromkeys(CERTIFYING, ("certificate", self._certify)),
        }
        for check, problem in out_of_order(book.entries):
            self._complain(check, problem)
        for entry in book.entries:
            if entry.kind in handlers:
                check, handler = handlers[entry.kind]
                self._guarded(check, place(entry), partial(handler, entry))
        self._guarded("findings", FINDINGS, self._findings.check_end)
        self._guarded("findings", WITHDRAWALS, self._withdrawals.check_end)
        self._guarded("duplicates", SETTLEMENTS, self._settlements.check_end)

    def reason(self, code: str) -> Reason:
        """The law's reason of that code."""
        return self._reasons[code]

    @property
    def raw(self) -> int:
        """The raw count."""
        return len(self._count.manifest.ids)

    @property
    def drawn(self) -> int:
        """How many lines the sample has."""
        return len(self._count.sample)

    def _guarded(self, check: str, where: str, work: Callable[[], None]) -> None:
        problem = guarded(where, work)
        if isinstance(problem, DoesNotHold):
            self._complain(check, problem)

    def _complain(self, check: str, problem: DoesNotHold) -> None:
        if len(self.complaints[check]) < MOST_TOLD:
            self.complaints[check].append(problem)

    def _compare(self, check: str, entry: ledger.Entry, expected: dict[str, Any]) -> None:
        for problem in differing(place(entry), entry.body, expected):
            self._complain(check, problem)

    def _record(self, entry: ledger.Entry) -> None:
        stage, of = Stage(entry.body["stage"]), entry.items()[0]
        for row in self._findings.take(entry):
            try:
                self._count.record(*self._finding(row, stage))
            except DoesNotHold as problem:
                self._complain("findings", problem)
            if self._findings.row % STEP == 0:
                self._progress("reading findings", self._findings.row, of)

    def _finding(self, text: str, stage: Stage) -> tuple[int, Finding]:
        row = f"{FINDINGS}, row {self._findings.row:,}"
        line, written, outcome, reason, official, tag = values(text, 6, row)
        position = self._count.manifest.signed.get(line, -1)
        if position < 0:
            raise self._bad_finding(f"{shown(line)} is not a signed line of the manifest.")
        if written != stage.value or (stage is Stage.SAMPLE and position not in self._sampled):
            raise self._bad_finding(f"The line {shown(line)} is not of the stage it was found in.")
        valid = outcome == "valid" and reason == "" and tag != ""
        if not (valid or (outcome == "invalid" and reason in self._reasons)) or not official:
            raise self._bad_finding("Outcome, reason, official or voter tag is not of the form.")
        if tag and not TAG.fullmatch(tag):
            raise self._bad_finding("The voter tag is not 32 hexadecimal digits.")
        known = self._known.setdefault
        found = Outcome.VALID if valid else Outcome.INVALID
        line = self._count.manifest.ids[position]
        return position, Finding(line, stage, found, known(reason, reason), known(official, official), tag)

    def _bad_finding(self, sentence: str) -> DoesNotHold:
        return DoesNotHold(sentence, f"{FINDINGS}, row {self._findings.row:,}")

    def _withdraw(self, entry: ledger.Entry) -> None:
        self._compare("findings", entry, {"matched": entry.items()[0]})
        for row in self._withdrawals.take(entry):
            where = f"{WITHDRAWALS}, row {self._withdrawals.row:,}"
            (line,) = values(row, 1, where)
            if line in self._count.manifest.signed:
                self._count.withdraw(self._count.manifest.signed[line])
            else:
                self._complain("findings", DoesNotHold("It is not a signed line of the manifest.", where))

    def _settle(self, entry: ledger.Entry) -> None:
        scope = Stage(entry.body["scope"])
        begun = self._settlements.row + 1
        given = [values(row, 4, SETTLEMENTS) for row in self._settlements.take(entry)]
        tally = self._count.tally(scope)
        expected = list(_settled(tally, scope, self._count))
        problem = next(_other_rows(expected, given, begun), None)
        if problem:
            self._complain("duplicates", problem)
        groups = len(set(tally.surplus.values()))
        self._compare("duplicates", entry, {"groups": groups, "surplus": len(tally.surplus)})

    def _project(self, entry: ledger.Entry) -> None:
        self.projection = None
        self.sample = self._sample_now()
        rounding = Rounding(entry.body["rounding"])
        self.projection = self._rules.law.project(self.sample, rounding)
        digest = sha256(canonical(self.projection))
        asked = self._rules.petition.get("rounding")
        expected = {**plain(self.sample), "rounding": asked, "projected": self.projection.projected}
        self._compare("projection", entry, {**expected, "projection_sha256": digest})

    def _go_on(self, _: ledger.Entry) -> None:
        self.full = True

    def _determine(self, entry: ledger.Entry) -> None:
        stage, applied, required = Stage(entry.body["stage"]), self._rules.law, self._rules.required
        if stage is Stage.FULL:
            determination = applied.determine_full(self._count.tally(Stage.FULL).valid, required)
        else:
            determination = self._on_sample(entry)
        self.determinations.append((stage, determination))
        figures = {"verdict": determination.verdict, "number": determination.number, "required": required}
        self._compare("determination", entry, figures)

    def _certify(self, entry: ledger.Entry) -> None:
        self.final = None
        everything = self.drawn == self.raw
        tally = self._count.tally(Stage.FULL if self.full or everything else Stage.SAMPLE)
        self._compare("certificate", entry, {"valid": tally.valid, "disqualified": tally.disqualified})
        self.final = Final(entry, tally, self.full)
        applied, required = self._rules.law, self._rules.required
        again = applied.determine_full(tally.valid, required) if self.full else self._on_sample(entry)
        if not self.determinations or self.determinations[-1][1] != again:
            sentence = (
                f"Determined on what was found by then it is {again.verdict}, {shown(again.number)} valid."
            )
            raise DoesNotHold(f"{sentence} The determination before is another.", place(entry))

    def _sample_now(self) -> SampleCount:
        tally = self._count.tally(Stage.SAMPLE)
        return SampleCount(self.raw, self.drawn, tally.valid, len(tally.surplus))

    def _on_sample(self, entry: ledger.Entry) -> Determination:
        """The determination on the latest projection, which must be of the sample as it then stands."""
        if self.projection is None:
            raise DoesNotHold("There is no projection to determine on.", place(entry))
        if self._sample_now() != self.sample:
            raise DoesNotHold("What was found in the sample changed after it was projected.", place(entry))
        return self._rules.law.determine(self.projection, self._rules.required)


def expected_determinations(replay: Replay) -> list[dict[str, Any]]:
    """determination.json as it works out."""
    return [{"stage": stage.value, **plain(each)} for stage, each in replay.determinations]


def _settled(tally: Tally, scope: Stage, count: Count) -> Iterator[list[str]]:
    tags = {each.line: each.voter_tag for each in tally.standings if each.line in tally.surplus}
    groups: dict[str, list[str]] = defaultdict(list)
    for copy, stands in tally.surplus.items():
        groups[stands].append(copy)
    for stands in sorted(groups, key=count.manifest.signed.__getitem__):
        tag = tags[groups[stands][0]]
        yield [scope.value, tag, stands, "yes"]
        for copy in sorted(groups[stands], key=count.manifest.signed.__getitem__):
            yield [scope.value, tag, copy, "no"]


def _other_rows(expected: list[list[str]], given: list[list[str]], begun: int) -> Iterator[DoesNotHold]:
    for row, (ours, theirs) in enumerate(zip_longest(expected, given), begun):
        if ours != theirs:
            settled = shown(",".join(ours)) if ours else "nothing"
            yield DoesNotHold(f"Settled again, {settled} stands here.", f"{SETTLEMENTS}, row {row:,}")
