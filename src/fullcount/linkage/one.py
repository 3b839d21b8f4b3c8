"""A line keyed just now, linked at once: what it gets is what the bulk would have given.

The same blocks run, over the few voters who share a block's keys with the line; the same code weighs them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final, Self

import numpy as np

from fullcount.linkage.arrays import Columns, Longs
from fullcount.linkage.blocks import EVERYBODY, Block, tiers
from fullcount.linkage.intake import Lines, load_lines, write_down
from fullcount.linkage.link import WHAT, Options, concluded, scale_of
from fullcount.linkage.postings import open_postings, rows_with
from fullcount.linkage.prepare import prepare
from fullcount.linkage.result import Linked, linked
from fullcount.linkage.search import Here, block_columns, search, show_voters
from fullcount.linkage.steps import Run
from fullcount.linkage.voters import Sealed
from fullcount.terms import Progress, silent

MOST: Final = 1_000  # lines at once; more are the bulk's work
KEYS: Final = 4  # of a block, at most


class LineLinker:
    """Links lines one at a time to a sealed roll. Use it in one thread; `close` when done.

    Processes share the roll's files, which are mapped and only read.
    """

    def __init__(self, roll_dir: Path, options: Options | None = None, progress: Progress = silent) -> None:
        self.options = options or Options()
        prepare(roll_dir, progress, self.options.engine)
        self._db = self.options.engine.connect(roll_dir / f"linkage.{os.getpid()}.spill")
        self._voters = Sealed(self._db, roll_dir)
        self._roll = replace(self._voters.roll, near=cache(self._voters.roll.near))
        self._columns = block_columns(self._roll)
        self._postings = open_postings(roll_dir, self._columns)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._db.close()

    def link(self, lines: Sequence[Mapping[str, str]]) -> list[Linked]:
        """Link lines given as the columns of a file of lines would have them; line and address are needed.

        Raises BadInput for an unknown or missing column, or more lines than MOST.
        """
        run = Run(self._db, WHAT)
        weights = self.options.weights
        loaded = load_lines(run, write_down(run, lines, MOST), self._roll)
        loaded = loaded.dated(self.options.circulated_from, self.options.filed)
        show_voters(self._db, self._near(loaded), self._roll.parts)
        here = Here(run, loaded.columns, self._roll, scale_of(loaded, self._roll, weights))
        weighed = search(here, run, loaded.columns, self._roll, weights)
        concluded(run, weighed, loaded, self._voters, self.options)
        return list(linked(run.db, weights))

    def _near(self, lines: Lines) -> Columns:
        """The columns that blocks join, of the voters who share a block's keys with a line."""
        blocks = [
            block
            for tier in tiers(self.options.weights, dated=bool(np.any(lines.columns["born"])))
            for block in tier.blocks
            if block.voters == EVERYBODY
        ]
        self._db.execute("CREATE OR REPLACE VIEW open_line AS FROM line")
        asked = self._db.execute("\nUNION ALL\n".join(map(_asked, range(len(blocks)), blocks))).fetchall()
        self._db.execute("DROP VIEW open_line")
        found = [self._with_keys(blocks[place], values) for place, *values in asked]
        rows = np.unique(np.concatenate([*found, np.zeros(0, np.int64)]))
        return {name: column[rows] for name, column in self._columns.items()}

    def _with_keys(self, block: Block, values: list[int]) -> Longs:
        """The rows of voters whose keys of a block have these values."""
        wanted = {key.voter: value for key, value in zip(block.pairs(), values, strict=False)}
        return rows_with(self._postings, self._columns, wanted)


def _asked(place: int, block: Block) -> str:
    """SQL giving the block's place and the values of its keys for every line, filled up to KEYS with NULL."""
    keys = block.pairs()
    values = [f"{key.line}::INTEGER" for key in keys] + ["NULL"] * (KEYS - len(keys))
    known = " AND ".join(f"{key.line} IS NOT NULL" for key in keys)
    return f"SELECT DISTINCT {place}, {', '.join(values)} FROM {block.lines} WHERE {known}"
