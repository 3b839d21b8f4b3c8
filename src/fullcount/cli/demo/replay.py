"""The replay: every act on the petition in order, each done once however often the demo is interrupted.

Each act is one transaction with its ledger entry, so what the ledger holds tells what is done. Moments
are those of the petition replayed, not of the machine's clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from fullcount import case, linkage, roll, synth, verifier
from fullcount.case import actions, record
from fullcount.cli.console import Bars
from fullcount.cli.demo.examine import Room
from fullcount.cli.demo.place import finish
from fullcount.terms import NotFound, Stage, Verdict

SEED = "20220706202207092022071120220714"  # in place of dice: the petition's own dates
FULL = Stage.FULL

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay ends with."""

    folder: Path
    made: synth.Made
    opened: case.Case
    errors: synth.Errors
    verdict: verifier.Verdict
    seconds: tuple[tuple[str, float], ...]


@dataclass
class Replay:
    """A petition of a scenario, in a folder, gone through to its end."""

    folder: Path
    scenario: synth.Scenario
    scale: float
    seed: int
    progress: Bars
    database_url: str = ""
    seconds: list[tuple[str, float]] = field(default_factory=list)

    def run(self) -> Replayed:
        """Do what is not done yet, publish, verify, and hold the result against the truth."""
        self.up_to_examining()
        self._decide_on_sample()
        if record.determinations()[0][1].verdict is Verdict.FULL_COUNT:
            self._count_in_full()
        self._act("certified", 40, "registrar", lambda who: actions.certify(self.opened, who))
        bundle = self._timed("publish", lambda: case.publish(self.opened, self._day(40), self.progress))
        verdict = self._timed("verify", lambda: verifier.verify(bundle, progress=self.progress))
        errors = synth.judge(self.made.truth, self._stood())
        finish(self.folder)
        return Replayed(self.folder, self.made, self.opened, errors, verdict, tuple(self.seconds))

    def up_to_examining(self) -> case.Case:
        """Do what is not done yet before the first line is examined: draw the sample, link the lines."""
        self.opened = case.open_case(self.folder, create=True, database_url=self.database_url)
        self.made = self._timed("make the county and petition", self._make)
        self._receive()
        self._seal_and_draw()
        self._read_lines()
        return self.opened

    def up_to_full_count(self) -> case.Case:
        """Do what is not done yet before the first line of the full count is examined."""
        self.up_to_examining()
        self._decide_on_sample()
        self._order()
        return self.opened

    def _make(self) -> synth.Made:
        folder = self.folder / "made"
        try:
            return synth.open_made(folder)
        except NotFound:
            return synth.make(self.scenario, self.scale, self.seed, folder, self.progress)

    def _receive(self) -> None:
        self._act("petition-opened", 0, "clerk-01", self._open)
        files = (self.made.sections_file, self.made.lines_file)
        self._act(
            "sections-received",
            2,
            "clerk-02",
            lambda w: actions.receive_files(self.opened, w, *files, self.progress),
        )
        self._act("manifest-frozen", 3, "clerk-02", lambda w: actions.freeze_manifest(self.opened, w))

    def _open(self, who: case.Acting) -> object:
        scenario = self.scenario
        opening = actions.Opening(
            id=f"{scenario.id}-demo",
            title=scenario.title,
            law=scenario.law,
            jurisdiction=scenario.jurisdiction,
            officer=scenario.officer,
            office=scenario.office,
            filed=scenario.filed,
            required=self.made.required,
            county=scenario.jurisdiction,
        )
        return actions.open_petition(self.opened, who, opening)

    def _seal_and_draw(self) -> None:
        file = actions.VoterFile(self.made.roll, roll.layout("fullcount"), self.scenario.as_of)
        self._act(
            "roll-sealed",
            5,
            "clerk-03",
            lambda who: actions.seal_roll(self.opened, who, file, self.progress),
        )
        self._timed(
            "prepare the roll for linking", lambda: linkage.prepare(self.opened.roll_dir, self.progress)
        )
        self._act("seed-entered", 5, "clerk-01", lambda who: actions.enter_seed(self.opened, who, SEED))
        self._act("sample-drawn", 5, "clerk-01", lambda who: actions.draw_sample(self.opened, who))

    def _read_lines(self) -> None:
        opened, made, progress = self.opened, self.made, self.progress
        if made.composition.get("withdrawn"):  # a small petition may have none
            self._act(
                "withdrawals-registered",
                6,
                "clerk-04",
                lambda w: actions.register_withdrawals_file(opened, w, made.withdrawals, progress),
            )
        self._act(
            "lines-transcribed",
            6,
            "clerk-04",
            lambda w: actions.transcribe_file(opened, w, made.transcripts, progress),
        )
        self._act("lines-linked", 6, "clerk-04", lambda w: actions.link_lines(opened, w, progress))

    def _decide_on_sample(self) -> None:
        self._examine(Stage.SAMPLE, 7)
        self._settle(Stage.SAMPLE, 8)
        self._act("sample-projected", 8, "supervisor-1", lambda who: actions.project(self.opened, who))
        self._determine(Stage.SAMPLE, 8)

    def _order(self) -> None:
        self._act("full-count-ordered", 8, "supervisor-1", lambda w: actions.order_full_count(self.opened, w))

    def _count_in_full(self) -> None:
        self._order()
        self._examine(FULL, 9)
        self._settle(FULL, 39)
        self._determine(FULL, 39)

    def _examine(self, stage: Stage, day: int) -> None:
        """People examine what is left of a stage; each batch is an act of its own."""
        if self._done("duplicates-settled", stage.value):
            return
        with Room(self.opened, self.made, stage, self.progress) as room:
            self._timed(f"examine the {stage}", lambda: room.examine(lambda: self._moment(day)))

    def _settle(self, stage: Stage, day: int) -> None:
        self._act(
            "duplicates-settled",
            day,
            "supervisor-1",
            lambda who: actions.settle_duplicates(self.opened, who, stage, self.progress),
            stage.value,
        )

    def _determine(self, stage: Stage, day: int) -> None:
        self._act(
            "determined", day, "supervisor-1", lambda w: actions.determine(self.opened, w, stage), stage.value
        )

    def _stood(self) -> list[synth.Stood]:
        return [synth.Stood(*row) for row in record.stood()]

    def _done(self, kind: str, topic: str = "") -> bool:
        return (kind, topic) in record.done()

    def _act(
        self, kind: str, day: int, actor: str, do: Callable[[case.Acting], object], topic: str = ""
    ) -> None:
        """Do an act unless the ledger holds it; on that day after filing, and after every act so far."""
        if not self._done(kind, topic):
            name = f"{kind} {topic}".strip()
            self._timed(name, lambda: do(case.Acting(actor, self._moment(day))))

    def _moment(self, day: int) -> datetime:
        """Nine in the morning of the day, one minute after each act so far."""
        morning = datetime.combine(self._day(day), datetime.min.time(), UTC) + timedelta(hours=16)
        return morning + timedelta(minutes=record.size())

    def _day(self, day: int) -> date:
        return self.scenario.filed + timedelta(days=day)

    def _timed(self, name: str, do: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = do()
        self.seconds.append((name, time.perf_counter() - began))
        return result
