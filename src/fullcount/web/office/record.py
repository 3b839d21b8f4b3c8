"""One line's record: what an examiner saw, every finding and decision on it, and who was shown it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from fullcount import roll
from fullcount.case import bulk
from fullcount.case.models import FindingRow, LineRow, SettlementRow, WithdrawalRow
from fullcount.terms import NotFound, Voter
from fullcount.web.desk import showing
from fullcount.web.models import Decision, Flag, Seen, Task
from fullcount.web.office.lists import stage_shown
from fullcount.web.office.progress import label_of

SEEN_SHOWN: Final = 20

Behind = dict[tuple[int | None, str, str], Decision]
"""Decisions by the entry, the official and the reason of the finding they became."""


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding of the ledger, with the desk's decision behind it where there is one.

    state: "entered", "to be entered", "undone". voter: whom the line was found to be.
    """

    official: str
    stage: str
    label: str
    at: datetime | None
    entry: int | None
    state: str
    voter: Voter | None
    checklist: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A line before a supervisor. line: as an examiner sees it. task: the open one. standing: as settled."""

    place: int
    line: showing.LineShown
    state: str
    findings: tuple[FindingShown, ...]
    task: Task | None
    flags: tuple[Flag, ...]
    withdrawals: tuple[str, ...]
    settled: tuple[tuple[str, bool], ...]
    seen: tuple[Seen, ...]


def record(roll_dir: Path, place: int) -> Record:
    """The record of a line. Raises NotFound where there is none at this place."""
    row = LineRow.objects.filter(place=place).first()
    if row is None:
        raise NotFound("There is no such line.", do="Take a link of a list, or search for the line's id.")
    task = Task(place=place, stage=stage_shown().value, kind="", order=place)
    sealed = showing.open_roll(roll_dir)
    requests = WithdrawalRow.objects.filter(line_id=place, in_time=True).order_by("id")
    settled = SettlementRow.objects.filter(line_id=place).order_by("id")
    seen = Seen.objects.filter(place=place).select_related("person").order_by("-id")
    return Record(
        place,
        showing.show(roll_dir, [task])[0],
        row.state,
        tuple(_findings(place, sealed)),
        Task.objects.filter(place=place, done=False).select_related("holder").first(),
        tuple(Flag.objects.filter(place=place).select_related("person", "by").order_by("id")),
        tuple(requests.values_list("request", flat=True)),
        tuple(settled.values_list("scope", "stands")),
        tuple(seen[:SEEN_SHOWN]),
    )


def _findings(place: int, sealed: roll.SealedRoll) -> list[FindingShown]:
    """Findings in the order of recording, then what waits to be entered or was undone before it was."""
    decisions = list(Decision.objects.filter(place=place).select_related("person").order_by("id"))
    behind: Behind = {
        (one.entry, one.person.name, one.reason): one for one in decisions if one.entry is not None
    }
    shown = [_entered(row, behind, sealed) for row in FindingRow.objects.filter(line_id=place).order_by("id")]
    return shown + [_waiting(one, sealed) for one in decisions if one.entry is None]


def _entered(row: FindingRow, behind: Behind, sealed: roll.SealedRoll) -> FindingShown:
    made = behind.get((row.entry_id, row.official, row.reason))
    state = "entered, then taken back" if made and made.undone else "entered"
    voter = sealed.voter(row.voter_id) if row.voter_id else None
    label, at = label_of(row.reason), made.at if made else None
    return FindingShown(
        row.official, row.stage, label, at, row.entry_id, state, voter, *(_details(made) if made else ())
    )


def _waiting(one: Decision, sealed: roll.SealedRoll) -> FindingShown:
    state = "taken back" if one.undone else "to be entered"
    voter = sealed.voter(one.voter_id) if one.voter_id else None
    return FindingShown(
        one.person.name, one.stage, label_of(one.reason), one.at, None, state, voter, *_details(one)
    )


def _details(made: Decision) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    return tuple(made.checklist), tuple(made.searches), made.note


def transcripts_of(places: list[int]) -> dict[int, tuple[str, str]]:
    """Name and address of lines as written, in one text each; the latest transcript. Confidential."""
    columns = ("line_id", "id", "first", "middle", "last", "name", "address", "city", "zip")
    written = {}
    for place, _, first, middle, last, name, address, city, code in sorted(
        bulk.fetch("transcript", columns, "line_id", places)
    ):
        full = name or " ".join(part for part in (first, middle, last) if part)
        written[place] = (full, ", ".join(part for part in (address, f"{city} {code}".strip()) if part))
    return written
