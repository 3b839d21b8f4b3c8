"""How many examiners the desk carries: python -m bench.desk --case DIR [--database-url URL] [--faults].

Makes a petition up to its full count where DIR has none, serves it, and lets simulated examiners work. Prints
the answers' times and what the database says afterwards; exits 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.desk import house
from bench.desk.checking import problems
from bench.desk.client import Browser
from bench.desk.people import Examiner, Tally

BETWEEN_FAULTS = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of the desk. think: seconds on average; arrive: seconds in which people sign in."""

    people: int
    think: float
    seconds: float
    arrive: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of it: the answers after all had signed in, the processor's share that the people took."""

    tally: Tally
    seconds: float
    own_share: float


def main() -> None:
    """Measure, check, print."""
    options = _options()
    house.make_case(options.case, options.scale, options.database_url)
    names = house.make_people(options.case, options.database_url, options.people)
    load = Load(options.people, options.think, options.minutes * 60, options.arrive)
    port, begun = house.free_port(), os.getloadavg()[0]
    server = house.start(options.case, port, options.database_url, options.processes)
    office = house.Office(server, options.case, port, options.database_url, options.processes)
    try:
        measured = asyncio.run(work(names, port, load, office if options.faults else None, options.restart))
    finally:
        house.stop(office.server)
    print(
        f"{options.people} people, think {options.think} s, {options.processes} processes; load {begun:.1f}"
    )
    print("\n".join(report(measured)))
    wrong = problems(options.case, options.database_url, measured.tally)
    wrong += [f"{measured.tally.twice} lines were with two people at once."] if measured.tally.twice else []
    print("\n".join(wrong) or "Every acknowledged decision is there, none twice; the ledger holds.")
    sys.exit(bool(wrong or (measured.tally.wrong and not options.faults)))


async def work(
    names: Sequence[str], port: int, load: Load, office: house.Office | None, restart: str
) -> Measured:
    """Let people work; with an office, have the server killed again and again, then the database."""
    tally = Tally()
    end = time.monotonic() + load.arrive + load.seconds
    people = [
        Examiner(name, Browser(port), tally, load.think, random.Random(name))  # noqa: S311 - no secret
        for name in names
    ]
    began = asyncio.create_task(_all_there(tally, load.arrive))
    faults = [asyncio.create_task(_break(office, restart, end - BETWEEN_FAULTS / 2))] if office else []
    arrivals = [load.arrive * place / len(people) for place in range(len(people))]
    await asyncio.gather(*(_come(one, at, end) for one, at in zip(people, arrivals, strict=True)), *faults)
    wall, cpu = await began
    seconds = time.perf_counter() - wall
    return Measured(tally, seconds, (time.process_time() - cpu) / seconds)


async def _come(examiner: Examiner, at: float, end: float) -> None:
    await asyncio.sleep(at)
    await examiner.work(lambda: time.monotonic() > end)


async def _all_there(tally: Tally, arrive: float) -> tuple[float, float]:
    """Begin to measure when all have come; what was acknowledged before stays noted."""
    await asyncio.sleep(arrive + 2)
    tally.seconds.clear()
    return time.perf_counter(), time.process_time()


async def _break(office: house.Office, restart: str, end: float) -> None:
    """Kill the server and start it; then the database, by the command given; and again."""
    while time.monotonic() + BETWEEN_FAULTS < end:
        await asyncio.sleep(BETWEEN_FAULTS / 2)
        house.stop(office.server)
        office.server = await asyncio.to_thread(office.start)
        await asyncio.sleep(BETWEEN_FAULTS / 2)
        if restart:
            await asyncio.to_thread(subprocess.run, shlex.split(restart), check=True)


def report(measured: Measured) -> list[str]:
    """The figures, a line each."""
    tally = measured.tally
    lines = [f"{'answer':10} {'count':>7} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'max ms':>8}"]
    for kind, seconds in sorted(tally.seconds.items()):
        took = sorted(seconds)
        figures = " ".join(f"{1000 * quantile(took, share):8.1f}" for share in (0.5, 0.95, 0.99, 1.0))
        lines.append(f"{kind:10} {len(took):7} {figures}")
    rate = len(tally.seconds["decide"]) / measured.seconds
    return [
        *lines,
        f"{rate:.1f} decisions a second over {measured.seconds:.0f} s; {len(tally.decided)} acknowledged",
        f"unexpected answers: {dict(tally.wrong) or 'none'}; connections broken: {tally.unanswered}",
        f"the simulated people took {100 * measured.own_share:.0f}% of a processor",
    ]


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value that a share of the ordered values does not exceed."""
    return ordered[max(0, min(len(ordered) - 1, int(share * len(ordered))))]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description="Load the desk and check.")
    parser.add_argument("--case", type=Path, required=True, help="the case; made where it is not there")
    parser.add_argument("--database-url", default="", help="a PostgreSQL database of its own; else SQLite")
    parser.add_argument("--scale", type=float, default=0.1, help="of the Los Angeles petition of 2022")
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--think", type=float, default=5.0, help="seconds between decisions on average")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--arrive", type=float, default=120.0, help="seconds in which people sign in")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--faults", action="store_true", help="kill the server again and again")
    parser.add_argument(
        "--restart", default="", help="with --faults: a command that stops PostgreSQL at once"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
