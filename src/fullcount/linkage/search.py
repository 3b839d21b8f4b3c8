"""Searching tier after tier: blocks find pairs, arrays weigh them, and lines that are sure drop out."""

from __future__ import annotations

from typing import Any, Protocol

import duckdb
import numpy as np

from fullcount.linkage.arrays import Columns, Ints, Side
from fullcount.linkage.blocks import Tier, tiers
from fullcount.linkage.former import owned
from fullcount.linkage.prepared import Prepared
from fullcount.linkage.ranges import ranges, side_by_side
from fullcount.linkage.score import Scale, Weighed, in_line_order, joined, nothing, together
from fullcount.linkage.settle import settled
from fullcount.linkage.steps import Run, Step
from fullcount.linkage.weights import Weights


def block_columns(roll: Prepared) -> Columns:
    """The voters' columns that blocks join, beside those that weighing reads."""
    voters, names = roll.voters, roll.names
    letter = names.letter.astype(np.uint8)  # of ASCII
    columns: dict[str, Any] = {
        "vrow": np.arange(len(voters["first"]), dtype=np.int32),
        **voters,
        **{f"i_{name}": letter[voters[name]] for name in ("first", "last", "middle")},
    }
    if names.sound is not None:
        columns |= {f"sound_{name}": names.sound[voters[name]] for name in ("first", "last")}
    return columns


def show_voters(db: duckdb.DuckDBPyConnection, columns: Columns, parts: Columns) -> None:
    """Make prep.voter and prep.part, which blocks join: views of the arrays, nothing is copied."""
    db.execute("CREATE SCHEMA IF NOT EXISTS prep")
    for name, made in (("voter", columns), ("part", parts)):
        db.register(f"prepared_{name}", {**made})
        db.execute(f"CREATE OR REPLACE VIEW prep.{name} AS FROM prepared_{name}")


def hide_voters(db: duckdb.DuckDBPyConnection) -> None:
    """Let go of the arrays that show_voters showed."""
    for name in ("voter", "part"):
        db.execute(f"DROP VIEW IF EXISTS prep.{name}")
        db.unregister(f"prepared_{name}")


class Matcher(Protocol):
    """Whoever finds and weighs a tier's pairs: this process, or Spark."""

    def match(self, tier: Tier) -> Weighed:
        """The tier's pairs for the lines in the table `open_line`, each once; hopeless ones left out."""


class Here:
    """Pairs found by DuckDB and weighed in arrays, in this process."""

    def __init__(self, run: Run, lines: Columns, roll: Prepared, scale: Scale) -> None:
        self.run, self.lines, self.roll, self.voters, self.scale = run, lines, roll, roll.voters, scale

    def match(self, tier: Tier) -> Weighed:
        """The tier's pairs for the lines in the table `open_line`, each once, weighed."""
        lrow, vrow = self._pairs(tier)
        began = self.run.begin()
        found = self.scale.weigh(Side(self.lines, lrow), Side(self.voters, vrow))
        self.run.note(
            began,
            f"{tier.name}_weighed",
            "Names compared, then the rest; hopeless pairs left out.",
            len(found),
        )
        return found

    def _pairs(self, tier: Tier) -> tuple[Ints, Ints]:
        """The tier's pairs, each once, by voter: what weighing reads of the roll then lies close together."""
        began = self.run.begin()
        sql = f"SELECT (vrow::BIGINT << 32) | lrow AS pair FROM ({tier.merged_sql()})"
        pairs = np.asarray(self.run.db.execute(sql).fetchnumpy()["pair"])
        pairs.sort()
        pairs = pairs[np.r_[True, pairs[1:] != pairs[:-1]][: len(pairs)]]
        self.run.note(began, f"{tier.name}_pairs", tier.why, len(pairs))
        return (pairs & 0xFFFFFFFF).astype(np.int32), (pairs >> 32).astype(np.int32)


def search(matcher: Matcher, run: Run, lines: Columns, roll: Prepared, weights: Weights) -> Weighed:
    """All pairs weighed of the lines in the table `line`, in the order of lines and voters."""
    looking = Search(run, lines, roll, weights, matcher)
    for tier in tiers(weights, dated=bool(np.any(lines["born"]))):
        looking.tier(tier)
    return looking.finish()


class Search:
    """The search of so many lines: pairs weighed of lines that are closed, and of those still open.

    Pairs are kept by ranges of lines, which are worked on side by side; no line's pairs depend on another's.
    """

    def __init__(self, run: Run, lines: Columns, roll: Prepared, weights: Weights, matcher: Matcher) -> None:
        self.run, self.lines, self.roll, self.weights, self.matcher = run, lines, roll, weights, matcher
        self._ranges = ranges(len(lines["first"]))
        self._closed: list[list[Weighed]] = [[] for _ in self._ranges]
        self._open = [nothing() for _ in self._ranges]
        run.table(Step("open_line", "At first every line is open.", "FROM line"))

    def tier(self, tier: Tier) -> None:
        """Weigh the tier's pairs for the open lines; lines that have become sure are closed."""
        found = self.matcher.match(tier)
        found = owned(found, self.lines, self.roll.former, len(self.roll), self.weights)
        if not len(found):
            return
        sure = np.concatenate(side_by_side(lambda place: self._take(place, found), range(len(self._ranges))))
        self.run.db.register("settled", {"lrow": sure})
        self.run.table(
            Step(
                "open_line",
                "Lines that are still to be searched for.",
                "FROM open_line ANTI JOIN settled USING (lrow)",
            )
        )
        self.run.db.unregister("settled")

    def finish(self) -> Weighed:
        """All pairs weighed, in the order of lines and voters."""
        self.run.drop(("open_line", "part_line", "settled"))
        parts = [[*closed, open_] for closed, open_ in zip(self._closed, self._open, strict=True)]
        return joined(side_by_side(in_line_order, parts))

    def _take(self, place: int, found: Weighed) -> Ints:
        """Take pairs of a range of lines in; those of lines that are sure now are put by."""
        lines = self._ranges[place]
        mine = np.flatnonzero((found.lrow >= lines.start) & (found.lrow < lines.stop))
        weighed = together([self._open[place], found.at(mine)])
        sure = settled(weighed, self.weights)
        is_sure = np.zeros(len(lines), dtype=np.bool_)
        is_sure[sure - lines.start] = True
        closed = is_sure[weighed.lrow - lines.start]
        self._closed[place].append(weighed.at(np.flatnonzero(closed)))
        self._open[place] = weighed.at(np.flatnonzero(~closed))
        return sure
