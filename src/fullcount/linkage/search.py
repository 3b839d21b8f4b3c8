"""Searching tier after tier: blocks find pairs, arrays weigh them, and lines that are sure drop out."""

from __future__ import annotations

from typing import Final, Protocol

import duckdb
import numpy as np

from fullcount.linkage.arrays import Columns, Ints, Side
from fullcount.linkage.blocks import Tier
from fullcount.linkage.levels import Dictionary
from fullcount.linkage.score import Scale, Weighed, together
from fullcount.linkage.settle import settled
from fullcount.linkage.steps import Run, Step
from fullcount.linkage.texts import Texts
from fullcount.linkage.weights import Weights

# What weighing reads of a line, beside its row; 0 is unknown.
LINE_COLUMNS: Final = (
    *("first", "middle", "last", "suffix", "number", "direction", "street", "kind", "unit", "city", "zip"),
    *("born", "signed", "n_pair", "n_house"),
)


def read_lines(db: duckdb.DuckDBPyConnection) -> Columns:
    """The lines' columns by row; for comparing lines with lines, each is a standing record inside."""
    names = ", ".join(f"coalesce({name}, 0)::INTEGER AS {name}" for name in LINE_COLUMNS)
    columns = db.execute(f"SELECT {names} FROM line ORDER BY lrow").fetchnumpy()
    ones: Ints = np.ones(len(columns["first"]), dtype=np.int32)
    return {**columns, "status": ones, "inside": ones, "registered": np.zeros_like(ones)}


def read_scale(db: duckdb.DuckDBPyConnection, weights: Weights) -> Scale:
    """What pairs are weighed with: the texts of roll and lines, the roll's size."""
    voters, share = db.execute("SELECT voters, share_number FROM prep.fact").fetchall()[0]
    names = _texts(db, "all_name", ("n_first", "n_last", "sound"))
    places = _texts(db, "all_place", ("n_street", "n_zip"))
    nicks = db.execute("SELECT (a::BIGINT << 32) | b AS k FROM nick ORDER BY k").fetchnumpy()["k"]
    return Scale(Dictionary(names, places, np.asarray(nicks, dtype=np.int64)), weights, voters, share)


def _texts(db: duckdb.DuckDBPyConnection, table: str, counts: tuple[str, ...]) -> Texts:
    columns = ", ".join(f"coalesce({name}, 0)::INTEGER AS {name}" for name in counts)
    found = db.execute(f"SELECT code, text, {columns} FROM {table} ORDER BY code").fetchnumpy()
    text = np.concatenate([np.array([""], dtype=object), np.asarray(found["text"], dtype=object)])
    by_name = {name: np.concatenate([np.zeros(1, np.int32), found[name]]) for name in counts}
    return Texts(text, by_name, by_name.pop("sound", None))


class Matcher(Protocol):
    """Whoever finds and weighs a tier's pairs: this process, or Spark."""

    def match(self, tier: Tier) -> Weighed:
        """The tier's pairs for the lines in the table `open_line`, each once; hopeless ones left out."""


class Here:
    """Pairs found by DuckDB and weighed in arrays, in this process."""

    def __init__(self, run: Run, lines: Columns, voters: Columns, scale: Scale) -> None:
        self.run, self.lines, self.voters, self.scale = run, lines, voters, scale

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
        """The tier's pairs, each once: rows of lines and rows of voters."""
        began = self.run.begin()
        sql = f"SELECT DISTINCT lrow, vrow FROM ({tier.pairs_sql()})"
        found = self.run.db.execute(sql).fetchnumpy()
        self.run.note(began, f"{tier.name}_pairs", tier.why, len(found["lrow"]))
        return np.asarray(found["lrow"]), np.asarray(found["vrow"])


class Search:
    """The search of so many lines: the pairs weighed so far, and the lines still open."""

    def __init__(self, run: Run, lines: int, weights: Weights, matcher: Matcher) -> None:
        self.run, self.lines, self.weights, self.matcher = run, lines, weights, matcher
        self._parts: list[Weighed] = []
        run.table(Step("open_line", "At first every line is open.", "FROM line"))

    def tier(self, tier: Tier) -> None:
        """Weigh the tier's pairs for the open lines; lines that have become sure are closed."""
        found = self.matcher.match(tier)
        if len(found):
            self._parts.append(found)
            self._close()

    def finish(self) -> Weighed:
        """All pairs weighed, in the order of lines and voters."""
        self.run.drop(("open_line", "part_line", "settled"))
        return together(self._parts)

    def _close(self) -> None:
        """Take the lines that are sure off the open ones."""
        is_open = np.zeros(self.lines, dtype=np.bool_)
        is_open[self.run.db.execute("SELECT lrow FROM open_line").fetchnumpy()["lrow"]] = True
        parts = [part.at(is_open[part.lrow]) for part in self._parts]
        sure = settled(together(parts), self.weights)
        self.run.db.register("settled", {"lrow": sure})
        self.run.table(
            Step(
                "open_line",
                "Lines that are still to be searched for.",
                "FROM open_line ANTI JOIN settled USING (lrow)",
            )
        )
        self.run.db.unregister("settled")
