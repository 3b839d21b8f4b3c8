"""The examination room of a demo: simulated people see what the program shows and record what they find.

They see the machine's candidates. Where none of them could be the signer they search the roll, as a
person would, and see what the search returns. If the true voter is in neither, the line is wrongly found
not registered: so the demo's end result measures the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Self

from fullcount import case, roll, synth
from fullcount.case import actions, read
from fullcount.cli.console import Bars
from fullcount.terms import Stage

BATCHES = 16  # acts of recording in a stage; a killed demo loses at most one of them
LEAST = 2000
HITS = 20  # voters a search shows at once


class Room:
    """Examiners at their desks, for one stage."""

    def __init__(self, opened: case.Case, made: synth.Made, stage: Stage, progress: Bars) -> None:
        self._opened, self._stage, self._progress = opened, stage, progress
        self._examiner = synth.Examiner.of(made, read.law_of().officials_to_reject_signature)
        self._roll = roll.open_roll(opened.roll_dir)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._roll.close()

    def examine(self, moment: Callable[[], datetime]) -> None:
        """Examine every line of the stage that has no settled standing yet.

        moment: asked for before each act of recording, when it is made. One that is ahead of the clock would
        bar whoever goes on with the case at the clock's time: the ledger's time does not run backwards.
        """
        what = "Examining the sample" if self._stage is Stage.SAMPLE else "Examining every other line"
        left = read.lines_left(self._stage)
        done = 0
        self._progress(what, 0, left)
        for lines in _batches(read.to_examine(self._stage), max(LEAST, left // BATCHES)):
            who = case.Acting("examiners", moment())
            actions.record_findings(self._opened, who, self._stage, self._findings(lines))
            done += len(lines)
            self._progress(what, done, left)

    def _findings(self, lines: Sequence[read.ToExamine]) -> Iterator[actions.Found]:
        seen = [_seen(line) for line in lines]
        lost = [line for line, search in zip(lines, self._examiner.would_search(seen), strict=True) if search]
        hits = self._search(lost)
        shown = [one._replace(hits=hits.get(one.line, ())) for one in seen]
        for findings in self._examiner.examine(shown):
            for found in findings:
                yield actions.Found(found.line, found.outcome, found.reason, found.voter_id, found.official)

    def _search(self, lost: Iterable[read.ToExamine]) -> dict[str, list[str]]:
        """What a few searches in the roll return for each line, by line."""
        asked = (
            (f"{line.line} {number}", roll.Query(*search, whole=bool(search.last)))
            for line in lost
            if line.transcript
            for number, search in enumerate(synth.searches(line.transcript))
        )
        hits: dict[str, list[str]] = {}
        for key, _, voter_id in self._roll.search_many(asked, HITS):
            hits.setdefault(key.split()[0], []).append(voter_id)
        return hits


def _seen(line: read.ToExamine) -> synth.Seen:
    return synth.Seen(line.line, [(found.voter_id, found.reading) for found in line.candidates])


def _batches(lines: Iterator[read.ToExamine], size: int) -> Iterator[list[read.ToExamine]]:
    while batch := list(islice(lines, size)):
        yield batch
