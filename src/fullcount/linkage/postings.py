"""Which voters have a value in a column, without reading it: the roll's rows in the order of a column.

They serve one line at a time: of the blocks' millions of voters only those who share a key with the line are
shown to the engine, and the same blocks run over them. Kept beside the sealed roll, made at first use.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fullcount.linkage.arrays import Columns, Ints
from fullcount.linkage.files import publish
from fullcount.linkage.prepare import numbering
from fullcount.terms import Refused

COLUMNS: Final = ("first", "last", "number", "street", "sound_first", "sound_last", "born")
"""Every block has one of these among its keys. Other columns have too few values to lead to a voter."""


@dataclass(frozen=True, slots=True)
class Postings:
    """rows: by column, the roll's rows in the column's order; begin: where the rows of a value begin."""

    rows: Columns
    values: dict[str, Ints]
    begin: dict[str, NDArray[np.int64]]

    def span(self, column: str, value: int) -> tuple[int, int]:
        """Where in rows[column] the rows of a value lie."""
        values = self.values[column]
        at = int(np.searchsorted(values, value))
        if at == len(values) or values[at] != value:
            return 0, 0
        return int(self.begin[column][at]), int(self.begin[column][at + 1])


def open_postings(roll_dir: Path, columns: Columns) -> Postings:
    """The postings of a sealed roll's columns, made where they are not there yet; rows mapped into memory."""
    path = roll_dir / f"linkage.{numbering(roll_dir)}.postings.npy"
    if not path.exists():
        _make_there(path, columns)
    table: Ints = np.load(path, mmap_mode="r")
    rows = {name: table[place] for place, name in enumerate(COLUMNS)}
    spans = {name: _spans(np.asarray(columns[name])) for name in COLUMNS}
    return Postings(
        rows, {name: one for name, (one, _) in spans.items()}, {name: two for name, (_, two) in spans.items()}
    )


def _make_there(path: Path, columns: Columns) -> None:
    """Raises Refused where the roll's folder cannot be written."""
    try:
        for left in path.parent.glob("linkage.*.postings.npy*"):  # of other numbers, or of a killed process
            left.unlink(missing_ok=True)
        while not path.exists():
            with suppress(FileNotFoundError):  # another process began at the same time and swept ours away
                _make(path, columns)
    except PermissionError as error:
        raise Refused(
            f"The folder {path.parent.name} cannot be written, and the roll's postings are not there yet.",
            do="Let its owner run `fullcount link-line` on it once.",
        ) from error


def _make(path: Path, columns: Columns) -> None:
    building = path.with_name(f"{path.name}.{os.getpid()}.building")
    try:
        table = np.lib.format.open_memmap(
            str(building), mode="w+", dtype=np.int32, shape=(len(COLUMNS), len(columns["first"]))
        )
        for place, name in enumerate(COLUMNS):
            table[place] = np.argsort(columns[name], kind="stable")
        table.flush()
        publish(building, path)
    finally:
        building.unlink(missing_ok=True)


def _spans(column: Ints) -> tuple[Ints, NDArray[np.int64]]:
    values, counts = np.unique(column, return_counts=True)
    return values, np.r_[0, np.cumsum(counts)]


def rows_with(postings: Postings, columns: Columns, wanted: dict[str, int]) -> NDArray[np.int64]:
    """The rows in which all of some columns have the values wanted; one of the columns has postings."""
    spans = {name: postings.span(name, value) for name, value in wanted.items() if name in postings.rows}
    name, (begin, end) = min(spans.items(), key=lambda each: each[1][1] - each[1][0])
    rows = np.asarray(postings.rows[name][begin:end], dtype=np.int64)
    for other, value in wanted.items():
        if other != name:
            rows = rows[columns[other][rows] == value]
    return rows
