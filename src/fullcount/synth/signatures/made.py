"""The signatures of a made petition, as files: what is on file of voters, and what stands on lines."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np

from fullcount.synth.facts import Facts, read_facts
from fullcount.synth.making import Made
from fullcount.synth.signatures.hand import hand, other_hand
from fullcount.synth.signatures.ink import on_file, on_paper
from fullcount.synth.signatures.signing import sign
from fullcount.terms import BadInput, Progress, silent

EXEMPLARS, CROPS, MANIFEST = "exemplars", "crops", "manifest.csv"
FOLDERS: Final = 100  # that the files of each kind lie in
ALIKE: Final = (0.88, 1.12)  # how small and how large people sign beside their usual
SOURCES: Final = ("registration form", "ballot envelope", "driver license", "ballot envelope")
EARLIEST: Final = timedelta(days=9 * 365)  # before filing, where a voter's registration has no day
STRANGER: Final = 1  # beside a person's number: somebody else, who signs for that person

Name = tuple[str, str, str]
"""First, middle and last name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose signatures are drawn. lines: ids, None for every signed line; voters: ids, beside signers'."""

    lines: Collection[str] | None = None
    voters: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: folders with a manifest each, and how many."""

    exemplars: Path
    crops: Path
    voters: int
    signatures: int
    lines: int


class _Line(NamedTuple):
    """A line to be signed. person: a number that is the signer's alone; differs: another signs."""

    line: str
    voter_id: str
    person: int
    name: Name
    differs: bool


class _Voter(NamedTuple):
    voter_id: str
    person: int
    name: Name
    registered: date | None


def write_signatures(
    made: Made, into: Path, asked: Asked | None = None, progress: Progress = silent
) -> Drawn:
    """Draw into two folders, exemplars and crops, each with a manifest.csv that is written last.

    A person has one hand, on lines and on file, in two records too; where the truth says that a signature
    differs, somebody else signed. All follows from the petition's seed, line and voter.
    Raises BadInput for a line that the petition has not; voters whom the roll has not are passed over.
    """
    asked, facts = asked or Asked(), read_facts(made.truth)
    signed = list(_signed(made, facts, asked.lines))
    wanted = {line.voter_id for line in signed if line.voter_id} | set(asked.voters)
    voters = {voter.voter_id: voter for voter in _voters(made, facts, wanted)}
    lines = [_by_roll(line, voters) for line in signed]
    folders = into / EXEMPLARS, into / CROPS
    drawn = _write_exemplars(made, folders[0], list(voters.values()), progress)
    _write_crops(made, folders[1], lines, progress)
    return Drawn(*folders, len(voters), drawn, len(lines))


def _signed(made: Made, facts: Facts, wanted: Collection[str] | None) -> Iterator[_Line]:
    names = {
        row["line"]: (row["first"], row["middle"], row["last"]) for row in _rows(made.transcripts, wanted)
    }
    persons = dict(zip(facts.ids, facts.lines.person.tolist(), strict=True))
    unknown = set(wanted or ()) - set(names)
    if unknown:
        raise BadInput(
            f"{len(unknown):,} of the lines are no signed lines of this petition, such as {min(unknown)}.",
            do="Give lines of the petition that lies in this folder.",
        )
    for row in _rows(made.truth / "truth.csv", wanted):
        line = row["line"]
        yield _Line(line, row["voter_id"], persons[line], names[line], row["signature_differs"] == "yes")


def _rows(path: Path, wanted: Collection[str] | None) -> Iterator[dict[str, Any]]:
    lines = None if wanted is None else set(wanted)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if lines is None or row["line"] in lines:
                yield row


def _voters(made: Made, facts: Facts, wanted: Collection[str]) -> Iterator[_Voter]:
    with duckdb.connect() as con:
        rows = con.execute(
            """SELECT voter_id, first_name, middle_name, last_name, registered_on
            FROM read_csv($1, all_varchar = true, header = true)
            JOIN (SELECT unnest($2::VARCHAR[]) AS voter_id) USING (voter_id) ORDER BY voter_id""",
            [str(made.roll), list(wanted)],
        ).fetchall()
    places = np.searchsorted(facts.number, np.array([int(row[0]) for row in rows], dtype=np.int64))
    persons = facts.records.person[places].tolist()
    for (voter_id, *name, registered), person in zip(rows, persons, strict=True):
        first, middle, last = (text or "" for text in name)
        yield _Voter(
            voter_id, person, (first, middle, last), date.fromisoformat(registered) if registered else None
        )


def _by_roll(line: _Line, voters: dict[str, _Voter]) -> _Line:
    """The line with the signer's own name, however it is written in print."""
    voter = voters.get(line.voter_id)
    return line._replace(name=voter.name) if voter else line


def _write_exemplars(made: Made, folder: Path, voters: Sequence[_Voter], progress: Progress) -> int:
    rows = []
    for done, voter in enumerate(voters):
        progress("Drawing signatures on file", done, len(voters))
        own = hand(made.seed, voter.person)
        for number, (day, source) in enumerate(_occasions(made, voter), 1):
            name = _file(folder, voter.voter_id, f"{voter.voter_id}-{number}.png")
            strokes = sign(own, voter.name, made.seed, voter.person, number)
            (folder / name).write_bytes(on_file(strokes, own, _size(made.seed, voter.person, number)))
            rows.append((voter.voter_id, name, day.isoformat(), source))
    progress("Drawing signatures on file", len(voters), len(voters))
    _write_manifest(folder, ("voter_id", "file", "date", "source"), rows)
    return len(rows)


def _occasions(made: Made, voter: _Voter) -> list[tuple[date, str]]:
    """When and on what a voter signed before, the earliest first: on registering, and some times since."""
    rng = np.random.Generator(np.random.PCG64([made.seed, int(voter.voter_id), 7]))
    filed = made.scenario.filed
    first = min(voter.registered or filed - EARLIEST, filed)
    further = int(rng.choice([0, 1, 2, 3], p=[0.1, 0.35, 0.35, 0.2]))
    days = sorted(int(day) for day in rng.integers(0, max((filed - first).days, 1), further))
    since = [first + timedelta(days=day) for day in days]
    return list(zip([first, *since], SOURCES, strict=False))


def _write_crops(made: Made, folder: Path, lines: Sequence[_Line], progress: Progress) -> None:
    rows = []
    for done, line in enumerate(lines):
        progress("Drawing signatures on lines", done, len(lines))
        own, number = hand(made.seed, line.person), _number(line.line)
        used = other_hand(own, made.seed, line.person, STRANGER) if line.differs else own
        name = _file(folder, line.line, f"{line.line}.png")
        strokes = sign(used, line.name, made.seed, number)
        (folder / name).write_bytes(on_paper(strokes, used, _size(made.seed, number)))
        rows.append((line.line, name, "signature"))
    progress("Drawing signatures on lines", len(lines), len(lines))
    _write_manifest(folder, ("line", "file", "part"), rows)


def _size(*numbers: int) -> float:
    return float(np.random.Generator(np.random.PCG64(numbers)).uniform(*ALIKE))


def _number(text: str) -> int:
    return zlib.crc32(text.encode())


def _file(folder: Path, key: str, name: str) -> str:
    """Where a file lies in its folder; makes the folder."""
    within = f"{_number(key) % FOLDERS:02d}"
    (folder / within).mkdir(parents=True, exist_ok=True)
    return f"{within}/{name}"


def _write_manifest(folder: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{MANIFEST}.part"
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    part.rename(folder / MANIFEST)
