"""People at work for some time, all at once; what broke meanwhile, and how long they waited for answers."""

from __future__ import annotations

import asyncio
import random
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bench.desk import house
from bench.desk.client import Browser
from bench.desk.people import Examiner, Tally

SETTLE, LATEST = 5.0, 120.0  # seconds: after the last has come; to wait for those who do not come


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


@dataclass(frozen=True, slots=True)
class Faults:
    """What breaks meanwhile. restart: a command that stops the database at once and starts it; may be none.

    pause: seconds before each fault.
    """

    office: house.Office
    restart: tuple[str, ...]
    pause: float


async def work(names: Sequence[str], port: int, load: Load, faults: Faults | None = None) -> Measured:
    """Let people work; with faults, have the server killed again and again, and the database stopped."""
    tally, day = Tally(), Day()
    people = [
        Examiner(name, Browser(port), tally, load.think, random.Random(name))  # noqa: S311 - no secret
        for name in names
    ]
    breaking = [asyncio.create_task(_break(faults, day))] if faults else []
    began = asyncio.create_task(_all_there(people, day, load))
    arrivals = [load.arrive * place / len(people) for place in range(len(people))]
    await asyncio.gather(*(_come(one, at, day) for one, at in zip(people, arrivals, strict=True)), *breaking)
    wall, cpu = await began
    seconds = time.perf_counter() - wall
    return Measured(tally, seconds, (time.process_time() - cpu) / seconds)


@dataclass(slots=True)
class Day:
    """When work ends; not known before all have come."""

    end: float = float("inf")

    def over(self) -> bool:
        """Whether it is over."""
        return time.monotonic() > self.end


async def _come(examiner: Examiner, at: float, day: Day) -> None:
    await asyncio.sleep(at)
    await examiner.work(day.over)


async def _all_there(people: Sequence[Examiner], day: Day, load: Load) -> tuple[float, float]:
    """Begin to measure when all sit at their desks; what was acknowledged before stays noted."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(*(one.seated.wait() for one in people)), load.arrive + LATEST)
    await asyncio.sleep(min(SETTLE, load.seconds / 4))
    people[0].tally.seconds.clear()
    day.end = time.monotonic() + load.seconds
    return time.perf_counter(), time.process_time()


async def _break(faults: Faults, day: Day) -> None:
    """Kill the server and start it; then stop the database by the command given; and again."""
    office = faults.office
    while time.monotonic() + 3 * faults.pause < day.end:
        await asyncio.sleep(faults.pause)
        house.stop(office.server)
        office.server = await asyncio.to_thread(office.start)
        await asyncio.sleep(faults.pause)
        if faults.restart:
            await asyncio.to_thread(subprocess.run, faults.restart, check=True)
