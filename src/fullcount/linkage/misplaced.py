"""Names that stand in another's place: exchanged, or the middle name written for the first."""

from __future__ import annotations

from typing import Final

import numpy as np

from fullcount.linkage.arrays import Bytes, Flags, Pairs
from fullcount.linkage.texts import Texts, are_alike
from fullcount.linkage.weights import Weights

_CROSSED: Final = 0.85  # how alike names must be to count as the one that stands elsewhere
_WHOLE: Final = 3  # letters up to which names are too short to be told misread


def exchanged(pairs: Pairs, names: Texts, weak: Flags) -> tuple[Flags, Flags]:
    """First and last name written in each other's place; and which of these with an initial or a slip.

    The surname may have a slip. A given name that is not quite the voter's may be a relative's.
    """
    line, voter = pairs.line, pairs.voter
    first, last, own_first, own_last = line["first"], line["last"], voter["first"], voter["last"]
    crossed: Flags = weak & (first > 0) & (last > 0)
    crossed &= (names.letter[first] == names.letter[own_last]) & (
        names.letter[last] == names.letter[own_first]
    )
    crossed[crossed] = are_alike(names, first[crossed], own_last[crossed], _CROSSED)
    also = are_alike(names, last[crossed], own_first[crossed], _CROSSED)
    crossed[crossed] = also | (names.length[last[crossed]] == 1)
    nearly: Flags = crossed & (last != own_first)
    return crossed, nearly


def exchanged_in_part(pairs: Pairs, names: Texts, weak: Flags) -> Flags:
    """One of the voter's surnames written first, and the given name among the surnames."""
    line, voter = pairs.line, pairs.voter
    found: Flags = weak & names.spaced[line["last"]] & (line["first"] > 0) & (voter["first"] > 0)
    sides = [(line, "first"), (line, "last"), (voter, "first"), (voter, "last")]
    texts = (names.text[side[name][found]] for side, name in sides)
    found[found] = [
        own_first in last.split() and first in own_last.split()
        for first, last, own_first, own_last in zip(*texts, strict=True)
    ]
    return found


def exchanged_halves(pairs: Pairs, names: Texts, weak: Flags) -> tuple[Flags, Flags]:
    """Where the given name stands for the surname, and the surname for the given name; the other is new."""
    line, voter, whole = pairs.line, pairs.voter, names.length >= _WHOLE
    given: Flags = weak & (line["last"] == voter["first"]) & whole[line["last"]]
    surname: Flags = weak & ~given & (line["first"] == voter["last"]) & whole[line["first"]]
    return given, surname


def set_middle_names(first: Bytes, pairs: Pairs, names: Texts, weights: Weights) -> None:
    """Set the levels of who goes by a middle name that was misread, or of which one side has the initial."""
    read, middle = pairs.line["first"], pairs.voter["middle"]
    rows = np.flatnonzero(
        (first == weights.code("first", "different")) & (names.letter[read] == names.letter[middle])
    )
    read, middle = read[rows], middle[rows]
    initial = (names.length[read] == 1) | (names.length[middle] == 1)
    near: Flags = np.minimum(names.length[read], names.length[middle]) > _WHOLE
    near[near] = are_alike(names, read[near], middle[near], _CROSSED)
    first[rows[near]] = weights.code("first", "middle near")
    first[rows[initial]] = weights.code("first", "middle initial")
