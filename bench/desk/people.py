"""A simulated examiner: signs in, thinks, decides by what is shown; searches, undoes, rejects signatures."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from bench.desk.client import Answer, Browser, Fields, Unanswered

PASSWORD = "a long sentence for measuring"  # noqa: S105 - of accounts that live for a measurement
DOUBTED, MOVED, LOOKED_UP, TAKEN_BACK = 0.02, 0.04, 0.05, 0.01  # shares of lines
SPREAD = 0.6  # of the logarithm of a think time
_LINE = re.compile(rb'<form class="line".*?</form>', re.DOTALL)
_TASK = re.compile(rb'data-task="(\d+)"')
_VOTER = re.compile(rb'name="voter" value="([^"]+)"')
_USUAL = re.compile(rb'data-usual="([^"]*)"')
_FEATURE = re.compile(rb'name="feature" value="([^"]+)"')


@dataclass(slots=True)
class Shown:
    """A line as the page gives it."""

    task: int
    voters: list[str]
    usual: str
    features: list[str]


@dataclass(slots=True)
class Tally:
    """What all examiners met with.

    seconds: of each answer, by kind. wrong: answers that are none of the expected, by kind and status.
    decided: tasks whose decision was acknowledged, with name, outcome and reason. undone: tasks whose
    decision was taken back, acknowledged; unsure: tasks of requests that were never answered, of which there
    were `unanswered`. twice: tasks that were shown to two people while both could decide them.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    decided: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)
    unanswered: int = 0
    twice: int = 0
    holders: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Examiner:
    """One person at one browser. think: seconds between decisions on average; 0 for none."""

    name: str
    browser: Browser
    tally: Tally
    think: float
    chance: random.Random
    lines: dict[int, Shown] = field(default_factory=dict)
    last: int | None = None
    seated: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self, until: Callable[[], bool]) -> None:
        """Sign in, and decide until told to stop or nothing is left."""
        while not until():
            try:
                await self._sit_down()
                while not until() and await self._line():
                    pass
                if not self.lines and not until():
                    await asyncio.sleep(1)  # nothing left for this person now
            except Unanswered:
                self.tally.unanswered += 1
                await asyncio.sleep(0.2)  # the page keeps the decision and says so; a person tries again
        self.browser.close()

    async def _sit_down(self) -> None:
        page = await self._timed("examine", self.browser.get("/examine"), HTTPStatus.FOUND)
        if page.status == HTTPStatus.FOUND:
            await self.browser.get("/sign-in")
            given = [("name", self.name), ("password", PASSWORD)]
            await self._timed("sign in", self.browser.post("/sign-in", given), HTTPStatus.FOUND)
            page = await self._timed("examine", self.browser.get("/examine"))
        self.lines.clear()
        self._take(page.body)
        if page.status == HTTPStatus.OK:
            self.seated.set()

    async def _line(self) -> bool:
        """One line, if there is one."""
        if not self.lines:
            return False
        await asyncio.sleep(self._thinking())
        task, shown = next(iter(self.lines.items()))
        verdict = await self._verdict(shown)
        del self.lines[task]
        there = [("there", str(one)) for one in self.lines]
        await self._decide(task, [*verdict, *there])
        if self.chance.random() < TAKEN_BACK:
            await self._take_back()
        return True

    def _thinking(self) -> float:
        if not self.think:
            return 0.0
        return self.think * self.chance.lognormvariate(-SPREAD * SPREAD / 2, SPREAD)

    async def _verdict(self, shown: Shown) -> Fields:
        """What this person finds, by what is shown; where nobody is, by what a search shows."""
        draw, searched = self.chance.random(), []
        if not shown.voters or draw > 1 - LOOKED_UP:
            searched = [("searched", shown.usual or "A")]
            await self._search(shown.usual or "A")
            if not shown.voters:
                return [("outcome", "invalid"), ("reason", "not_registered"), *searched]
        if draw < DOUBTED:
            marked = [("feature", shown.features[0])] if shown.features else []
            reason = [("outcome", "invalid"), ("reason", "mismatch_signature")]
            return [*reason, *marked, *_voter(shown.voters, 0)]
        if draw < DOUBTED + MOVED:
            return [("outcome", "invalid"), ("reason", "different_address"), *_voter(shown.voters, 0)]
        return [("outcome", "valid"), *_voter(shown.voters, 0), *searched]

    async def _search(self, text: str) -> None:
        """Typing: a search for half of the text, then for all of it."""
        for typed in (text[: len(text) // 2] or text, text):
            fields = [("q", typed), ("after", "0")]
            await self._timed("search", self.browser.post("/examine/search", fields))

    async def _decide(self, task: int, fields: Fields) -> None:
        self.tally.unsure.add(task)
        answer = await self._sent(task, fields)
        if answer.status == HTTPStatus.BAD_REQUEST:  # the voter has withdrawn the signature
            kept = [(name, value) for name, value in fields if name in {"voter", "there"}]
            fields = [("outcome", "invalid"), ("reason", "withdrawn"), *kept]
            answer = await self._sent(task, fields)
        self.tally.unsure.discard(task)
        self.tally.holders.pop(task, None)
        if answer.status != HTTPStatus.OK:
            raise Unanswered  # the page is loaded anew
        given = dict(fields)
        self.tally.decided[task] = (self.name, given["outcome"], given.get("reason", ""))
        self.last = task
        self._take(json.loads(answer.body)["lines"].encode())

    async def _sent(self, task: int, fields: Fields) -> Answer:
        asking = self.browser.post("/examine/decide", [("task", str(task)), *fields])
        return await self._timed("decide", asking, HTTPStatus.BAD_REQUEST)

    async def _take_back(self) -> None:
        task, self.last = self.last, None
        if task is None:
            return
        self.tally.unsure.add(task)
        answer = await self._timed("undo", self.browser.post("/examine/undo", []), HTTPStatus.CONFLICT)
        self.tally.unsure.discard(task)
        if answer.status == HTTPStatus.OK:
            self.tally.undone.add(task)
            page = await self._timed("more", self.browser.get("/examine/more", self._there()))
            self._take(page.body)

    def _there(self) -> Fields:
        return [("there", str(one)) for one in self.lines]

    async def _timed(self, kind: str, asking: Awaitable[Answer], also: int = HTTPStatus.OK) -> Answer:
        began = time.perf_counter()
        answer = await asking
        self.tally.seconds[kind].append(time.perf_counter() - began)
        if answer.status not in {HTTPStatus.OK, also}:
            self.tally.wrong[f"{kind} {answer.status}"] += 1
        return answer

    def _take(self, body: bytes) -> None:
        for form in _LINE.findall(body):
            shown = _shown(form)
            self.lines[shown.task] = shown
            other = self.tally.holders.setdefault(shown.task, self.name)
            self.tally.twice += other != self.name


def _shown(form: bytes) -> Shown:
    task, usual = _TASK.search(form), _USUAL.search(form)
    return Shown(
        int(task[1]) if task else 0,
        [one.decode() for one in _VOTER.findall(form)],
        usual[1].decode() if usual else "",
        [one.decode() for one in _FEATURE.findall(form)],
    )


def _voter(voters: list[str], place: int) -> Fields:
    return [("voter", voters[place])] if len(voters) > place else []
