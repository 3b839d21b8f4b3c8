"""Recording findings: append-only; a later finding on a line supersedes, nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fullcount import ledger
from fullcount.case import bulk, files, kinds, read, rows
from fullcount.case.acting import PUBLISHED_NAME, Acting, is_published_name
from fullcount.case.actions.given import check_lines
from fullcount.case.book import Page, writing
from fullcount.case.files import Found
from fullcount.case.home import Case
from fullcount.case.models import FindingRow
from fullcount.terms import BadInput, Outcome, Progress, Stage, silent

COLUMNS = (
    "line_id", "stage", "outcome", "reason", "official", "voter_id", "voter_tag", "entry_id",
)  # fmt: skip


def record_findings(
    case: Case, acting: Acting, stage: Stage, found: Iterable[Found], progress: Progress = silent
) -> int:
    """Record findings in the order given; gives how many.

    Several of one line are several findings, as a signature mismatch needs. Raises BadInput for a
    line that is not of the stage, a reason the law does not have, a valid line without its voter;
    Refused where it is too early or too late.
    """
    with writing(case, acting, kinds.FINDINGS, stage.value) as page:
        return _record(page, stage, enumerate(found, 1), _Check(stage, acting.actor, None), progress)


def record_findings_file(
    case: Case, acting: Acting, stage: Stage, path: Path, progress: Progress = silent
) -> int:
    """The same from a CSV file: line,outcome,reason and where known official,voter_id."""
    with writing(case, acting, kinds.FINDINGS, stage.value) as page:
        return _record(page, stage, files.findings(path), _Check(stage, acting.actor, path), progress)


class _Check:
    """What a finding must be, in one stage under one law."""

    def __init__(self, stage: Stage, actor: str, file: Path | None) -> None:
        self.file, self.actor = file, actor
        self.reasons = {reason.code for reason in read.law_of().reasons} - {read.DUPLICATE}
        self.stage = stage

    def of_stage(self, places: Iterable[int]) -> set[int]:
        """Those of the lines that the stage is about."""
        if self.stage is Stage.FULL:
            return set(places)
        return {place for (place,) in bulk.fetch("drawn", ("line_id",), "line_id", places)}

    def one(self, row: int, found: Found, *, of_stage: bool) -> str:
        """Check a finding; gives the official who made it."""
        if not of_stage:
            raise self._bad(row, "line", f"The line {found.line} is not in the sample.")
        if found.outcome is Outcome.VALID:
            self._valid(row, found)
        elif found.reason not in self.reasons:
            raise self._bad_reason(row, found)
        official = found.official or self.actor
        if official != self.actor and not is_published_name(official):
            raise self._bad(row, "official", f"The official is not named in {PUBLISHED_NAME}.")
        return official

    def _valid(self, row: int, found: Found) -> None:
        if found.reason:
            raise self._bad(row, "reason", "A valid line has no reason.")
        if not found.voter_id:
            what = "A line found valid needs the voter it was found to be, or duplicates are not seen."
            raise self._bad(row, "voter_id", what)

    def _bad_reason(self, row: int, found: Found) -> BadInput:
        if found.reason == read.DUPLICATE:
            what = "Record what the line is otherwise; duplicates are found by settling, not by an official."
            return self._bad(row, "reason", what)
        known = ", ".join(sorted(self.reasons))
        return self._bad(row, "reason", f"The law has no such reason for an invalid line. It has: {known}.")

    def _bad(self, row: int, column: str, what: str) -> BadInput:
        return BadInput(what, file=self.file, row=row, column=column)


@dataclass(frozen=True, slots=True)
class _Tags:
    """Voter tags under the case's secret."""

    secret: bytes

    def of(self, voter_id: str) -> str:
        """The tag of a voter; empty for nobody."""
        return ledger.voter_tag(self.secret, voter_id) if voter_id else ""


def _record(
    page: Page, stage: Stage, numbered: Iterable[tuple[int, Found]], check: _Check, progress: Progress
) -> int:
    writer, tags = bulk.Writer(progress, "recording findings"), _Tags(page.case.secret)
    for some in bulk.batches(numbered):
        places = check_lines([(row, found.line) for row, found in some], check.file)
        made, of_stage = [], check.of_stage(places)
        for (row, found), place in zip(some, places, strict=True):
            official, tag = check.one(row, found, of_stage=place in of_stage), tags.of(found.voter_id)
            outcome, reason, voter = found.outcome.value, found.reason, found.voter_id
            made.append((place, stage.value, outcome, reason, official, voter, tag, page.index))
        lines = (found.line for _, found in some)
        items = ((line, *one[1:5], one[6]) for line, one in zip(lines, made, strict=True))
        writer.write(FindingRow, COLUMNS, made, rows.csv_rows(items))
    writer.check_any("finding", check.file)
    page.close({"stage": stage.value, "items": writer.items()})
    return writer.count
