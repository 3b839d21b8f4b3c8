"""Between which days a line can have been signed: on its own day, else within circulation."""

from __future__ import annotations

from datetime import date

import numpy as np

from fullcount.linkage.arrays import EPOCH, Columns


def number_of(day: date | None) -> int:
    """A day as a number, as in prepare; 0 where it is unknown."""
    return (day - date(1970, 1, 1)).days + EPOCH if day else 0


def window(lines: Columns, circulated_from: date | None, filed: date | None) -> Columns:
    """For each line `earliest` and `latest`, the days on which it can have been signed; 0 unknown.

    lines: columns signed, signed_from, signed_to (days as in prepare, 0 unknown). A line's own day is taken
    as it is, also where it lies outside circulation. Else the days its circulator declares count, the last
    no later than filing; what they leave open is circulation's. Where the first is after the last, neither
    counts; where the last is before circulation, the first is unknown.
    """
    first, last = np.int32(number_of(circulated_from)), np.int32(number_of(filed))
    begun, ended, signed = lines["signed_from"], lines["signed_to"], lines["signed"]
    latest = np.where(ended > 0, np.minimum(ended, last) if last else ended, last)
    astray = (latest > 0) & (begun > latest)
    latest = np.where(astray, last, latest)
    earliest = np.where((begun > 0) & ~astray, begun, first)
    earliest = np.where((latest > 0) & (earliest > latest), 0, earliest)
    return {
        "earliest": np.where(signed > 0, signed, earliest),
        "latest": np.where(signed > 0, signed, latest),
    }
