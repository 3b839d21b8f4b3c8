"""fullcount: with the roll prepared, and from the voter file's Parquet.

In both the lines are read as keyed, and all results are written: candidates, evidence in words, readings,
duplicates.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from bench.clocks import Stages, cpu_seconds, peak, stage
from bench.sides import Side, Took, found
from fullcount import __version__, linkage, roll
from fullcount.linkage import LinkResult, Options

COLD = "cold"  # the folder linking from the file works in


def prepared(folder: Path) -> Took:
    """Link to the roll that was sealed and prepared beforehand."""
    stages: Stages = {}
    with stage(stages, "link"):
        result = linkage.link(folder / "transcripts.csv", folder / "roll", folder, options=_options())
    return _took(result, stages, found(folder, "prepared"))


def cold(folder: Path) -> Took:
    """Link to a voter file nobody has seen before."""
    shutil.rmtree(folder / COLD, ignore_errors=True)
    (folder / COLD).mkdir()
    stages: Stages = {}
    result = _from_file(folder, folder / COLD, stages)
    took = _took(result, stages, found(folder, "cold"))
    shutil.rmtree(folder / COLD)
    return took


def _from_file(folder: Path, work: Path, stages: Stages) -> LinkResult:
    """From the voter file's Parquet to the results; nothing is sealed."""
    source = folder / "roll.parquet"
    with stage(stages, "link"):
        voters = linkage.VoterFile(source.name, roll.reader(source, roll.layout("fullcount"), work))
        return linkage.link(folder / "transcripts.csv", voters, work, options=_options())


def _options() -> Options:
    return Options(clock=cpu_seconds)


def _took(result: LinkResult, stages: Stages, target: Path) -> Took:
    most = peak()
    with duckdb.connect(str(result.path), read_only=True) as db:
        db.execute(
            "COPY (SELECT line, rank, voter_id, probability, probability AS alone FROM candidate) "
            f"TO '{target}'"
        )
    return Took(__version__, stages, most, more={"steps": _summed(result)})


def _summed(result: LinkResult) -> dict[str, float]:
    """Processor seconds by name of the step; a step that is made several times is summed."""
    seconds: dict[str, float] = {}
    for step in result.steps:
        seconds[step.name] = seconds.get(step.name, 0.0) + step.seconds
    return seconds


SIDES: dict[str, Side] = {"prepared": prepared, "cold": cold}
