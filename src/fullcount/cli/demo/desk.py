"""A demo's desk: the petition up to its examination, signatures drawn, and the server."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from fullcount import exemplars, synth
from fullcount.case import read
from fullcount.cli.console import Bars, out
from fullcount.cli.demo.replay import Replay
from fullcount.terms import Stage

SIGNATURES = "signatures"


def make_ready(replay: Replay, progress: Bars) -> None:
    """Do what is not done yet before the first line is examined, and give the case its signatures."""
    opened = replay.up_to_examining()
    if not exemplars.Exemplars(opened.dir).any:
        _give_signatures(replay, progress)
    opened.close()


def _give_signatures(replay: Replay, progress: Bars) -> None:
    """Draw those of the sample's lines and of every voter who is shown for them, and take them in."""
    asked, case_dir, at = _shown(), replay.opened.dir, datetime.now(UTC)
    drawn = synth.write_signatures(replay.made, replay.made.into / SIGNATURES, asked, progress)
    exemplars.import_crops(drawn.crops, case_dir, at, lambda _: set(), progress)
    exemplars.import_exemplars(drawn.exemplars, case_dir, at, lambda _: set(), progress)


def _shown() -> synth.Asked:
    lines = list(read.to_examine(Stage.SAMPLE, again=True))
    return synth.Asked(
        [line.line for line in lines], [one.voter_id for line in lines for one in line.candidates]
    )


def serve(folder: Path, port: int) -> NoReturn:
    """Become the server of the demo's case; accounts are made and told there."""
    sys.stdout.flush()
    options = ("--case", str(folder), "--port", str(port), "--demo-people")
    os.execv(sys.executable, [sys.executable, "-P", "-m", "fullcount", "serve", *options])  # noqa: S606


def tell(folder: Path) -> None:
    """What will be served."""
    out.print(f"The petition in {folder} is ready to be examined: the sample is drawn, its lines are linked.")
