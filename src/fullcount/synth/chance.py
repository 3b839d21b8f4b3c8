"""Chance that can be repeated: a stream of random numbers for every purpose, all from one seed.

A stream is named after what it is for, so that a change in one part of the generator leaves the
others as they were. Per-line chances are a hash of line and purpose: they do not depend on the
order in which lines are looked at.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Objects = NDArray[np.object_]


def stream(seed: int, purpose: str) -> np.random.Generator:
    """A generator that depends on the seed and the purpose only (PCG64)."""
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32(purpose.encode())]))


def coin(rng: np.random.Generator, share: float, count: int) -> Flags:
    """Count flags, each true with the chance given."""
    flags: Flags = rng.random(count) < share
    return flags


def weighted(rng: np.random.Generator, weights: Sequence[float] | Floats, count: int) -> Ints:
    """Count indexes into the weights, drawn in proportion to them; int32."""
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    points = rng.random(count) * cumulative[-1]
    drawn = np.searchsorted(cumulative, points, side="right")
    indexes: Ints = np.minimum(drawn, len(cumulative) - 1).astype(np.int32)
    return indexes


def exactly(rng: np.random.Generator, chosen: int, count: int) -> Flags:
    """Count flags of which exactly `chosen` are true."""
    flags: Flags = np.zeros(count, dtype=np.bool_)
    flags[rng.permutation(count)[:chosen]] = True
    return flags


def clumped(rng: np.random.Generator, group: NDArray[Any], share: float) -> NDArray[np.int64]:
    """An order by chance in which the members of that share of the groups stand beside each other."""
    if share <= 0:
        return rng.permutation(len(group))
    keys = rng.random(len(group))
    groups, first = np.unique(group, return_inverse=True)
    together = (rng.random(len(groups)) < share)[first]
    return np.argsort(np.where(together, rng.random(len(groups))[first], keys), kind="stable")


def by_line(seed: int, purpose: str, rows: NDArray[np.int64]) -> Floats:
    """A number in [0, 1) for each row, by SplitMix64 of the row, the seed and the purpose."""
    key = np.uint64((seed * 0x9E3779B97F4A7C15 + zlib.crc32(purpose.encode())) % 2**64)
    with np.errstate(over="ignore"):
        mixed = (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) ^ key
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2**53


def objects(values: Sequence[Any]) -> Objects:
    """A one-dimensional array of Python objects."""
    array: Objects = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return array
