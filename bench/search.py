"""Search while a clerk types, measured on a sealed roll beside two peers: python -m bench.search ROLL.

Each side is built and asked in processes of its own, one side after the other in one run. It makes the roll's
search index anew. Writes docs/look-up/search-benchmark.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

import numpy as np

from bench.search_queries import KINDS, Typed, typed
from bench.search_sides import CLIENTS, SECONDS, SHOWN, SIDES
from fullcount import __version__, roll

ROOT: Final = Path(__file__).parents[1]
EACH: Final = 400
PROCESSES: Final = 2  # that serve the clients
Figures = dict[str, Any]


def main() -> None:
    """Measure and write the page."""
    options = _options()
    loads = [os.getloadavg()[0]]
    asked = typed(options.roll, EACH, options.seed)
    figures = {}
    with tempfile.TemporaryDirectory(dir=options.work) as name:
        folder = Path(name)
        queries = folder / "queries.json"
        queries.write_text(json.dumps([(each.kind, astuple(each.query), each.voter_id) for each in asked]))
        for side in options.side:
            figures[side] = _measure(side, options, folder, queries)
            loads.append(os.getloadavg()[0])
    page = _page(figures, asked, options, loads)
    options.out.write_text(page, encoding="utf-8")
    print(page)


def _measure(side: str, options: argparse.Namespace, folder: Path, queries: Path) -> Figures:
    command = [sys.executable, "-m", "bench.search_sides"]
    where = [side, str(options.roll), str(folder), str(queries)]
    asked = ["chrt", "--rr", "1", *command] if options.first else command
    built = _said(_start([*command, "build", *where]))
    one = _said(_start([*asked, "ask", *where]))
    many = [_start([*asked, "clients", *where]) for _ in range(PROCESSES)]
    waited = [ms for process in many for ms in _said(process)["ms"]]
    return {"built": built, "one": one, "many": waited}


def _start(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _said(process: subprocess.Popen[str]) -> Figures:
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(process.returncode)
    figures: Figures = json.loads(said.splitlines()[-1])
    return figures


def _page(
    figures: dict[str, Figures], asked: list[Typed], options: argparse.Namespace, loads: list[float]
) -> str:
    seal = roll.open_roll(options.roll).seal
    sides = list(figures)
    rows = [
        _row("", [SIDES[side].version for side in sides]),
        "|---" * (len(sides) + 1) + "|",
        *(_row(name, [tell(figures[side]) for side in sides]) for name, tell in _ROWS.items()),
    ]
    hits = [
        "| found among the first 20, of the queries | " + " | ".join(sides) + " |",
        "|---" * (len(sides) + 1) + "|",
        *(_row(what, [_found(figures[side], asked, kind) for side in sides]) for kind, what in KINDS.items()),
    ]
    times = [
        "| one clerk, CPU ms p50 / p95 / p99 | " + " | ".join(sides) + " |",
        "|---" * (len(sides) + 1) + "|",
        *(
            _row(what, [_by_kind(figures[side], asked, kind) for side in sides])
            for kind, what in KINDS.items()
        ),
    ]
    return TEXT.format(
        voters=f"{seal.voters:,}",
        table="\n".join(rows),
        hits="\n".join(hits),
        times="\n".join(times),
        count=f"{len(asked):,}",
        seed=options.seed,
        shown=SHOWN,
        clients=CLIENTS * PROCESSES,
        processes=PROCESSES,
        threads=CLIENTS,
        seconds=SECONDS,
        versions=f"fullcount {__version__}, Python {platform.python_version()}, NumPy {np.__version__}",
        machine=f"{os.cpu_count()} cores ({_processor()}), {_memory():.0f} GB, {platform.system()}",
        first=" --first" if options.first else "",
        turn="Those asked had their turn before other work on the machine. " if options.first else "",
        load=" to ".join(f"{load:.1f}" for load in (min(loads), max(loads))),
    )


def _row(name: str, values: list[str]) -> str:
    return f"| {name} | " + " | ".join(values) + " |"


def _told(ms: list[float]) -> str:
    cut = quantiles(ms, n=100)
    return " / ".join(f"{cut[place - 1]:.2f}" for place in (50, 95, 99))


def _found(figures: Figures, asked: list[Typed], kind: str) -> str:
    found = [hit for hit, each in zip(figures["one"]["found"], asked, strict=True) if each.kind == kind]
    return f"{100 * sum(found) / len(found):.1f}%"


def _by_kind(figures: Figures, asked: list[Typed], kind: str) -> str:
    return _told([ms for ms, each in zip(figures["one"]["cpu"], asked, strict=True) if each.kind == kind])


_ROWS: Final[dict[str, Callable[[Figures], str]]] = {
    "one clerk, ms p50 / p95 / p99": lambda side: _told(side["one"]["ms"]),
    "one clerk, CPU ms p50 / p95 / p99": lambda side: _told(side["one"]["cpu"]),
    "many clerks, ms p50 / p95 / p99": lambda side: _told(side["many"]),
    "built in, wall seconds": lambda side: f"{side['built']['wall']:.1f}",
    "built in, CPU seconds": lambda side: f"{side['built']['cpu']:.1f}",
    "peak memory while building, GB": lambda side: f"{side['built']['peak']:.2f}",
    "size, MB": lambda side: f"{side['built']['size'] / 1e6:,.0f}",
    "memory of a searching process that it shares with no other, MB": lambda side: (
        f"{side['one']['own']:.0f}"
    ),
}


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.search", description="Measure search while typing."
    )
    parser.add_argument("roll", type=Path, help="the folder of a sealed roll")
    parser.add_argument(
        "--seed", type=int, default=1, help="decides which voters are looked for, and the slips"
    )
    parser.add_argument("--first", action="store_true", help="ask before other work has its turn; for root")
    parser.add_argument("--side", nargs="+", choices=SIDES, default=list(SIDES))
    parser.add_argument("--work", type=Path, help="for the peers' files, which hold names")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "look-up" / "search-benchmark.md")
    return parser.parse_args()


TEXT: Final = """# Search while a clerk types, measured

Made by `python -m bench.search ROLL --seed {seed}{first}` on a sealed roll of {voters} made-up voters.
How search works: [search](../why/search.md); why so: [decision 8](../decisions/0008-search-index.md).

{table}

{count} queries, a quarter of each kind, made from voters chosen by chance (seed {seed}). An answer is the
first {shown} voters: ours ranked, told in words, with every field that is shown; the peers' id and name,
unranked. *CPU ms* is what a query costs where nothing else runs. *Many clerks*: {clients} of one query a
second each for {seconds} s, as {threads} threads in each of {processes} processes that share the files, timed
from the moment a query is due. {turn}Files had been read before.

The peers hold the same four sorted tables: DuckDB skips the blocks that cannot hold what is asked; SQLite's
are B-trees without rowids, filled in key order from rows that DuckDB sorted.

{hits}

A slip is a letter put in, left out or taken for another, or two neighbours exchanged, at any place, the first
letter too. The peers find a misspelt surname by its sound alone. A name alone is not enough where many bear
it: the answer then says how many voters fit and asks for the house number. At an address of more than
{shown} voters it asks for the surname.

{times}

{versions}; {machine}; load of the machine {load}
(other work ran on it: above 2, a part of a wall time is waiting for a core).
"""


if __name__ == "__main__":
    main()
