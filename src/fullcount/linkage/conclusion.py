"""Concluding on ranges of lines side by side: no line's probabilities depend on another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from threading import Lock
from typing import TypeVar

import numpy as np

from fullcount.linkage.arrays import Ints, Longs
from fullcount.linkage.levels import Dictionary
from fullcount.linkage.ranges import ranges, side_by_side
from fullcount.linkage.score import Weighed
from fullcount.linkage.settle import Candidates, LineReadings, Ties, conclude
from fullcount.linkage.weights import Weights

Rows = TypeVar("Rows", Candidates, LineReadings)


def conclude_all(  # noqa: PLR0913, PLR0917 - as conclude
    weighed: Weighed,
    lines: Mapping[str, Ints],
    weights: Weights,
    latest: Ints | None,
    ties: Ties,
    known: Dictionary,
) -> tuple[Candidates, LineReadings]:
    """What `settle.conclude` gives, of many lines sooner; arguments are the same."""
    alone = Lock()  # ties are looked up in one connection

    def one_at_a_time(rows: Ints) -> Longs:
        with alone:
            return ties(rows)

    def of_range(lrows: range) -> tuple[Candidates, LineReadings]:
        begin, end = np.searchsorted(weighed.lrow, [lrows.start, lrows.stop]).tolist()
        some = weighed.at(slice(begin, end))
        candidates, readings = conclude(
            replace(some, lrow=some.lrow - np.int32(lrows.start)),
            {name: lines[name][lrows.start : lrows.stop] for name in lines},
            weights,
            None if latest is None else latest[lrows.start : lrows.stop],
            one_at_a_time,
            known,
        )
        return replace(candidates, row=candidates.row + begin), readings

    made = side_by_side(of_range, ranges(len(lines["n_pair"])))
    return _one_after_another([each[0] for each in made]), _one_after_another([each[1] for each in made])


def _one_after_another(parts: list[Rows]) -> Rows:
    columns = (np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(parts[0]))
    return type(parts[0])(*columns)
