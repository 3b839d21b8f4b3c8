"""How many examiners a desk carries: python -m bench.desk.ramp --case DIR [--think 5] --people 25 50 100.

More and more people work for a while each, at one desk; it ends where an answer was wrong or 95 of 100
decisions do not come in time. With --think 0 nobody thinks: the decisions a second are the most there are.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from bench.desk import house
from bench.desk.__main__ import quantile
from bench.desk.loading import Load, Measured, work

IN_TIME = 0.5  # seconds


def main() -> None:
    """Measure and print, a line for each number of people."""
    options = _options()
    house.make_case(options.case, options.scale, options.database_url)
    names = house.make_people(options.case, options.database_url, max(options.people))
    port, processes = house.free_port(), 2 if options.database_url else 1
    server = house.start(options.case, port, options.database_url, processes)
    print(f"{'people':>6} {'a second':>9} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8}  load  wrong", flush=True)
    try:
        for people in options.people:
            load = Load(people, options.think, options.seconds, min(options.seconds / 2, people / 5))
            measured = asyncio.run(work(names[:people], port, load))
            print(_row(people, measured), flush=True)
            if not carried(measured):
                break
    finally:
        house.stop(server)


def carried(measured: Measured) -> bool:
    """Whether nothing went wrong, and decisions were acknowledged in time."""
    took = sorted(measured.tally.seconds["decide"])
    return (
        bool(took)
        and not measured.tally.wrong
        and not measured.tally.twice
        and quantile(took, 0.95) <= IN_TIME
    )


def _row(people: int, measured: Measured) -> str:
    took = sorted(measured.tally.seconds["decide"]) or [0.0]
    figures = " ".join(f"{1000 * quantile(took, share):8.1f}" for share in (0.5, 0.95, 0.99))
    rate = len(took) / measured.seconds
    wrong = dict(measured.tally.wrong) or "none"
    return f"{people:6} {rate:9.1f} {figures}  {os.getloadavg()[0]:4.1f}  {wrong}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.desk.ramp", description="More and more examiners.")
    parser.add_argument("--case", type=Path, required=True, help="the case; made where it is not there")
    parser.add_argument("--database-url", default="", help="a PostgreSQL database of its own; else SQLite")
    parser.add_argument("--scale", type=float, default=0.1, help="of the Los Angeles petition of 2022")
    parser.add_argument("--people", type=int, nargs="+", default=[10, 25, 50, 100, 200, 400])
    parser.add_argument("--think", type=float, default=5.0, help="seconds between decisions on average")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each number of people")
    return parser.parse_args()


if __name__ == "__main__":
    main()
