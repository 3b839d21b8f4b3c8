"""Who wrote and who keyed each line, and how well: errors come by line and by section, not one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from fullcount.synth.chance import Floats, Ints, stream
from fullcount.synth.sections import Paper
from fullcount.synth.signers import Signers


@dataclass(frozen=True, slots=True)
class Hands:
    """Arrays by signed line.

    hand: who wrote it, a number. pen, key: how many times the usual errors that hand, and that section's
    clerk and scan, make; 1 on average. section: counts from 1. clerk: who keyed it, a number.
    """

    hand: Ints
    pen: Floats
    key: Floats
    section: Ints
    clerk: Ints

    def __len__(self) -> int:
        return len(self.hand)

    def by_hand(self, seed: int, purpose: str) -> Floats:
        """A number in [0, 1) for each line, the same for lines of one hand."""
        return _of(seed, f"hand {purpose}", self.hand)

    def by_clerk(self, seed: int, purpose: str) -> Floats:
        """A number in [0, 1) for each line, the same for lines one clerk keyed."""
        return _of(seed, f"clerk {purpose}", self.clerk)

    def by_section(self, seed: int, purpose: str) -> Floats:
        """A number in [0, 1) for each line, the same for lines of one section."""
        return _of(seed, f"section {purpose}", self.section)


def make_hands(signers: Signers, paper: Paper, settings: Mapping[str, Any], seed: int) -> Hands:
    """Hands by line, one for a run of forged lines; clerks by section; their skill from gamma distributions.

    settings: writer_spread, clerk_spread and scan_spread are coefficients of variation (assumed: no
    table of them is known to us), clerks how many there are.
    """
    rng, lines = stream(seed, "hands"), len(signers)
    section = paper.section[paper.signed()]
    sections = int(section.max(initial=0)) + 1
    hand = np.where(signers.run >= 0, lines + signers.run, np.arange(lines)).astype(np.int32)
    pen = _skill(rng, settings["writer_spread"], int(hand.max(initial=0)) + 1)
    clerk = rng.integers(0, max(1, int(settings["clerks"])), sections).astype(np.int32)
    care = _skill(rng, settings["clerk_spread"], max(1, int(settings["clerks"])))
    scan = _skill(rng, settings["scan_spread"], sections)
    return Hands(hand, pen[hand], (care[clerk] * scan)[section], section, clerk[section])


def _skill(rng: np.random.Generator, spread: float, count: int) -> Floats:
    shape = 1 / spread**2
    return rng.gamma(shape, 1 / shape, count)


def _of(seed: int, purpose: str, index: Ints) -> Floats:
    return stream(seed, purpose).random(int(index.max(initial=0)) + 1)[index]
