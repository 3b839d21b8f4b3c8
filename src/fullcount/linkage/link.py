"""Linking a petition's lines to a roll, from file to result."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from fullcount.linkage.arrays import Columns, Ints, let_go
from fullcount.linkage.duplicates import find_groups
from fullcount.linkage.engine import Engine
from fullcount.linkage.files import publish, sweep
from fullcount.linkage.intake import Lines, Written, load_lines, read_written
from fullcount.linkage.prepare import prepare
from fullcount.linkage.prepared import Prepared
from fullcount.linkage.result import LINKS, LinkResult, RollCount, write_candidates, write_rest
from fullcount.linkage.score import Scale, Weighed
from fullcount.linkage.search import Here, Matcher, block_columns, hide_voters, search, show_voters
from fullcount.linkage.settle import Candidates, LineReadings, conclude
from fullcount.linkage.spark import matching
from fullcount.linkage.spark_session import Spark
from fullcount.linkage.steps import Clock, Run
from fullcount.linkage.voters import Sealed, Unsealed, VoterFile, Voters, by_id
from fullcount.linkage.weights import Weights, default_weights
from fullcount.linkage.window import number_of
from fullcount.terms import BadInput, Progress, silent

STEPS: Final = 21  # a whole run; a tier that finds nobody takes fewer
WHAT: Final = "Linking lines"


@dataclass(frozen=True, slots=True)
class Options:
    """How to link.

    filed: the day of filing; a voter registered after it, or after the day a line was signed, is read
    "registered too late". None: that is not looked at. circulated_from: the first day of circulation, which
    ends with filing: within it a line was signed whose own day is not known. clock: seconds from anywhere,
    for the step table; without one, steps take 0 s. spark: where pairs are found and weighed, if not in this
    process. Raises BadInput where circulation begins after filing.
    """

    weights: Weights = field(default_factory=default_weights)
    engine: Engine = field(default_factory=Engine)
    clock: Clock | None = None
    filed: date | None = None
    circulated_from: date | None = None
    spark: Spark | None = None

    def __post_init__(self) -> None:
        if self.filed and self.circulated_from and self.circulated_from > self.filed:
            raise BadInput(
                f"Circulation begins on {self.circulated_from}, after the day of filing, {self.filed}.",
                do="Mend the one or the other.",
            )


def link(
    lines_csv: Path,
    roll: Path | VoterFile,
    workdir: Path,
    progress: Progress = silent,
    options: Options | None = None,
) -> LinkResult:
    """Link every line to the roll; writes links.duckdb in workdir and gives it opened for reading.

    lines_csv: UTF-8 CSV with a header; columns line and address, name or first, middle, last, and where
    known city, zip, birth_date and signed_on, or circulated_from and circulated_to, the days between which
    the circulator says that it was signed. roll: the directory of a sealed roll, which is prepared first
    where it is not, or a voter file, of which nothing is kept. Raises BadInput for lines that cannot be read
    (file, row and column), NotFound where there is no roll. What is found for a line does not depend on the
    other lines, but where a ditto mark means the line above (ditto.py).
    """
    options = options or Options()
    if isinstance(roll, Path):
        prepare(roll, progress, options.engine)
    workdir.mkdir(parents=True, exist_ok=True)
    sweep(workdir, LINKS)
    building = workdir / f"{LINKS}.{os.getpid()}.building"
    spill = workdir / f"{LINKS}.{os.getpid()}.spill"
    try:
        with options.engine.connect(spill) as db, _uncollected():
            what, of = (WHAT, STEPS) if options.spark is None else ("Reading lines", 0)
            run = Run(db, what, progress, options.clock or (lambda: 0.0), of)
            link_lines(run, *read_both(run, lines_csv, roll), options, building)
        publish(building, workdir / LINKS)
    finally:
        building.unlink(missing_ok=True)
        shutil.rmtree(spill, ignore_errors=True)
    progress(WHAT, STEPS, STEPS)
    return LinkResult(workdir / LINKS)


def voters_of(db: duckdb.DuckDBPyConnection, roll: Path | VoterFile, progress: Progress = silent) -> Voters:
    """The voters of a sealed roll that is prepared, or of a file."""
    return Sealed(db, roll) if isinstance(roll, Path) else Unsealed(db, roll, progress)


def read_both(run: Run, lines_csv: Path, roll: Path | VoterFile) -> tuple[Written, Voters]:
    """The lines as written, and the voters: the engine and the interpreter are busy by turns."""
    with ThreadPoolExecutor(1) as pool:
        voters = pool.submit(voters_of, run.db.cursor(), roll, run.progress)
        written = read_written(run, lines_csv)
        return written, voters.result()


def link_lines(run: Run, written: Written, voters: Voters, options: Options, into: Path) -> None:
    """Link lines; writes the result to the new file `into`."""
    roll = voters.roll
    with ThreadPoolExecutor(1) as pool:  # the one in arrays, the other in the interpreter
        columns = pool.submit(block_columns, roll)
        lines = load_lines(run, written, roll).dated(options.circulated_from, options.filed)
    del written  # of no further use, and large
    scale = scale_of(lines, roll, options.weights)
    show_voters(run.db, columns.result(), roll.parts)
    del columns
    weighed = _searched(run, lines, roll, scale, options, into.with_suffix(".spark"))
    hide_voters(run.db)
    let_go(roll.voters)
    concluded(run, weighed, lines, voters, options)
    del weighed
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_candidates, run.db.cursor(), into, options.weights)
        find_groups(run, as_records(lines), scale)
        writing.result()
    write_rest(run, RollCount(len(roll), voters.passed_over))


def _searched(  # noqa: PLR0913, PLR0917 - lines, roll, how they are weighed, and where
    run: Run, lines: Lines, roll: Prepared, scale: Scale, options: Options, scratch: Path
) -> Weighed:
    """All pairs weighed, here or on Spark."""
    here = Here(run, lines.columns, roll, scale)
    with _matcher(here, options.spark, scratch) as matcher:
        return search(matcher, run, lines.columns, roll, options.weights)


def concluded(run: Run, weighed: Weighed, lines: Lines, voters: Voters, options: Options) -> None:
    """Make the tables `candidate`, `reading` and `voter_id` of the pairs weighed."""
    began = run.begin()
    latest = _latest(lines.columns, options.filed)
    candidates, readings = conclude(
        weighed,
        lines.columns,
        options.weights,
        latest,
        lambda shown, tied: by_id(voters, run.db, shown, tied),
        lines.known,
    )
    run.note(began, "candidate", _CANDIDATES, len(candidates.row))
    _hand_over(run.db, weighed, candidates, readings)


def scale_of(lines: Lines, roll: Prepared, weights: Weights) -> Scale:
    """What pairs of these lines and the roll's voters are weighed with."""
    return Scale(lines.known, weights, float(len(roll)), roll.share_number, roll.middle_held)


def as_records(lines: Lines) -> Columns:
    """Lines' columns as if each were a standing record inside, for comparing lines with lines."""
    ones: Ints = np.ones(len(lines), dtype=np.int32)
    return {**lines.columns, "status": ones, "inside": ones, "registered": np.zeros_like(ones)}


@contextmanager
def _uncollected() -> Iterator[None]:
    """Do not look for garbage in cycles: of the hundreds of thousands of forms of texts none is in one.

    To go through them again and again takes a twentieth of a run.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


_CANDIDATES: Final = "The probability of a candidate is its share among the line's candidates and nobody."


@contextmanager
def _matcher(here: Here, spark: Spark | None, scratch: Path) -> Iterator[Matcher]:
    """Pairs found and weighed in this process, or on Spark for as long as it is needed."""
    if spark is None:
        yield here
        return
    with matching(here.run, here.scale, spark, scratch) as matcher:
        yield matcher
    here.run.what, here.run.of = WHAT, STEPS


def _latest(lines: Columns, filed: date | None) -> Ints | None:
    """For each line the last day on which its signer may have registered."""
    if filed is None:
        return None
    day = np.int32(number_of(filed))
    signed = lines["signed"]
    return np.where((signed > 0) & (signed < day), signed, day)


def _hand_over(
    db: duckdb.DuckDBPyConnection, weighed: Weighed, candidates: Candidates, readings: LineReadings
) -> None:
    """Make the tables `candidate` and `reading` of what was concluded; levels as one number, 4 bits each."""
    row = candidates.row
    codes = np.zeros(len(row), dtype=np.int64)
    for place in range(weighed.levels.shape[1]):
        codes |= weighed.levels[row, place].astype(np.int64) << (4 * place)
    shown = {
        "lrow": weighed.lrow[row],
        "vrow": weighed.vrow[row],
        "rank": candidates.rank,
        "probability": candidates.probability,
        "reading": candidates.reading,
        "codes": codes,
    }
    every = {
        "lrow": np.arange(len(readings.reading), dtype=np.int32),
        "reading": readings.reading,
        "probability": readings.probability,
    }
    for name, columns in (("candidate", shown), ("reading", every)):
        db.register("made", columns)
        db.execute(f"CREATE OR REPLACE TABLE {name} AS FROM made")
        db.unregister("made")
