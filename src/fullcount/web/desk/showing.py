"""What an examiner sees of a line: what it says, its neighbours, the candidates, a household together.

Party, race and ethnicity are never shown: a sealed roll does not hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from fullcount import roll
from fullcount.case import bulk, read
from fullcount.case.models import PLACES, WithdrawalRow
from fullcount.exemplars import LINE, SIGNATURE
from fullcount.terms import Candidate, Fault, Reading, Transcript, Voter
from fullcount.web.desk.beside import Beside, beside_of, store, windows
from fullcount.web.models import Task
from fullcount.web.office.intake.declared import of_sections

AROUND = 2  # lines shown above and below


@dataclass(frozen=True, slots=True)
class CandidateShown:
    """A voter who may be the signer. number: its key; household: lives where the one before it lives.

    beside: signatures on file and former registrations. withdrawn: the voter withdrew a signature in time.
    """

    number: int
    voter: Voter
    reading: Reading | None
    evidence: str
    household: bool
    beside: Beside
    withdrawn: bool = False

    @property
    def evidence_parts(self) -> list[str]:
        """The evidence, a part a line."""
        return [part for part in self.evidence.split("; ") if part]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A line near by on the sheet. away: how many lines below; above it is negative."""

    number: int
    away: int
    state: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line before an examiner. images: the parts of it, LINE or SIGNATURE, of which there is an image.

    compared: whether the case has signatures to compare. noted: codes of reasons that a clerk noted against
    the whole section; they reject nothing.
    """

    task: Task
    line: str
    section: int
    number: int
    written: Transcript | None
    reading: Reading | None
    candidates: tuple[CandidateShown, ...]
    around: tuple[Neighbour, ...]
    images: frozenset[str] = frozenset()
    compared: bool = False
    noted: tuple[str, ...] = ()

    @property
    def proposes(self) -> bool:
        """Whether the machine proposes the first candidate, who is chosen then until a person chooses."""
        return self.reading is not Reading.NOBODY

    @property
    def own(self) -> str:
        """The part of the line that is compared: its signature, else all of it; empty without an image."""
        return next((part for part in (SIGNATURE, LINE) if part in self.images), "")

    @property
    def above(self) -> list[Neighbour]:
        """Lines above, from the top."""
        return [one for one in self.around if one.away < 0]

    @property
    def below(self) -> list[Neighbour]:
        """Lines below."""
        return [one for one in self.around if one.away > 0]

    @property
    def name(self) -> str:
        """The name as written, in one text."""
        return name_of(self.written)

    @property
    def searched(self) -> str:
        """What is searched for without being asked."""
        return search_for(self.written)


def name_of(written: Transcript | None) -> str:
    """The name a line gives, in one text."""
    if written is None:
        return ""
    return written.name or " ".join(part for part in (written.first, written.middle, written.last) if part)


def search_for(written: Transcript | None) -> str:
    """What to type to find a line's signer: surname, given name, house number, as far as they are known."""
    if written is None:
        return ""
    last, first = written.last, written.first
    if not last and written.name:
        *given, last = written.name.split() or [""]
        first = " ".join(given)
    number = next(iter(written.address.split()), "")
    name = f"{last}, {first}" if first else last
    return f"{name} {number}".strip() if number[:1].isdigit() else name


def show(roll_dir: Path, tasks: Sequence[Task]) -> list[LineShown]:
    """The lines of tasks, in their order."""
    places = [task.place for task in tasks]
    numbers = {place: divmod(place, PLACES) for place in places}
    near, sealed, found = _around(places), open_roll(roll_dir), list(read.shown(places))
    voters = {one.voter_id for line in found for one in line.candidates}
    beside, gone = beside_of(sealed, voters), _withdrawn(voters)
    window = windows(section for section, _ in numbers.values())
    images, noted = store().crops(one.line for one in found), of_sections(one for one, _ in numbers.values())
    shown = {}
    for place, one in zip(places, found, strict=True):
        section, number = numbers[place]
        with_records = _with_records(one.candidates, sealed, partial(beside, window[section]))
        candidates = tuple(replace(each, withdrawn=each.voter.voter_id in gone) for each in with_records)
        known = (one.line, section, number, one.transcript, one.reading, candidates, tuple(near(place)))
        own = images.get(one.line, frozenset()), store().any, tuple(noted.get(section, ()))
        shown[place] = (*known, *own)
    return [LineShown(task, *shown[task.place]) for task in tasks]


@cache
def open_roll(roll_dir: Path) -> roll.SealedRoll:
    """The sealed roll, opened once in a process; its index may be read by all threads."""
    sealed = roll.open_roll(roll_dir)
    if sealed.index is None:
        raise Fault("The roll's index is not there.")
    return sealed


def _with_records(
    candidates: Iterable[Candidate], sealed: roll.SealedRoll, beside: Callable[[str], Beside]
) -> Iterable[CandidateShown]:
    """Candidates best first, but those of one home one after another, the best one's first."""
    found = [(one, voter) for one in candidates if (voter := sealed.voter(one.voter_id))]
    homes: dict[tuple[str, ...], list[tuple[Candidate, Voter]]] = {}
    for one, voter in found:
        homes.setdefault(_home(voter), []).append((one, voter))
    number = 0
    for together in homes.values():
        for place, (one, voter) in enumerate(together):
            number += 1
            yield CandidateShown(number, voter, one.reading, one.evidence, place > 0, beside(voter.voter_id))


def _withdrawn(voters: Iterable[str]) -> set[str]:
    """Those of the voters who withdrew a signature in time."""
    rows = WithdrawalRow.objects.filter(in_time=True, voter_id__in=list(voters))
    return set(rows.values_list("voter_id", flat=True))


def _home(voter: Voter) -> tuple[str, ...]:
    return (voter.residence_address, voter.unit, voter.zip)


def _around(places: Sequence[int]) -> Callable[[int], list[Neighbour]]:
    """The neighbours on the sheet of any of the lines: a section's lines lie next to each other by place."""
    wanted = {place + away for place in places for away in range(-AROUND, AROUND + 1)}
    rows = {row[0]: row[1:] for row in bulk.fetch("line", ("place", "number", "state"), "place", wanted)}
    columns = ("line_id", "id", *read.TRANSCRIPT)
    written = {row[0]: row[2:] for row in sorted(bulk.fetch("transcript", columns, "line_id", rows))}

    def of(place: int) -> list[Neighbour]:
        near = [place + away for away in range(-AROUND, AROUND + 1) if away]
        return [_neighbour(one - place, rows[one], written.get(one)) for one in near if one in rows]

    return of


def _neighbour(away: int, row: bulk.Row, written: bulk.Row | None) -> Neighbour:
    number, state = row
    transcript = Transcript("", *written) if written else None
    return Neighbour(number, away, state, name_of(transcript), transcript.address if transcript else "")
