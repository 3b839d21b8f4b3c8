"""The letters as points that a pen goes through, read once from letters.toml."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources

import numpy as np

from fullcount.synth.chance import Floats

Glyph = tuple[Floats, ...]
"""Strokes of a letter, each points by two; the height of a small letter is 1."""

SMALL, AFTER, CAPITAL, ROUND = "small", "after", "capital", "round"


@cache
def glyphs(kind: str) -> dict[str, Glyph]:
    """The letters of a kind: small, after (dots and crosses), capital, round (other forms of capitals)."""
    text = resources.files("fullcount.synth.signatures").joinpath("letters.toml").read_text("utf-8")
    return {letter: _glyph(points) for letter, points in tomllib.loads(text)[kind].items()}


def _glyph(text: str) -> Glyph:
    return tuple(
        np.array([[float(part) for part in point.split(",")] for point in stroke.split()])
        for stroke in text.split("|")
    )


def plain_letters(text: str) -> str:
    """A name in the letters there are: accents off, other signs left out."""
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in apart if letter in glyphs(SMALL))
