"""Former registrations: where a voter of the roll was registered before, and when.

Each is a row of its own behind the voters' rows, with the voter's name and the former address, so that the
blocks find it and it is weighed as any record is. Afterwards it is the voter who is the candidate, and the
comparison `time` says whether the registration held when the line was signed, or could have been (window.py).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from fullcount.linkage.arrays import Bytes, Columns, Flags, Ints
from fullcount.linkage.score import Weighed
from fullcount.linkage.weights import COMPARISONS, Weights

NONE: Final[Columns] = {name: np.zeros(0, dtype=np.int32) for name in ("of", "since", "until")}
"""No former registration. of: the voter's row; since, until (exclusive): days as in prepare, 0 unknown."""


def owned(found: Weighed, lines: Columns, former: Columns, voters: int, weights: Weights) -> Weighed:
    """Pairs with a former registration as pairs with its voter, weighed by the time; others as they are.

    lines: columns earliest and latest among them. The day of registering is that of the former registration.
    """
    then = np.flatnonzero(found.vrow >= voters)
    if not len(then):
        return found
    place = found.vrow[then] - voters
    held = Held(former["since"][place], former["until"][place])
    earliest, latest = (lines[name][found.lrow[then]] for name in ("earliest", "latest"))
    time = held.levels(earliest, latest, weights)
    worth = np.array([1.0 if row.same is None else row.same / row.chance for row in weights.levels["time"]])
    vrow, levels = found.vrow.copy(), found.levels.copy()
    odds, kin, registered = found.odds.copy(), found.kin.copy(), found.registered.copy()
    vrow[then] = former["of"][place]
    registered[then] = held.since
    odds[then] *= worth[time]
    kin[then] *= worth[time]
    levels[then, COMPARISONS.index("time")] = time
    return replace(found, vrow=vrow, odds=odds, kin=kin, levels=levels, registered=registered)


class Held(NamedTuple):
    """When registrations held, row by row. since, until (exclusive): days as in prepare, 0 unknown."""

    since: Ints
    until: Ints

    def levels(self, earliest: Ints, latest: Ints, weights: Weights) -> Bytes:
        """Whether each held when its line was signed, on some day from `earliest` to `latest`; 0 unknown.

        What is not known is not said: a level is given where it holds whatever the unknown days are.
        """
        known = (earliest > 0) & (latest > 0)
        outlasted = (latest > 0) & (self.until > latest)
        throughout = known & outlasted & (self.since > 0) & (self.since <= earliest)
        partly = self._overlap(earliest, latest)
        cases = [
            (partly & known & (earliest == latest), "then"),
            (throughout, "throughout"),
            (partly, "partly"),
            (outlasted & (self.since == 0), "outlasted"),
            (self._elsewhen(earliest, latest), "once"),
        ]
        codes = [np.uint8(weights.code("time", level)) for _, level in cases]
        unknown = np.uint8(weights.code("time", "unknown"))
        return np.select([test for test, _ in cases], codes, unknown)

    def _overlap(self, earliest: Ints, latest: Ints) -> Flags:
        """Where a day on which it is known to have held is a day on which signing is known to be possible."""
        first = np.where(self.since > 0, self.since, self.until - 1)
        last = np.where(self.until > 0, self.until - 1, self.since)
        begun, ended = np.where(earliest > 0, earliest, latest), np.where(latest > 0, latest, earliest)
        overlap: Flags = (first <= last) & (last > 0) & (begun > 0) & (first <= ended) & (begun <= last)
        return overlap

    def _elsewhen(self, earliest: Ints, latest: Ints) -> Flags:
        """Where it ended before any day of signing, or began after every one."""
        ended = (self.until > 0) & (self.until <= earliest)
        begun_later: Flags = (latest > 0) & (self.since > latest)
        return ended | begun_later
