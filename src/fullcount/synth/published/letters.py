"""One error in one text, drawn from the published tables: a slip of the pen or the key, or a misreading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from fullcount.synth.published import tables

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def slip(text: str, kinds: Mapping[str, float], rng: np.random.Generator) -> str:
    """A letter inserted, omitted, substituted or transposed, of the kinds given; short texts may stay."""
    if len(text) < 2:
        return text
    at, kind = place(len(text), rng), choose(kinds, rng)
    letter = text[at]
    if kind == tables.OMIT:
        return text[:at] + text[at + 1 :]
    if kind == tables.INSERT:
        extra = letter if rng.random() < tables.DOUBLED else beside(letter, rng)
        return text[: at + 1] + extra + text[at + 1 :]
    if kind == tables.TRANSPOSE:
        at = min(at, len(text) - 2)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + typed_for(letter, rng) + text[at + 1 :]


def misread(text: str, rng: np.random.Generator) -> str:
    """A letter, or two that look like one, read for another; the same where nothing can be confused."""
    found = [(at, old, new) for old, new in _ALIKE for at in _places(text, old)]
    if not found:
        return text
    at, old, new = found[int(rng.integers(len(found)))]
    return text[:at] + new + text[at + len(old) :]


def misnumber(text: str, rng: np.random.Generator) -> str:
    """An error in a number, of Verhoeff's kinds; digits are changed for those they look like."""
    kind = choose(tables.DIGITS, rng)
    at = int(rng.integers(len(text)))
    if kind == "swap" and len(text) > 1:
        at = min(at, len(text) - 2)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == "omit" and len(text) > 1:
        return text[:at] + text[at + 1 :]
    if kind == "add":
        return text[:at] + text[at] + text[at:]
    if kind == "jump" and len(text) > 2:
        at = min(at, len(text) - 3)
        return text[:at] + text[at : at + 3][::-1] + text[at + 3 :]
    like = tables.DIGITS_ALIKE.get(text[at], "0")
    new = like[int(rng.integers(len(like)))]
    if kind == "twin" and text[at : at + 2] == text[at] * 2:
        return text[:at] + new * 2 + text[at + 2 :]
    return text[:at] + new + text[at + 1 :]


def place(length: int, rng: np.random.Generator) -> int:
    """Where the error is: seldom in the first letters."""
    first = tables.FIRST_PLACES[: length - 1]
    point = rng.random()
    for at, share in enumerate(first):
        point -= share
        if point < 0:
            return at
    return int(rng.integers(min(len(first), length - 1), length))


def choose(weights: Mapping[str, float], rng: np.random.Generator) -> str:
    """A key, drawn in proportion to its weight."""
    point = rng.random() * sum(weights.values())
    for name, weight in weights.items():
        point -= weight
        if point < 0:
            return name
    return next(iter(weights))


def typed_for(letter: str, rng: np.random.Generator) -> str:
    """What is typed for a letter meant; for what the table does not know, a key beside it."""
    known = _typed_for().get(letter)
    return choose(known, rng) if known else beside(letter, rng)


def beside(letter: str, rng: np.random.Generator) -> str:
    """A key beside that of the letter."""
    near = _beside().get(letter, ALPHABET)
    return near[int(rng.integers(len(near)))]


@cache
def _typed_for() -> dict[str, dict[str, float]]:
    return {
        meant: {pair[0]: float(pair[1:]) for pair in typed.split()}
        for meant, typed in tables.TYPED_FOR.items()
    }


@cache
def _beside() -> dict[str, str]:
    near: dict[str, str] = {}
    for row, keys in enumerate(tables.KEYBOARD[:3]):
        for at, key in enumerate(keys):
            other = tables.KEYBOARD[row - 1][at : at + 2] if row else ""
            below = tables.KEYBOARD[row + 1][max(at - 1, 0) : at + 1] if row < 2 else ""
            near[key] = keys[max(at - 1, 0) : at] + keys[at + 1 : at + 2] + other + below
    return near


def _both_ways(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return (*pairs, *((new, old) for old, new in pairs))


_ALIKE = _both_ways(tables.READ_ALIKE)


def _places(text: str, part: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(part, at)]
