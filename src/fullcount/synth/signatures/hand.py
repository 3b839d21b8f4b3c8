"""How somebody writes. All of a hand follows from numbers, so the same person always has the same one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

APART = 11.0  # degrees of slant between a hand and one that is plainly another's


@dataclass(frozen=True, slots=True)
class Hand:
    """The habits of a writer.

    slant: degrees from upright, to the right positive. rise: degrees the line climbs. width: of letters,
    beside their height. tall: of what goes up or down, beside the small letters. loops: how open they are.
    round_: how softly the pen turns, 0 angular to 1. haste: how much of the later letters is lost, 0 to 1.
    capital: size beside the usual. space: between letters. pen: width in pixels. press: how much heavier
    strokes down are. first, middle: how much of those names is written: 2 whole, 1 the initial, 0 nothing.
    forms: which capitals have the other form. lifts: whether the pen leaves the paper after capitals. tail:
    0 none, 1 drawn out, 2 a line below. ink: 0 black, 1 blue. dots: whether i and t
    are finished.
    """

    slant: float
    rise: float
    width: float
    tall: float
    loops: float
    round_: float
    haste: float
    capital: float
    space: float
    pen: float
    press: float
    first: int
    middle: int
    forms: int
    lifts: bool
    tail: int
    ink: int
    dots: bool


def hand(*of: int) -> Hand:
    """The hand that belongs to these numbers: a seed and a person, say."""
    rng = np.random.Generator(np.random.PCG64([int(number) for number in of]))
    return Hand(
        slant=float(rng.normal(14, 13)),
        rise=float(rng.normal(2, 2.5)),
        width=float(np.exp(rng.normal(0.05, 0.2))),
        tall=float(np.exp(rng.normal(0.05, 0.2))),
        loops=float(rng.uniform(0.35, 1.9)),
        round_=float(rng.uniform(0.45, 1.0)),
        haste=float(rng.beta(1.5, 1.4)),
        capital=float(np.exp(rng.normal(0.12, 0.2))),
        space=float(rng.uniform(-0.06, 0.32)),
        pen=float(rng.uniform(1.7, 3.1)),
        press=float(rng.uniform(0.15, 0.7)),
        first=2 if rng.random() < 0.74 else 1,
        middle=int(rng.choice([0, 1, 2], p=[0.62, 0.33, 0.05])),
        forms=int(rng.integers(0, 2**26)),
        lifts=bool(rng.random() < 0.6),
        tail=int(rng.choice([0, 1, 2], p=[0.66, 0.22, 0.12])),
        ink=int(rng.random() < 0.45),
        dots=bool(rng.random() < 0.7),
    )


def other_hand(own: Hand, *of: int) -> Hand:
    """Somebody else's hand, signing for the one who has `own`: in other forms, at another slant."""
    other = hand(*of)
    if abs(other.slant - own.slant) < APART:
        aside = APART if other.slant >= own.slant else -APART
        other = replace(other, slant=own.slant + aside)
    legible = min(other.haste, 0.55)  # who signs for another writes the name out
    forms = own.forms ^ (2**26 - 1)
    return replace(
        other, haste=legible, forms=forms, first=2, middle=own.middle, ink=own.ink, lifts=not own.lifts
    )
