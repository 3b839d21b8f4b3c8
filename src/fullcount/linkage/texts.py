"""Texts behind numbers, and how alike two of them are: each two different texts are compared once.

Jaro-Winkler similarity (Winkler 1990) and Damerau-Levenshtein distance (Damerau 1964) are rapidfuzz's,
over whole arrays at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.process import cpdist

from fullcount.linkage.arrays import Bytes, Flags, Ints

MANY: Final = 3  # slips counted up to this; 3 stands for three or more, or for not looked at
HEAD: Final = 3  # letters that may stand for a longer text
_WORTH_COUNTING: Final = 0.65  # below this likeness slips are counted in short words only
_SHORT: Final = 4  # letters
_ONE_WORD: Final = 0.92  # how alike one of several words must be to count as that one misspelled


@dataclass(frozen=True)
class Texts:
    """Texts by their number; number 0 is the empty text. sound, n_*: by number, 0 where there is none.

    length: letters of each, at most 255. letter: the first as a number, 0 where there is none. head: the
    first HEAD of them as one number, of texts as long. spaced: whether a text has several words.
    """

    text: NDArray[np.object_]
    counts: dict[str, Ints]
    sound: Ints | None
    length: Bytes
    letter: Ints
    head: Ints
    spaced: Flags

    @classmethod
    def of(cls, texts: Sequence[str], counts: dict[str, Ints], sound: Ints | None = None) -> Texts:
        """Texts of ASCII letters, as normal forms are."""
        text = np.empty(len(texts), dtype=object)
        text[:] = texts
        ends = np.frombuffer(("\n".join(texts) + "\n").encode(), dtype=np.uint8)
        stop = np.flatnonzero(ends == ord("\n"))
        start = np.r_[0, stop[:-1] + 1]
        letter = np.where(stop > start, ends[start], 0).astype(np.int32)
        head = np.zeros(len(texts), dtype=np.int32)
        long = np.flatnonzero(stop - start >= HEAD)
        for place in range(HEAD):
            head[long] = (head[long] << 8) | ends[start[long] + place]
        spaces = np.cumsum(ends == ord(" "), dtype=np.int32)
        return cls(
            text,
            counts,
            sound,
            np.minimum(stop - start, 255).astype(np.uint8),
            letter,
            head,
            spaces[stop] > np.r_[np.int32(0), spaces[stop[:-1]]],
        )

    def and_more(self, texts: Sequence[str], sound: Ints | None = None) -> Texts:
        """These and further ones, which nobody on the roll bears."""
        if not texts:
            return self
        none = np.zeros(len(texts), dtype=np.int32)
        more = Texts.of(texts, {})
        both = {name: np.concatenate((self.counts[name], none)) for name in self.counts}
        sounds = (
            None if self.sound is None else np.concatenate((self.sound, none if sound is None else sound))
        )
        arrays = (
            np.concatenate((getattr(self, name), getattr(more, name)))
            for name in ("length", "letter", "head", "spaced")
        )
        return Texts(np.concatenate((self.text, more.text)), both, sounds, *arrays)


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


def are_alike(texts: Texts, a: Ints, b: Ints, least: float) -> Flags:
    """Whether the texts of numbers are at least so alike (Jaro-Winkler), pair by pair."""
    return np.asarray(similarity(texts.text[a].tolist(), texts.text[b].tolist()) >= least)


def slips_between(one: Sequence[str], other: Sequence[str]) -> Bytes:
    """Letters added, left out, changed or exchanged with the next, up to MANY, pair by pair."""
    if not one:
        return np.zeros(0, dtype=np.uint8)
    return cpdist(
        one, other, scorer=DamerauLevenshtein.distance, dtype=np.uint8, score_cutoff=MANY - 1, workers=-1
    )


def share_a_word(one: Iterable[str], other: Iterable[str]) -> Flags:
    """Whether texts share a word, or one word of each is the other's misspelled, pair by pair."""
    found, rows, words, others = list[bool](), list[int](), list[str](), list[str]()
    for row, (a, b) in enumerate(zip(one, other, strict=True)):
        apart, asunder = a.split(), b.split()
        found.append(not set(apart).isdisjoint(asunder))
        for word, against in product(apart, asunder):
            if not found[-1] and min(len(word), len(against)) >= _SHORT:
                rows.append(row)
                words.append(word)
                others.append(against)
    shared = np.array(found, dtype=np.bool_)
    shared[np.array(rows, dtype=np.int64)[similarity(words, others) >= _ONE_WORD]] = True
    return shared
