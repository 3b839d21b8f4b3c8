"""Columns of whole numbers: lines and voters as linking weighs them, one row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Columns = Mapping[str, Ints]
Piece = TypeVar("Piece")
Made = TypeVar("Made")

PIECES: Final = 4  # of rows that are worked on at the same time
MANY: Final = 10_000  # rows that are worth it
EPOCH: Final = 1_000_000  # days added to days since 1970, so that 0 is an unknown date


def present(numbers: Ints, below: int) -> Ints:
    """The numbers that occur, each once, in order; all are from 0 and below `below`."""
    seen = np.zeros(below, dtype=np.bool_)
    seen[numbers] = True
    return np.flatnonzero(seen).astype(np.int32)


def pieces(count: int) -> list[slice]:
    """Rows in PIECES of the same size, in order; few rows as one piece."""
    ends = np.linspace(0, count, (PIECES if count >= MANY else 1) + 1).astype(np.int64).tolist()
    return [slice(begin, end) for begin, end in pairwise(ends)]


def at_once(work: Callable[[Piece], Made], on: Sequence[Piece]) -> list[Made]:
    """Work on several pieces at the same time; arrays are worked on outside the interpreter's lock."""
    if len(on) == 1:
        return [work(on[0])]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(work, on))


@dataclass(slots=True)
class Side:
    """One side of many pairs: a table's columns, each gathered for the pairs' rows when first asked for."""

    columns: Columns
    rows: Ints
    _gathered: dict[str, Ints] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Ints:
        """The column's value for each pair."""
        if name not in self._gathered:
            self._gathered[name] = np.take(self.columns[name], self.rows)
        return self._gathered[name]

    def at(self, chosen: NDArray[Any] | slice) -> Side:
        """The same side of some of the pairs."""
        return Side(self.columns, self.rows[chosen])


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a line and a voter, or of a line and another line."""

    line: Side
    voter: Side

    def __len__(self) -> int:
        return len(self.line.rows)

    def at(self, chosen: NDArray[Any]) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.line.at(chosen), self.voter.at(chosen))
