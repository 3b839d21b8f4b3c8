"""A whole small petition of made-up people, driven through every act; used by the tests of room case.

530 numbered lines in 53 sections, 520 of them signed, so that a recall under the law of 2022 draws a
sample of 500 and (with 480 required) ends in a full count.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fullcount import roll
from fullcount.case import Acting, Case, actions, read
from fullcount.terms import Line, LineState, Outcome, Section, Stage, Transcript, line_id

FILED = date(2022, 7, 6)
START = datetime(2022, 7, 6, 17, tzinfo=UTC)
SEED = "31415926535897932384"
SECTIONS, LINES = 53, 10
MISMATCH = "mismatch_signature"

OPENING = actions.Opening(
    id="recall-test",
    title="Recall of the Surveyor",
    law="ca/recall-local",
    jurisdiction="Made-up County",
    officer="Ada Nobody",
    office="County Surveyor",
    filed=FILED,
    required=480,
    county="County of Made-up",
)


class Clock:
    """Gives who acts, each time a minute later."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start

    def __call__(self, actor: str = "clerk-1") -> Acting:
        self.now += timedelta(minutes=1)
        return Acting(actor, self.now)


def sections() -> list[Section]:
    """Every section has ten numbered spaces."""
    return [Section(number, LINES, f"circulator-{number % 5}") for number in range(1, SECTIONS + 1)]


def lines() -> list[Line]:
    """One line of each of the first ten sections is struck; the rest are signed."""
    return [
        Line(line_id(s, n), s, n, _state(s, n)) for s in range(1, SECTIONS + 1) for n in range(1, LINES + 1)
    ]


def _state(section: int, number: int) -> LineState:
    return LineState.STRUCK if section <= 10 and number == 10 else LineState.SIGNED


def signed() -> list[str]:
    """The ids of the signed lines in line order."""
    return [line.id for line in lines() if line.state is LineState.SIGNED]


def voter_of(line: str) -> str:
    """Who signed: lines 7 and 8 of every ninth section are one voter's, as two copies."""
    section, number = int(line[:5]), int(line[6:])
    return f"V{section:05d}{7 if number == 8 and section % 9 == 0 else number:02d}"


def found(line: str) -> list[actions.Found]:
    """What officials find: most valid; one in ten not registered; some signatures rejected by three."""
    section, number = int(line[:5]), int(line[6:])
    if number == 3:
        return [actions.Found(line, Outcome.INVALID, "not_registered")]
    if number == 5 and section % 4 == 0:
        officials = ("examiner-1", "examiner-2", "examiner-3")
        return [actions.Found(line, Outcome.INVALID, MISMATCH, voter_of(line), one) for one in officials]
    return [actions.Found(line, Outcome.VALID, voter_id=voter_of(line))]


def findings(of: Iterable[str]) -> Iterator[actions.Found]:
    """The findings on some lines, line after line."""
    return (one for line in of for one in found(line))


FIRST = ("ANN", "BEN", "CARLA", "DAVID", "ELENA", "FRANK", "GRACE", "HUGO", "IRMA", "JOSE")


def transcripts() -> list[Transcript]:
    """What the signed lines say."""
    return [_transcript(line) for line in signed()]


def _transcript(line: str) -> Transcript:
    voter = voter_of(line)
    section, number = int(voter[1:6]), int(voter[6:])
    name = {"first": FIRST[number - 1], "last": f"{_letters(section)}SON"}
    return Transcript(line, **name, address=f"{section}{number} OAK ST", city="MADEUP", zip="90001")


def _letters(number: int) -> str:
    return "".join(chr(ord("A") + int(digit)) for digit in f"{number:03d}")


def write_roll(path: Path) -> None:
    """A voter file with the voters of all lines except those not registered."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("voter_id", "first_name", "last_name", "residence_address", "city", "zip", "status"))
        for one in transcripts():
            if one.line.endswith("-03") or voter_of(one.line) != f"V{one.line.replace('-', '')}":
                continue
            writer.writerow(
                (voter_of(one.line), one.first, one.last, one.address, one.city, one.zip, "active")
            )


def seal_roll(case: Case, who: Acting, work: Path) -> roll.Seal:
    """Import and seal the voter file."""
    write_roll(work / "roll.csv")
    return actions.seal_roll(case, who, actions.VoterFile(work / "roll.csv", roll.layout("fullcount"), FILED))


def to_the_draw(case: Case, clock: Clock, roll_dir: Path, opening: actions.Opening = OPENING) -> None:
    """Open, receive, freeze, attach a sealed roll that was made before, enter the seed, draw."""
    actions.open_petition(case, clock(), opening)
    actions.receive_sections(case, clock(), sections(), lines())
    actions.freeze_manifest(case, clock())
    case.roll_dir.symlink_to(roll_dir)
    actions.attach_roll(case, clock())
    actions.enter_seed(case, clock(), SEED)
    actions.draw_sample(case, clock())


def through_the_sample(case: Case, clock: Clock) -> None:
    """Findings, settlement, projection, determination of the sample."""
    actions.record_findings(case, clock(), Stage.SAMPLE, findings(read.drawn_lines()))
    actions.settle_duplicates(case, clock(), Stage.SAMPLE)
    actions.project(case, clock())
    actions.determine(case, clock(), Stage.SAMPLE)


def through_the_full_count(case: Case, clock: Clock) -> None:
    """Everything that is left, to the determination of the full count."""
    actions.order_full_count(case, clock())
    left = [one.line for one in read.to_examine(Stage.FULL)]
    actions.record_findings(case, clock(), Stage.FULL, findings(left))
    actions.settle_duplicates(case, clock(), Stage.FULL)
    actions.determine(case, clock(), Stage.FULL)
