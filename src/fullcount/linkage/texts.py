"""Texts behind numbers, and how alike two of them are: each two different texts are compared once.

Jaro-Winkler similarity (Winkler 1990) and Damerau-Levenshtein distance (Damerau 1964) are rapidfuzz's,
over whole arrays at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.process import cpdist

from fullcount.linkage.arrays import Bytes, Flags, Ints

MANY: Final = 3  # slips counted up to this; 3 stands for three or more, or for not looked at
_WORTH_COUNTING: Final = 0.65  # below this likeness slips are counted in short words only
_SHORT: Final = 4  # letters


@dataclass(frozen=True)
class Texts:
    """Texts by their number; number 0 is the empty text. sound, n_*: by number, 0 where there is none."""

    text: NDArray[np.object_]
    counts: dict[str, Ints]
    sound: Ints | None = None

    @cached_property
    def length(self) -> Bytes:
        """Letters of each text, at most 255."""
        return np.minimum(np.fromiter(map(len, self.text), dtype=np.int32), 255).astype(np.uint8)

    @cached_property
    def letter(self) -> Ints:
        """The first letter of each text as a number, 0 where there is none."""
        return np.fromiter((ord(text[0]) if text else 0 for text in self.text), dtype=np.int32)

    @cached_property
    def spaced(self) -> Flags:
        """Whether a text has several words."""
        return np.fromiter((" " in text for text in self.text), dtype=np.bool_)


class Likeness(NamedTuple):
    """How alike two texts are. score: Jaro-Winkler, 0 to 1; slips: letters apart, MANY for more."""

    score: NDArray[np.float32]
    slips: Bytes


class Distinct(NamedTuple):
    """Each two numbers once. a, b: the numbers; where: for each pair given, its place among them."""

    a: Ints
    b: Ints
    where: NDArray[np.intp]


def distinct(a: Ints, b: Ints) -> Distinct:
    """The different pairs among many."""
    packed = (a.astype(np.int64) << 32) | b
    found, where = np.unique(packed, return_inverse=True)
    return Distinct((found >> 32).astype(np.int32), (found & 0xFFFFFFFF).astype(np.int32), where)


def likeness(texts: Texts, a: Ints, b: Ints) -> Likeness:
    """How alike the texts of numbers are, pair by pair; slips are counted where they may be few."""
    one, other = texts.text[a], texts.text[b]
    score = similarity(one.tolist(), other.tolist())
    slips = np.full(len(a), MANY, dtype=np.uint8)
    least = np.minimum(texts.length[a], texts.length[b])
    worth = (least >= 2) & ((score >= _WORTH_COUNTING) | (texts.length[a] <= _SHORT))  # noqa: PLR2004
    slips[worth] = slips_between(one[worth].tolist(), other[worth].tolist())
    return Likeness(score, slips)


def similarity(one: Sequence[str], other: Sequence[str]) -> NDArray[np.float32]:
    """Jaro-Winkler similarity of texts, pair by pair."""
    if not one:
        return np.zeros(0, dtype=np.float32)
    return cpdist(one, other, scorer=JaroWinkler.similarity, dtype=np.float32, workers=-1)


def slips_between(one: Sequence[str], other: Sequence[str]) -> Bytes:
    """Letters added, left out, changed or exchanged with the next, up to MANY, pair by pair."""
    if not one:
        return np.zeros(0, dtype=np.uint8)
    return cpdist(
        one, other, scorer=DamerauLevenshtein.distance, dtype=np.uint8, score_cutoff=MANY - 1, workers=-1
    )
