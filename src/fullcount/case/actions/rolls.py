"""The roll as of the petition's day: imported, sealed, and bound to the case by its content hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fullcount import roll
from fullcount.case import kinds
from fullcount.case.acting import Acting
from fullcount.case.book import last_acts, writing
from fullcount.case.home import Case
from fullcount.terms import Progress, Refused, silent


@dataclass(frozen=True, slots=True)
class VoterFile:
    """A voter file to import: its layout, the day as of which it holds, a file of former registrations."""

    source: Path
    layout: roll.Layout
    as_of: date
    history: Path | None = None


def seal_roll(case: Case, acting: Acting, file: VoterFile, progress: Progress = silent) -> roll.Seal:
    """Import a voter file into the case's roll directory, unless a sealed roll lies there, and attach it."""
    kinds.check((kinds.ROLL, ""), last_acts())
    if not (case.roll_dir / "seal.json").exists():
        roll.import_roll(file.source, case.roll_dir, file.layout, file.as_of, progress, history=file.history)
    roll.prepare_search(case.roll_dir, progress)
    return attach_roll(case, acting)


def attach_roll(case: Case, acting: Acting) -> roll.Seal:
    """Bind the sealed roll in the case's roll directory (or linked there) to the case."""
    with writing(case, acting, kinds.ROLL) as page:
        seal = roll.open_roll(case.roll_dir).seal
        body = {
            "content_hash": seal.content_hash,
            "as_of": seal.as_of.isoformat(),
            "voters": seal.voters,
            "by_status": dict(seal.by_status),
        }
        page.keep("roll", body)
        page.close(body)
        return seal


def check_roll(case: Case, content_hash: str) -> None:
    """Raise Refused where the roll that lies there now is not the one that was sealed for the case."""
    if roll.open_roll(case.roll_dir).seal.content_hash != content_hash:
        raise Refused(
            "The roll in the case's directory is not the one its ledger names.",
            do="Put the sealed roll back.",
        )
