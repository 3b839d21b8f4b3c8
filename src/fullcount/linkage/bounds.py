"""How far learned weights may stray: a petition that is badly read must not teach that names mean nothing."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from fullcount.linkage.weights import Level, Weights

FARTHEST: Final = 5.0  # a level is learned to be at most so many times as frequent, or as rare, as it was
ON_ROLL: Final = (0.5, 0.99)
RELATIVE: Final = (0.05, 0.9)
COPY: Final = (0.01, 0.9)

# In each row a level weighs at least as much as those after it, at the shares below: a name and a house of
# middling frequency, and a misreading that is nobody's name.
ORDER: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("first", ("same", "similar", "near", "garbled", "different")),
    ("first", ("same", "initial", "near")),
    ("first", ("exchanged", "exchanged near")),
    ("last", ("same", "similar", "sound", "near", "garbled", "different")),
    ("last", ("same", "part", "different")),
    ("middle", ("same", "initial", "different")),
    ("suffix", ("same", "one side", "different")),
    ("address", ("house", "street misread", "street resembles", "both misread", "elsewhere")),
    ("address", ("house", "other unit", "elsewhere")),
    ("address", ("number misread", "street", "zip", "elsewhere")),
    ("address", ("zip, no such street", "no such street", "elsewhere")),
    ("area", ("supports", "contradicts")),
    ("area", ("same", "different")),
    ("born", ("same", "near", "different")),
)
MIDDLING: Final[Mapping[str, float]] = {
    "": 0.0,
    "given": 4e-3,
    "surname": 1e-3,
    "pair": 4e-6,
    "read": 0.0,
    "partners": 3e-3,
    "crossed": 0.0,
    "unseen": 1e-3,
    "house": 1e-6,
    "door": 5e-7,
    "street": 1e-4,
    "number": 1e-3,
    "zip": 3e-3,
    "corner": 3e-6,
}


def bounded(weights: Weights, before: Weights) -> Weights:
    """Learned weights drawn back to where they may be, given those learning began with."""
    levels = {
        name: tuple(_near(row, old) for row, old in zip(rows, before.levels[name], strict=True))
        for name, rows in weights.levels.items()
    }
    prior = {
        **weights.prior,
        "on_roll": _between(weights.prior["on_roll"], *ON_ROLL),
        "relative": _between(weights.prior["relative"], *RELATIVE),
        "copy": _between(weights.prior["copy"], *COPY),
    }
    return _in_order(Weights(prior, weights.status, levels), before)


def weight(row: Level) -> float:
    """What a level weighs at the middling shares."""
    if row.same is None:
        return 1.0
    return row.same / (_chance(row) + row.same * MIDDLING[row.besides])


def _chance(row: Level) -> float:
    return row.chance + row.times * MIDDLING[row.of]


def _near(row: Level, old: Level) -> Level:
    if row.same is None or old.same is None or row.same == old.same:
        return row
    return replace(row, same=min(1.0, _between(row.same, old.same / FARTHEST, old.same * FARTHEST)))


def _between(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)


def _in_order(weights: Weights, before: Weights) -> Weights:
    """Where learning turned two levels round, the worse is drawn down to the better, until none is left.

    An order that did not hold in the beginning is somebody's choice, and stays.
    """
    links = [(name, *two) for name, row in ORDER for two in itertools.pairwise(row)]
    chosen = [
        (name, weights.code(name, better), weights.code(name, worse))
        for name, better, worse in links
        if weight(before.level(name, better)) >= weight(before.level(name, worse))
    ]
    levels = {name: list(rows) for name, rows in weights.levels.items()}
    for _ in chosen:  # drawing one down may turn it and the next round
        for name, better, worse in chosen:
            most, row = weight(levels[name][better]), levels[name][worse]
            if weight(row) > most and row.same is not None:
                levels[name][worse] = replace(row, same=_same_for(row, most))
    return replace(weights, levels={name: tuple(rows) for name, rows in levels.items()})


def _same_for(row: Level, wanted: float) -> float:
    """The `same` with which a level weighs `wanted`: less than it weighs now, so below its ceiling."""
    return wanted * _chance(row) / (1 - wanted * MIDDLING[row.besides])
