"""Linking a petition's lines to a sealed roll, from file to result."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from fullcount.linkage.blocks import Tier, tiers
from fullcount.linkage.duplicates import find_groups
from fullcount.linkage.files import publish, sweep
from fullcount.linkage.intake import load_lines
from fullcount.linkage.prepare import PREPARED, Engine, prepare
from fullcount.linkage.result import LINKS, LinkResult, write_result
from fullcount.linkage.score import open_weighing, weigh
from fullcount.linkage.settle import conclusions, settled_step
from fullcount.linkage.steps import Clock, Run, Step
from fullcount.linkage.weights import Weights, default_weights
from fullcount.terms import Progress, silent

STEPS = 43  # a whole run; a tier that finds nobody takes fewer


_KEYS = """lrow, number, h_first, h_last, h_street, h_zip, h_sound, h_sound_first, i_first, i_last, i_middle,
    n_pair"""
_PARTS = Step(
    "part_line",
    "Lines with two surnames, a row for each, and how many voters have that one.",
    """
    SELECT p.*, coalesce(n.n, 1) AS n_pair
    FROM (
        SELECT lrow, h_first, h_zip, hash(unnest(string_split(last, ' '))) AS h_part
        FROM line WHERE contains(last, ' ')
    ) p LEFT JOIN prep.n_pair n ON n.k = hash(p.h_first, p.h_part)
    """,
)


@dataclass(frozen=True, slots=True)
class Options:
    """How to link. clock: seconds from anywhere, for the step table; without one, steps take 0 s."""

    weights: Weights = field(default_factory=default_weights)
    engine: Engine = field(default_factory=Engine)
    clock: Clock | None = None


def link(
    lines_csv: Path,
    roll_dir: Path,
    workdir: Path,
    progress: Progress = silent,
    options: Options | None = None,
) -> LinkResult:
    """Link every line to the roll; writes links.duckdb in workdir and gives it opened for reading.

    lines_csv: UTF-8 CSV with a header; columns line and address, name or first, middle, last, and where
    known city and zip. Raises BadInput for lines that cannot be read (file, row and column), NotFound where
    there is no roll. What is found for a line does not depend on the other lines.
    """
    options = options or Options()
    prepare(roll_dir, progress, options.engine)
    workdir.mkdir(parents=True, exist_ok=True)
    sweep(workdir, LINKS)
    building = workdir / f"{LINKS}.{os.getpid()}.building"
    spill = workdir / f"{LINKS}.{os.getpid()}.spill"
    try:
        with options.engine.connect(":memory:", spill) as db:
            _attach(db, roll_dir)
            run = Run(db, "Linking lines", progress, options.clock or (lambda: 0.0), of=STEPS)
            load_lines(run, lines_csv)
            _search(run, options.weights)
            _conclude(run, options.weights)
            write_result(run, building, options.weights)
        publish(building, workdir / LINKS)
    finally:
        building.unlink(missing_ok=True)
        shutil.rmtree(spill, ignore_errors=True)
    progress("Linking lines", STEPS, STEPS)
    return LinkResult(workdir / LINKS)


def _attach(db: duckdb.DuckDBPyConnection, roll_dir: Path) -> None:
    for name, file in (("roll", "roll.duckdb"), ("prep", PREPARED)):
        path = str(roll_dir / file).replace("'", "''")
        db.execute(f"ATTACH '{path}' AS {name} (READ_ONLY)")


def _search(run: Run, weights: Weights) -> None:
    """Search tier after tier, each for the lines the ones before left open."""
    open_weighing(run)
    run.table(_PARTS)
    run.table(Step("open_line", "At first every line is open.", f"SELECT {_KEYS} FROM line"))
    for tier in tiers(weights):
        _search_tier(run, tier, weights)
    run.drop(("open_line", "part_line", "settled"))


def _search_tier(run: Run, tier: Tier, weights: Weights) -> None:
    if run.table(Step(f"{tier.name}_pairs", tier.why, tier.pairs_sql())):
        weigh(run, tier.name, weights)
        run.table(settled_step(weights))
        run.table(
            Step(
                "open_line",
                "Lines that are still to be searched for.",
                "FROM open_line ANTI JOIN settled USING (lrow)",
            )
        )
    run.drop((f"{tier.name}_pairs",))


def _conclude(run: Run, weights: Weights) -> None:
    for step in conclusions(weights):
        run.table(step)
    find_groups(run, weights)
