"""Work on ranges of lines side by side: arrays are worked on outside the interpreter's lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final, TypeVar

_FEWEST: Final = 50_000  # lines
_MOST: Final = 8

Piece = TypeVar("Piece")
Made = TypeVar("Made")


def ranges(count: int, fewest: int = _FEWEST) -> list[range]:
    """So many rows in ranges of about one length, one a core; at least one. fewest: rows worth a core."""
    pieces = max(1, min(os.cpu_count() or 1, _MOST, count // fewest))
    ends = [count * place // pieces for place in range(pieces + 1)]
    return [range(begin, end) for begin, end in pairwise(ends)]


def side_by_side(function: Callable[[Piece], Made], pieces: Iterable[Piece]) -> list[Made]:
    """What a function makes of each piece, in the order of the pieces; one a core is worked on at a time."""
    pieces = list(pieces)
    if len(pieces) == 1:
        return [function(pieces[0])]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(function, pieces))
