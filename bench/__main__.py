"""Linking beside the peer, in one run on the same petitions: python -m bench [--scale 0.05 0.1].

Each side runs in a process of its own, by turns, --repeat times; medians are kept and written as a page.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from bench.forms import write_line_forms
from bench.link import make_petition
from bench.page import Comparison, Side, write_page
from bench.quality import quality
from bench.sides import Stages, stage
from bench.small import small_timings
from fullcount import linkage

ROOT = Path(__file__).parents[1]
SIDES = ("fullcount", "splink")
FORMS = "normal forms of the lines"


def main() -> None:
    """Measure what the options ask for and write the page."""
    options = _options()
    if importlib.util.find_spec("splink") is None:
        raise SystemExit("The peer is not installed; run: pip install -r requirements/bench.txt")
    load = os.getloadavg()[0]
    comparisons = [compare(scale, options.seed, options.repeat) for scale in options.scale]
    page = write_page(comparisons, small_timings(options.bundle), _command(options), load)
    options.out.write_text(page, encoding="utf-8")
    print(page)


def compare(scale: float, seed: int, repeat: int) -> Comparison:
    """Make one petition and let both sides link it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_petition(scale, seed, folder)
        linkage.prepare(folder / "roll")
        forms: Stages = {}
        with stage(forms, FORMS):
            write_line_forms(folder)
        runs: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
        for _ in range(repeat):
            for side in SIDES:
                runs[side].append(_run(side, folder, seed))
        voters, lines = _sizes(folder)
        ours, peer = (_side(folder, side, runs[side]) for side in SIDES)
        return Comparison(scale, voters, lines, ours, peer, quality(folder, "splink", "alone"), forms)


def _run(side: str, folder: Path, seed: int) -> dict[str, Any]:
    (folder / "roll" / "linkage.duckdb").unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench.sides", side, str(folder), str(seed)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    run: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return run


def _side(folder: Path, side: str, runs: list[dict[str, Any]]) -> Side:
    stages = {
        name: {clock: median(run["stages"][name][clock] for run in runs) for clock in ("wall", "cpu")}
        for name in runs[0]["stages"]
    }
    return Side(side, runs[0]["version"], stages, median(run["peak"] for run in runs), quality(folder, side))


def _sizes(folder: Path) -> tuple[int, int]:
    with duckdb.connect() as db:
        db.execute(f"ATTACH '{folder / 'roll' / 'roll.duckdb'}' AS roll (READ_ONLY)")
        truth = folder / "truth" / "truth.csv"
        sql = f"SELECT (SELECT count(*) FROM roll.form), (SELECT count(*) FROM read_csv('{truth}'))"
        voters, lines = db.execute(sql).fetchall()[0]
    return voters, lines


def _command(options: argparse.Namespace) -> str:
    scales = " ".join(f"{scale:g}" for scale in options.scale)
    bundle = " --bundle BUNDLE" if options.bundle else ""
    return f"python -m bench --scale {scales} --seed {options.seed} --repeat {options.repeat}{bundle}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure linking beside a named peer."
    )
    parser.add_argument(
        "--scale", type=float, nargs="+", default=[0.05], help="of the county; 1 is the real size"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the made-up petition")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each side; medians are kept")
    parser.add_argument("--bundle", type=Path, help="a published bundle whose check is to be timed")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "look-up" / "benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
