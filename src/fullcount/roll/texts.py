"""Sorted texts in mapped memory: found by their beginning, by themselves, or by one letter's difference.

A text of one slip away differs by one letter put in, left out, taken for another, or two neighbours
exchanged: a distance of Damerau and Levenshtein of 1. All that a word can become by one slip are tried: the
hash of each follows from sums over the word's beginning and end, for all places and letters at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from fullcount.roll.mapped import Array, Mapped, Writer
from fullcount.terms import Fault

_BASE: Final = 0x9E3779B97F4A7C15  # odd, so that it can be divided by
_UNBASE: Final = np.array([pow(_BASE, -1, 1 << 64)], np.uint64)
_LETTERS: Final = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ", np.uint8).astype(np.uint64)
_LONGEST: Final = 256  # letters that count in a hash
_POWERS: Final = np.array([pow(_BASE, place, 1 << 64) for place in range(_LONGEST)], np.uint64)
_KEYED: Final = 8  # letters that fit in a number
_BITS: Final = 32  # of the filter, for each hash
_WORTHS: Final = _LETTERS * _POWERS[:, None]  # of each letter at each place
AFTER: Final = "~"  # after every letter of a normal form


class Texts:
    """Distinct texts of ASCII in order. Each has its place, from 0."""

    def __init__(self, mapped: Mapped, name: str) -> None:
        self._bytes = mapped.arrays[f"{name}.text"].data
        self._at = mapped.arrays[f"{name}.at"].data
        self._keys = mapped.arrays[f"{name}.key"]
        self._hashes = mapped.arrays.get(f"{name}.hash")
        self._hashed = mapped.arrays.get(f"{name}.hashed")
        self._filter = mapped.arrays.get(f"{name}.filter")

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, place: int) -> str:
        return str(self._bytes[self._at[place] : self._at[place + 1]], "ascii")

    def find(self, text: str) -> int:
        """The place of a text, or -1."""
        place = self._before(text)
        return place if place < len(self) and self[place] == text else -1

    def span(self, beginning: str, stop: str = AFTER) -> tuple[int, int]:
        """From which to before which place the texts begin so; stop: the sign they do not go on with."""
        return self._before(beginning), self._before(beginning + stop)

    def slips(self, word: str) -> Array:
        """The places of the texts that are one slip away from a word, in order."""
        if self._hashes is None or self._hashed is None or self._filter is None:
            raise Fault("these texts were not made for slips")
        if not 0 < len(word) < _LONGEST - 1:
            return np.empty(0, np.int32)
        tried = slip_hashes(word)
        tried = tried[_passing(self._filter, tried)]
        at = np.minimum(np.searchsorted(self._hashes, tried), len(self) - 1)
        found = self._hashed[at[self._hashes[at] == tried]]
        places: Array = np.unique(found[found != self.find(word)])
        return places

    def _before(self, text: str) -> int:
        """How many texts come before this one: told by eight letters, then among those that share them."""
        key = np.uint64(_key(text))
        place = int(self._keys.searchsorted(key))
        if len(text) <= _KEYED:
            return place
        return bisect_left(self, text, place, int(self._keys.searchsorted(key, "right")))


def _key(text: str) -> int:
    """The first letters of a text as a number that is in the same order."""
    return int.from_bytes(text[:_KEYED].encode("ascii").ljust(_KEYED, b"\0"), "big")


def add_texts(writer: Writer, name: str, texts: Sequence[str], *, hashed: bool = False) -> None:
    """Write texts, which are distinct and in order; hashed: so that slips can be asked for."""
    data = "".join(texts).encode("ascii")
    at = np.zeros(len(texts) + 1, np.uint32)
    np.cumsum(np.fromiter(map(len, texts), np.uint32, len(texts)), out=at[1:])
    writer.add(f"{name}.text", np.frombuffer(data, np.uint8))
    writer.add(f"{name}.at", at)
    writer.add(f"{name}.key", np.fromiter(map(_key, texts), np.uint64, len(texts)))
    if hashed:
        hashes = text_hashes(np.frombuffer(data, np.uint8), at)
        order = np.argsort(hashes, kind="stable").astype(np.int32)
        writer.add(f"{name}.hash", hashes[order])
        writer.add(f"{name}.hashed", order)
        writer.add(f"{name}.filter", _filter(hashes))


def text_hashes(data: Array, at: Array) -> Array:
    """The hash of each text: the sum of its letters, each times the base to the power of its place."""
    lengths = np.diff(at.astype(np.int64))
    hashes = np.zeros(len(lengths), np.uint64)
    for place in range(min(int(lengths.max(initial=0)), _LONGEST)):
        longer = np.flatnonzero(lengths > place)
        hashes[longer] += data[at[longer].astype(np.int64) + place] * _POWERS[place]
    return hashes


def _filter(hashes: Array) -> Array:
    """Bits, of which one is set for each hash: most of what is no text's hash is told from them alone.

    They are few enough to stay in a processor's cache, where the sorted hashes do not.
    """
    size = max(len(hashes) * _BITS // 8, 8)
    bits = np.zeros(1 << (size - 1).bit_length(), np.uint8)
    place, bit = _bit(bits, hashes)
    np.bitwise_or.at(bits, place, bit)
    return bits


def _passing(bits: Array, hashes: Array) -> Array:
    place, bit = _bit(bits, hashes)
    passing: Array = (bits[place] & bit) != 0
    return passing


def _bit(bits: Array, hashes: Array) -> tuple[Array, Array]:
    """Where the bit of a hash stands: which byte, and which bit of it."""
    place = hashes >> np.uint64(64 - (len(bits) - 1).bit_length())
    return place, np.left_shift(np.uint8(1), (hashes & np.uint64(7)).astype(np.uint8))


@lru_cache(maxsize=256)
def slip_hashes(word: str) -> Array:
    """The hashes of all that a word can become by one slip, some twice; its own may be among them.

    word: at least one letter. Kept for the words asked last: a clerk goes on typing behind them.
    """
    letters = np.frombuffer(word.encode("ascii"), np.uint8).astype(np.uint64)
    count = len(letters)
    worth = letters * _POWERS[:count]
    begin = np.zeros(count + 1, np.uint64)
    np.cumsum(worth, out=begin[1:])
    end = begin[-1:] - begin
    other = _WORTHS[:count] + (begin[-1:] - worth)[:, None]
    put_in = _WORTHS[: count + 1] + (begin + end * _POWERS[1:2])[:, None]
    left_out = begin[:-1] + end[1:] * _UNBASE
    exchanged = begin[-1:] + (letters[1:] - letters[:-1]) * (_POWERS[: count - 1] - _POWERS[1:count])
    return np.concatenate((other.ravel(), put_in.ravel(), left_out, exchanged))
