"""How the cost of linking grows on DuckDB and on Spark: python -m bench.spark [--scale 0.005 0.02 0.1].

The same made-up petitions, rolls prepared beforehand, each run in a process of its own, engines by turns.
CPU seconds and memory are those of the process and all that descend from it (Java, Spark's workers), looked
at several times a second in /proc; memory is shared fairly between those who share it (PSS). Linux only.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from threading import Event, Thread

import duckdb

from bench.link import make_petition
from fullcount import linkage
from fullcount.linkage.spark_session import installed, session

ROOT = Path(__file__).parents[1]
MASTER = "local[2]"
ENGINES = ("duckdb", "spark")
GLANCE = 0.2  # seconds between two looks


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run took. start: until Spark answered; link: lines to result; both wall and CPU s. peak: GB."""

    start: tuple[float, float]
    link: tuple[float, float]
    peak: float


def main() -> None:
    """Measure what the options ask for and print it as Markdown."""
    options = _options()
    if options.side:
        _side(options.side, options.folder)
        return
    load = os.getloadavg()[0]
    print("| voters | lines | engine | start, wall s | CPU s | link, wall s | CPU s | peak GB |")
    print("| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for scale in options.scale:
        for row in _measured(scale, options.seed, options.repeat):
            print(row, flush=True)
    print(f"\n{_versions()}, {os.cpu_count()} cores, load {load:.1f} before, {os.getloadavg()[0]:.1f} after.")


def _measured(scale: float, seed: int, repeat: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sys.stdout, told = sys.stderr, sys.stdout  # the making tells its seconds
        make_petition(scale, seed, folder)
        sys.stdout = told
        linkage.prepare(folder / "roll")
        runs: dict[str, list[Taken]] = {engine: [] for engine in ENGINES}
        for _ in range(repeat):
            for engine in ENGINES:
                runs[engine].append(_run(engine, folder))
        _same(folder)
        voters, lines = _sizes(folder)
        for engine, taken in runs.items():
            times = [
                median(values) for values in zip(*((*one.start, *one.link) for one in taken), strict=True)
            ]
            cells = " | ".join(f"{seconds:.1f}" for seconds in times)
            peak = median(one.peak for one in taken)
            yield f"| {voters:,} | {lines:,} | {engine} | {cells} | {peak:.2f} |"


def _run(engine: str, folder: Path) -> Taken:
    """A run in a process of its own, watched."""
    command = [sys.executable, "-m", "bench.spark", "--side", engine, "--folder", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        watch = _Watch(process.pid)
        # It says a line when it begins, when Spark answers, when it has linked.
        marks = [(time.perf_counter(), watch.cpu()) for _ in process.stdout or ()]
        watch.end()
    if len(marks) != 3 or process.returncode:  # noqa: PLR2004 - the three
        raise SystemExit(f"The run on {engine} failed.")
    start, link = ((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(marks))
    return Taken(start, link, watch.peak)


def _side(engine: str, folder: Path) -> None:
    """Runs in a process of its own; says when it begins, when the engine is there, and when it has linked."""
    print("began", flush=True)
    if engine == "duckdb":
        print("there", flush=True)
        _link(engine, folder, None)
        print("linked", flush=True)
        return
    with tempfile.TemporaryDirectory() as scratch:
        given = linkage.Spark(MASTER, {"spark.driver.memory": "2g"})
        with session(given, Path(scratch)) as made:
            print("there", flush=True)
            _link(engine, folder, linkage.Spark(session=made))
            print("linked", flush=True)


def _link(engine: str, folder: Path, spark: linkage.Spark | None) -> None:
    options = linkage.Options(spark=spark)
    linkage.link(folder / "transcripts.csv", folder / "roll", folder / engine, options=options)


def _same(folder: Path) -> None:
    """Both found the same, or the figures are worth nothing."""
    one, other = (linkage.LinkResult(folder / engine / linkage.LINKS) for engine in ENGINES)
    for mine, theirs in zip(one.candidates(), other.candidates(), strict=True):
        if mine != theirs:
            raise SystemExit("The engines differ.")


class _Watch:
    """Looks at a process and its descendants until it is ended. peak: GB of memory, all together."""

    def __init__(self, pid: int) -> None:
        self._pid, self._ended, self.peak = pid, Event(), 0.0
        self._ticks: dict[int, int] = {}
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def cpu(self) -> float:
        """CPU seconds so far, those of processes that have ended included."""
        self._count()
        return sum(self._ticks.values()) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        before = 0.0
        while not self._ended.wait(GLANCE):
            now = sum(map(_memory, self._count())) / 1e6
            # A process being born shows its parent's memory as its own, for a moment.
            self.peak, before = max(self.peak, min(now, before)), now

    def _count(self) -> list[int]:
        family = _family(self._pid)
        self._ticks |= family
        return list(family)


def _family(root: int) -> dict[int, int]:
    """The process and its descendants, with the ticks of CPU each has had."""
    parent, ticks = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parent[pid], ticks[pid] = int(rest[1]), int(rest[11]) + int(rest[12])
    family = {root}
    while more := {pid for pid, of in parent.items() if of in family and pid not in family}:
        family |= more
    return {pid: ticks[pid] for pid in family if pid in ticks}


def _memory(pid: int) -> int:
    """Kilobytes of a process, what it shares divided among the sharers; 0 where it has ended."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def _sizes(folder: Path) -> tuple[int, int]:
    with duckdb.connect() as db:
        db.execute(f"ATTACH '{folder / 'roll' / 'roll.duckdb'}' AS roll (READ_ONLY)")
        truth = folder / "truth" / "truth.csv"
        sql = f"SELECT (SELECT count(*) FROM roll.voter), (SELECT count(*) FROM read_csv('{truth}'))"
        voters, lines = db.execute(sql).fetchall()[0]
    return voters, lines


def _versions() -> str:
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr
    return (
        f"Apache Spark {installed()} on {MASTER}, Java {java.split(chr(34))[1]}, "
        f"DuckDB {duckdb.__version__}, Python {platform.python_version()}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.spark", description="Cost of linking by engine.")
    parser.add_argument(
        "--scale", type=float, nargs="+", default=[0.005, 0.02, 0.1], help="of the county; 1 is the real size"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the made-up petitions")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each engine; medians are printed")
    parser.add_argument("--side", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
