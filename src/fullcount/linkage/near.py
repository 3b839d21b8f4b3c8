"""Names one slip of the pen apart: one letter left out, added, changed, or exchanged with the next.

Two such names have a text in common that each gives whole or with one letter left out (the deletion
neighbourhood of Mor and Fraenkel 1982). These texts are compared as 64-bit sums of their letters' values
times powers of a base, by place: leaving a letter out is then two subtractions and a product, for all
letters of all names at once. A chance collision only brings up a pair that is weighed and found wanting.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fullcount.linkage.arrays import Ints, Longs
from fullcount.linkage.ranges import ranges, side_by_side

SHORTEST: Final = 4  # letters; shorter names are one slip from too many
_FEWEST: Final = 10_000  # names that are worth a core of their own

Words = NDArray[np.uint64]

_BASE: Final = 0x9E3779B97F4A7C15  # odd, so that it can be divided by, modulo 2**64
_LETTERS: Final = np.array(
    [(place * 0xD1342543DE82EF95 + 0x632BE59BD9B4E019) % 2**64 | 1 for place in range(256)], dtype=np.uint64
)


class Neighbourhood(NamedTuple):
    """Keys in order, and the number of the name that gives each."""

    keys: Words
    names: Ints


class NearNames(NamedTuple):
    """Pairs of names: a is asked about, b is near it."""

    a: Ints
    b: Ints


def neighbourhood(texts: Sequence[str], numbers: Ints) -> Neighbourhood:
    """The keys of names of SHORTEST letters and more, whole and with each letter left out.

    texts: of ASCII letters; numbers: theirs.
    """
    keys, owners = _keys(texts)
    order = np.argsort(keys)
    return Neighbourhood(keys[order], numbers[owners[order]])


def near_names(texts: Sequence[str], numbers: Ints, known: Neighbourhood) -> NearNames:
    """For each name those known that are near it, in order. numbers: in order, too."""
    if not len(known.keys):
        return NearNames(np.zeros(0, np.int32), np.zeros(0, np.int32))
    parts = [slice(piece.start, piece.stop) for piece in ranges(len(texts), _FEWEST)]
    pairs = np.concatenate(side_by_side(lambda part: _pairs(texts[part], numbers[part], known), parts))
    a, b = (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)
    return NearNames(a[a != b], b[a != b])


def _pairs(texts: Sequence[str], numbers: Ints, known: Neighbourhood) -> Longs:
    """Pairs of names that have a key in common, each once, as one number."""
    keys, owners = _keys(texts)
    order = np.argsort(keys)  # looked up in order, the places looked at lie close together
    keys, owners = keys[order], owners[order]
    begin = np.searchsorted(known.keys, keys)
    there = np.flatnonzero(known.keys[np.minimum(begin, len(known.keys) - 1)] == keys)  # few are
    keys, owners, begin = keys[there], owners[there], begin[there]
    many = np.searchsorted(known.keys, keys, "right") - begin
    one = np.repeat(numbers[owners], many)
    other = known.names[np.repeat(begin - np.cumsum(many) + many, many) + np.arange(many.sum())]
    return np.unique((one.astype(np.int64) << 32) | other)


def _keys(texts: Sequence[str]) -> tuple[Words, Longs]:
    """The keys of all texts that are long enough, and the place of the text that gives each."""
    long = np.array([place for place, text in enumerate(texts) if len(text) >= SHORTEST], dtype=np.int64)
    if not len(long):
        return np.zeros(0, np.uint64), long
    letters = np.frombuffer("".join(texts[place] for place in long).encode("ascii", "replace"), np.uint8)
    length = np.array([len(texts[place]) for place in long])
    end = np.cumsum(length)
    owner = np.repeat(np.arange(len(long)), length)
    place = np.arange(len(letters)) - (end - length)[owner]
    values = _LETTERS[letters] * _powers(int(length.max()))[place]
    before = np.r_[np.uint64(0), np.cumsum(values, dtype=np.uint64)]
    start = before[end - length]
    whole = before[end] - start
    inverse = np.uint64(pow(_BASE, -1, 2**64))
    left = before[:-1] - start[owner]
    without = left + (whole[owner] - left - values) * inverse
    return np.concatenate((whole, without)), np.concatenate((long, long[owner]))


def _powers(count: int) -> Words:
    powers, each = [], 1
    for _ in range(count):
        powers.append(each)
        each = each * _BASE % 2**64
    return np.array(powers, dtype=np.uint64)
