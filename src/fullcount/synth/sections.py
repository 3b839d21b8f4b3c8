"""The paper: sections of numbered lines, circulators, and which line is signed, struck or blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fullcount.synth.chance import Ints, exactly, stream
from fullcount.synth.names import first_names, surnames
from fullcount.synth.people import family_names, given_names
from fullcount.terms import LineState, line_id

SIGNED, STRUCK, BLANK = 0, 1, 2
STATES = (LineState.SIGNED, LineState.STRUCK, LineState.BLANK)


@dataclass(frozen=True, slots=True)
class Paper:
    """Every line of every section, in line order. section counts from 1. per_section: lines printed."""

    per_section: int
    section: Ints
    number: Ints
    state: Ints

    def signed(self) -> NDArray[np.int64]:
        """Indexes of the signed lines."""
        return np.flatnonzero(self.state == SIGNED)

    def ids(self) -> list[str]:
        """The id of every line."""
        pairs = zip(self.section.tolist(), self.number.tolist(), strict=True)
        return [line_id(section, number) for section, number in pairs]


def make_paper(signed: int, settings: Mapping[str, Any], seed: int) -> Paper:
    """Sections with exactly that many signed lines, the stated share of struck ones, blanks at the end."""
    rng, per_section = stream(seed, "paper"), int(settings["lines_per_section"])
    struck = round(signed * settings["struck"])
    fills = _fills(rng, signed + struck, per_section, settings["full_sections"])
    section = np.repeat(np.arange(1, len(fills) + 1, dtype=np.int32), per_section)
    number = np.tile(np.arange(1, per_section + 1, dtype=np.int32), len(fills))
    state = np.full(len(section), BLANK, dtype=np.int32)
    written = number <= fills[section - 1]
    state[written] = np.where(exactly(rng, struck, signed + struck), STRUCK, SIGNED)
    return Paper(per_section, section, number, state)


def _fills(rng: np.random.Generator, written: int, per_section: int, full: float) -> Ints:
    """Lines written in each section; they add up to `written`."""
    most = written  # a section holds at least one line
    guess = min(most, written // per_section * 2 + 10)
    fills = np.where(rng.random(guess) < full, per_section, rng.integers(1, per_section, guess))
    ends = np.cumsum(fills)
    last = int(np.searchsorted(ends, written))
    fills = fills[: last + 1]
    fills[-1] -= int(ends[last]) - written
    return fills.astype(np.int32)


@dataclass(frozen=True, slots=True)
class Circulation:
    """For each section, in order, who circulated it and between which days."""

    circulator: tuple[str, ...]
    began: tuple[date, ...]
    ended: tuple[date, ...]


def make_circulation(count: int, span: tuple[date, date], per_circulator: int, seed: int) -> Circulation:
    """Made-up circulators with their dates, for that many sections; span: first day, filing day."""
    rng = stream(seed, "circulators")
    people = max(1, count // per_circulator)
    names = _names(rng, people)
    who = rng.integers(0, people, count).tolist()
    length = (span[1] - span[0]).days - 1
    first = rng.integers(0, max(length, 1), count)
    last = np.minimum(first + rng.integers(0, 15, count), length)
    days = [span[0] + timedelta(days=day) for day in range(length + 1)]
    return Circulation(
        tuple(names[index] for index in who),
        tuple(days[index] for index in first.tolist()),
        tuple(days[index] for index in last.tolist()),
    )


def _names(rng: np.random.Generator, count: int) -> list[str]:
    origin = np.zeros(count, dtype=np.int32)
    firsts = given_names(rng, origin, rng.random(count) < 0.5).tolist()
    lasts = family_names(rng, origin).tolist()
    pairs = zip(firsts, lasts, strict=True)
    return [f"{first_names().texts[a].title()} {surnames().texts[b].title()}" for a, b in pairs]
