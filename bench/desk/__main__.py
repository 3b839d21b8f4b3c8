"""How many examiners the desk carries: python -m bench.desk --case DIR [--database-url URL] [--faults].

Makes a petition up to its full count where DIR has none, serves it, and lets simulated examiners work. Prints
the answers' times and what the database says afterwards; exits 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.desk import house
from bench.desk.checking import problems
from bench.desk.loading import Faults, Load, Measured, work

PAUSE = 10.0  # seconds before each fault


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
        faults = Faults(office, tuple(shlex.split(options.restart)), PAUSE) if options.faults else None
        measured = asyncio.run(work(names, port, load, faults))
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
