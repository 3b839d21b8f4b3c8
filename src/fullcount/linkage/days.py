"""Dates of birth as days' numbers, and how two of them agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fullcount.linkage.arrays import EPOCH, Bytes, Ints
from fullcount.linkage.texts import slips_between
from fullcount.linkage.weights import Weights


def born_levels(a: Ints, b: Ints, weights: Weights) -> Bytes:
    """Dates of birth: one part of three misread, day and month exchanged, or two digits are.

    a, b: of the pairs' two sides, as days' numbers, 0 where there is none.
    """
    unknown, same = (a == 0) | (b == 0), a == b
    levels = np.full(len(a), weights.code("born", "different"), dtype=np.uint8)
    levels[same] = weights.code("born", "same")
    levels[unknown] = weights.code("born", "unknown")
    rows = np.flatnonzero(~(unknown | same))
    one, other = _date(a[rows]), _date(b[rows])
    parts = sum((x == y).astype(np.uint8) for x, y in zip(one, other, strict=True))
    slip = (parts >= 2) | ((one[0] == other[0]) & (one[1] == other[2]) & (one[2] == other[1]))  # noqa: PLR2004
    open_ = np.flatnonzero(~slip & (parts == 1))  # digits exchanged across two parts leave the third
    slip[open_] = slips_between(_digits(a[rows[open_]]), _digits(b[rows[open_]])) <= 1
    levels[rows[slip]] = weights.code("born", "near")
    return levels


def _day(days: Ints) -> NDArray[np.datetime64]:
    """Dates of days' numbers."""
    return (days.astype(np.int64) - EPOCH).astype("datetime64[D]")


def _digits(days: Ints) -> list[str]:
    """Dates as they are written in digits, year, month and day."""
    return [text.replace("-", "") for text in np.datetime_as_string(_day(days)).tolist()]


def _date(days: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Year, month and day of a day's number."""
    date = _day(days)
    year, month = date.astype("datetime64[Y]"), date.astype("datetime64[M]")
    return (
        year.astype(np.int64),
        (month - year).astype(np.int64),
        (date - month).astype(np.int64),
    )
