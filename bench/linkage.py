"""Linking beside its peers, in one run on the same petitions: python -m bench.linkage (`make bench-linkage`).

Each side runs in a process of its own; the sides take turns, and medians over the turns are kept. Every part
is kept as it is done, so that a run that was killed goes on. Afterwards the page and its plots
(docs/look-up/linkage-benchmark.md) are written from what is there. Options run a part only.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from json import loads
from pathlib import Path

from bench import febrl, linkage_quality
from bench.linkage_page import write_page
from bench.names import RURAL, SECOND, SPEED
from bench.petitions import Petition, make, sizes
from bench.results import ROOT, Record, Results, available_gb, fingerprint
from bench.sides import by_name, found
from fullcount import __version__

FEBRL = "febrl"
SETS = (SPEED, SECOND, RURAL, FEBRL)
SCALES = (0.02, 0.1, 1.0)
LARGEST = {"recordlinkage": 0.02}  # scale
GB_A_MILLION = {"splink": 1.6, "splink-usual": 1.3, "splink-saved": 1.6, "recordlinkage": 8.0}  # of voters
TURNS = {"recordlinkage": 1, "rapidfuzz": 1, "rapidfuzz-cdist": 1}  # at most; the rest --repeat
QUALITY = ("prepared", "splink", "splink-usual")  # on petitions made for quality alone
LIBRARIES = (
    "duckdb",
    "numpy",
    "splink",
    "recordlinkage",
    "rapidfuzz",
    "dedupe",
    "BTrees",
    "pandas",
    "scikit-learn",
)
LIMIT, FEBRL_LIMIT = 3_600, 120  # CPU seconds a side may take


def main() -> None:
    """Run what the options ask for, then write the page."""
    options = _options()
    results = Results(options.work)
    if not options.page_only:
        _refuse_missing()
        if options.again:
            for kept in (results.folder, options.work / "made"):
                shutil.rmtree(kept, ignore_errors=True)
        results.begin(_run_record(options))
        _run(options, results)
    print(write_page(results.everything(), options.out))


def _run(options: argparse.Namespace, results: Results) -> None:
    began = time.perf_counter()
    for petition in _petitions(options):
        sides = tuple(side for side in _sides(petition) if side in options.sides)
        _petition(petition, sides, options, results)
    if FEBRL in options.sets:
        for name in febrl.SETS:
            _febrl(name, options, results)
    run = results.get("run") or {}
    seconds = run.get("seconds", 0) + time.perf_counter() - began
    results.put("run", {**run, "seconds": seconds})


def _petitions(options: argparse.Namespace) -> Iterator[Petition]:
    for scenario in (SPEED, SECOND):
        if scenario in options.sets:
            yield from (Petition(scenario, scale, options.seed) for scale in options.scale)
    if RURAL in options.sets:
        yield Petition(RURAL, 1.0, options.seed)


def _sides(petition: Petition) -> Sequence[str]:
    if petition.scenario != SPEED:
        return QUALITY
    return [side for side in by_name() if petition.scale <= LARGEST.get(side, 1.0)]


def _petition(
    petition: Petition, sides: Sequence[str], options: argparse.Namespace, results: Results
) -> None:
    repeat = options.repeat if petition.scenario == SPEED else 1
    turns = [(turn, side) for turn in range(repeat) for side in sides if turn < TURNS.get(side, repeat)]
    place, folder = petition.name, options.work / "made" / petition.name
    names = [f"{place}/{side}.{turn}" for turn, side in turns]
    if all(results.get(name) for name in [*names, *(f"{place}/{side}.quality" for side in sides)]):
        return
    _say(f"{place}: being made, sealed, prepared")
    make(petition, folder, fingerprint())
    voters, lines = sizes(folder)
    about = {"scenario": petition.scenario, "scale": petition.scale, "seed": petition.seed}
    results.put(f"{place}/petition", {**about, "voters": voters, "lines": lines})
    for name, (_, side) in zip(names, turns, strict=True):
        if results.get(name) is None or not found(folder, side).exists():
            results.put(name, _side(side, folder, voters))
            _say(f"{name}: {_told(results.get(name))}")
    for side in sides:
        results.put(f"{place}/{side}.quality", _quality(side, folder))
    if not options.keep:
        shutil.rmtree(folder)


def _side(side: str, folder: Path, voters: int) -> Record:
    wanted = GB_A_MILLION.get(side, 0) * voters / 1e6
    if wanted > available_gb():
        return {"failed": f"needs about {wanted:.0f} GB; {available_gb():.0f} GB can be had"}
    return _process(["-m", "bench.sides", side, str(folder)])


def _quality(side: str, folder: Path) -> Record:
    """Of fullcount everything, of each side what candidates alone can be held to."""
    path = found(folder, side)
    if not path.exists():
        return {"failed": "it left nothing"}
    record: Record = {
        "figures": linkage_quality.compare(folder, path),
        "alone": linkage_quality.compare(folder, path, "alone"),
        "hits": linkage_quality.hits(folder, path),
    }
    return {**record, "all": linkage_quality.measure(folder)} if side == "prepared" else record


def _febrl(name: str, options: argparse.Namespace, results: Results) -> None:
    from bench.febrl_sides import SIDES

    for side in SIDES:
        part = f"febrl-{name}/{side}"
        if side.split(",")[0] not in options.peers or results.get(part) is not None:
            continue
        folder = options.work / "made" / f"febrl-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        results.put(part, _process(["-m", "bench.febrl_sides", side, name, str(folder)], FEBRL_LIMIT))
        _say(f"{part}: {_told(results.get(part))}")


def _process(arguments: list[str], limit: int = LIMIT) -> Record:
    """Run a side; what went wrong in it is kept in its place. limit: CPU seconds it may take."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 10)),
    )
    if done.returncode == -signal.SIGXCPU:
        return {"failed": f"stopped after {limit} CPU s"}
    if done.returncode:
        return {"failed": (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]}
    return told(done.stdout)


def told(output: str) -> Record:
    """The record a side printed: the last line that can be one, for engines print their progress besides."""
    record: Record = loads(next(line for line in reversed(output.splitlines()) if line.startswith("{")))
    return record


def _told(record: Record | None) -> str:
    record = record or {}
    if "failed" in record:
        return f"failed: {record['failed']}"
    stages = record.get("stages") or {"all": record}
    wall, cpu = (sum(took[clock] for took in stages.values()) for clock in ("wall", "cpu"))
    return f"{wall:.1f} s, {cpu:.1f} CPU s, {record['peak']:.2f} GB"


def _run_record(options: argparse.Namespace) -> Record:
    return {
        "fingerprint": fingerprint(),
        "began": datetime.now(UTC).isoformat(timespec="minutes"),
        "command": _command(options),
        "cores": os.cpu_count(),
        "cpu": _cpu(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30,
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "versions": {"fullcount": __version__, **{name: version(name) for name in LIBRARIES}},
    }


def _command(options: argparse.Namespace) -> str:
    scales = " ".join(f"{scale:g}" for scale in options.scale)
    sets = "" if set(options.sets) == set(SETS) else f" --sets {' '.join(options.sets)}"
    sides = "" if set(options.sides) == set(by_name()) else f" --sides {' '.join(options.sides)}"
    turns = f"--repeat {options.repeat} --seed {options.seed}"
    return f"python -m bench.linkage --scale {scales} {turns}{sets}{sides}"


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def _refuse_missing() -> None:
    for library in ("splink", "recordlinkage", "rapidfuzz", "dedupe", "matplotlib"):
        if importlib.util.find_spec(library) is None:
            raise SystemExit(f"{library} is not installed; run: pip install -r requirements/bench.txt")


def _say(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    sides = tuple(by_name())
    parser = argparse.ArgumentParser(
        prog="python -m bench.linkage", description="Linking beside its peers, in one run."
    )
    parser.add_argument("--scale", type=float, nargs="+", default=list(SCALES), help="1 is the real size")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument(
        "--sides", nargs="+", choices=sides, default=list(sides), metavar="SIDE", help=", ".join(sides)
    )
    parser.add_argument("--repeat", type=int, default=3, help="turns of each side; medians are kept")
    parser.add_argument("--seed", type=int, default=1, help="of the made-up petitions")
    parser.add_argument("--quick", action="store_true", help="the smallest scale, one turn")
    parser.add_argument("--again", action="store_true", help="forget the results that are there")
    parser.add_argument("--keep", action="store_true", help="keep the petitions that were made")
    parser.add_argument(
        "--page-only", action="store_true", help="write the page from the results that are there"
    )
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench-linkage", help="results go here")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "look-up" / "linkage-benchmark.md")
    options = parser.parse_args()
    if options.quick:
        options.scale, options.repeat = [min(SCALES)], 1
    ours = {"prepared", "cold"}
    options.peers = {"fullcount" if side in ours else side.split("-")[0] for side in options.sides} | {
        "dedupe"
    }
    return options


if __name__ == "__main__":
    main()
