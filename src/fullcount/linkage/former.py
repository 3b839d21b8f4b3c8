"""Former registrations: where a voter of the roll was registered before, and when.

Each is a row of its own behind the voters' rows, with the voter's name and the former address, so that the
blocks find it and it is weighed as any record is. Afterwards it is the voter who is the candidate, and the
comparison `time` says whether the registration held when the line was signed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from fullcount.linkage.arrays import Bytes, Columns, Ints
from fullcount.linkage.score import Weighed
from fullcount.linkage.weights import COMPARISONS, Weights

NONE: Final[Columns] = {name: np.zeros(0, dtype=np.int32) for name in ("of", "since", "until")}
"""No former registration. of: the voter's row; since, until (exclusive): days as in prepare, 0 unknown."""


def owned(found: Weighed, lines: Columns, former: Columns, voters: int, weights: Weights) -> Weighed:
    """Pairs with a former registration as pairs with its voter, weighed by the time; others as they are."""
    then = np.flatnonzero(found.vrow >= voters)
    if not len(then):
        return found
    place = found.vrow[then] - voters
    time = _time(lines["signed"][found.lrow[then]], former, place, weights)
    worth = np.array([1.0 if row.same is None else row.same / row.chance for row in weights.levels["time"]])
    vrow, levels = found.vrow.copy(), found.levels.copy()
    odds, kin = found.odds.copy(), found.kin.copy()
    vrow[then] = former["of"][place]
    odds[then] *= worth[time]
    kin[then] *= worth[time]
    levels[then, COMPARISONS.index("time")] = time
    return replace(found, vrow=vrow, odds=odds, kin=kin, levels=levels)


def _time(signed: Ints, former: Columns, place: Ints, weights: Weights) -> Bytes:
    """Whether a line was signed while a registration held; where a day is unknown, it is not said to."""
    since, until = former["since"][place], former["until"][place]
    held = (signed > 0) & (until > 0) & (since <= signed) & (signed < until)
    return np.where(held, weights.code("time", "then"), weights.code("time", "once")).astype(np.uint8)
