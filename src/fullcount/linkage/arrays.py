"""Columns of whole numbers: lines and voters as linking weighs them, one row each."""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Columns = Mapping[str, Ints]

EPOCH: Final = 1_000_000  # days added to days since 1970, so that 0 is an unknown date


def present(numbers: Ints, below: int) -> Ints:
    """The numbers that occur, each once, in order; all are from 0 and below `below`."""
    seen = np.zeros(below, dtype=np.bool_)
    seen[numbers] = True
    return np.flatnonzero(seen).astype(np.int32)


def looked_up(wanted: NDArray[Any], known: NDArray[Any]) -> NDArray[np.intp]:
    """For each number wanted the place of the first not below it among others, these in order.

    They are looked up in order: the places looked at then lie close together, which is five times as fast.
    """
    order = np.argsort(wanted)
    places = np.empty(len(order), dtype=np.intp)
    places[order] = np.searchsorted(known, wanted[order])
    return places


def let_go(columns: Columns) -> None:
    """Give the machine back the memory of columns mapped from a file; they are read anew where asked for."""
    for column in columns.values():
        mapped = getattr(column, "_mmap", None)
        if mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
            mapped.madvise(mmap.MADV_DONTNEED)
            return


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
