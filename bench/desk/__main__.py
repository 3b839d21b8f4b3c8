"""How many examiners the desk carries: python -m bench.desk --case DIR --database-url URL."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time
from pathlib import Path

from bench.desk import house
from bench.desk.client import Browser
from bench.desk.people import Examiner, Tally


def main() -> None:
    o = _options()
    house.make_case(o.case, o.scale, o.database_url)
    names = house.make_people(o.case, o.database_url, o.people)
    port = house.free_port()
    with house.serving(o.case, port, o.database_url, o.processes):
        tally, seconds = asyncio.run(work(names, port, o))
    report(tally, seconds)


async def work(names, port, o):
    tally = Tally()
    began = time.perf_counter()
    end = began + o.minutes * 60 + o.warm
    people = [Examiner(n, Browser(port), tally, o.think, random.Random(i)) for i, n in enumerate(names)]

    async def one(i, e):
        await asyncio.sleep(i / len(people) * o.warm * 0.8)
        await e.work(lambda: time.perf_counter() > end)

    async def settle():
        await asyncio.sleep(o.warm)
        print("warm: wrong", dict(tally.wrong), "signins", len(tally.seconds["sign in"]))
        tally.seconds.clear()
        tally.cpu = time.process_time()

    await asyncio.gather(settle(), *(one(i, e) for i, e in enumerate(people)))
    print("client cpu share", (time.process_time() - tally.cpu) / (o.minutes * 60))
    return tally, time.perf_counter() - began - o.warm


def report(tally, seconds):
    for kind, took in sorted(tally.seconds.items()):
        took = sorted(took)
        at = lambda q: took[min(len(took) - 1, int(q * len(took)))] * 1000
        print(
            f"{kind:10} {len(took):7} p50 {at(0.5):7.1f} p95 {at(0.95):7.1f} p99 {at(0.99):7.1f} max {took[-1] * 1000:7.1f} ms"
        )
    print(
        "decisions/s",
        len(tally.seconds["decide"]) / seconds,
        "wrong",
        dict(tally.wrong),
        "unanswered",
        tally.unanswered,
        "load",
        os.getloadavg(),
    )


def _options() -> argparse.Namespace:
    p = argparse.ArgumentParser(prog="python -m bench.desk", description="x")
    p.add_argument("--case", type=Path, required=True)
    p.add_argument("--database-url", default="")
    p.add_argument("--scale", type=float, default=0.1)
    p.add_argument("--people", type=int, default=400)
    p.add_argument("--minutes", type=float, default=10)
    p.add_argument("--think", type=float, default=5)
    p.add_argument("--processes", type=int, default=2)
    p.add_argument("--warm", type=float, default=30)
    return p.parse_args()


main()
