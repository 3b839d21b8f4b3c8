"""The weights of weights.toml: read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from fullcount.linkage.arrays import Floats, Ints
from fullcount.terms import BadInput

STATUSES = ("unknown", "active", "inactive", "pending", "canceled")  # a record's status as a number, from 0

COMPARISONS = ("first", "last", "middle", "suffix", "address", "area", "way", "born", "time")
OF_THE_LINE = frozenset({"read", "crossed", "unseen"})  # shares counted for what the line reads
PARTS_OF_ALL = ("on_roll", "relative", "namesake", "twin", "bad_hand", "missed_most", "copy")  # below 1
SHARES = OF_THE_LINE | {
    *("given", "partners", "surname", "pair", "house", "door", "street", "number", "zip", "corner")
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of agreement, as weights.toml explains it. same: None where the level weighs nothing."""

    level: str
    words: str
    same: float | None = None
    chance: float = 0.0
    times: float = 0.0
    of: str = ""
    besides: str = ""

    @property
    def likely(self) -> float:
        """How often it occurs between a signer and the signer's own record; 1 where it weighs nothing."""
        return 1.0 if self.same is None else self.same


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything linking believes. prior and status: name to share; levels: comparison to its levels."""

    prior: Mapping[str, float]
    status: Mapping[str, float]
    levels: Mapping[str, tuple[Level, ...]]

    def level(self, comparison: str, level: str) -> Level:
        """What the file says of a level."""
        return self.levels[comparison][self.code(comparison, level)]

    def code(self, comparison: str, level: str) -> int:
        """The number a level has in the tables: its place in the file, from 0."""
        return [row.level for row in self.levels[comparison]].index(level)

    def standing(self, status: Ints, inside: Ints) -> Floats:
        """The weight of each record's status (a number, as in prepare) and jurisdiction."""
        by_status = np.array([self.status[name] for name in STATUSES])
        return np.where(inside > 0, by_status[status], self.status["outside"])


@cache
def default_weights() -> Weights:
    """The weights that come with fullcount."""
    return _parse((files("fullcount.linkage") / "weights.toml").read_text("utf-8"), "weights.toml")


def read_weights(path: Path) -> Weights:
    """Weights from a file of the same form; raises BadInput saying which entry is wrong."""
    return _parse(path.read_text("utf-8"), path.name)


def weights_of(text: str) -> Weights:
    """Weights from a text of the same form, such as a case keeps; raises BadInput as read_weights."""
    return _parse(text, "the weights that were kept")


def _parse(text: str, name: str) -> Weights:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"Not TOML: {error}.", file=name) from error
    weights = Weights(
        _shares(data, "prior", name),
        _shares(data, "status", name),
        {comparison: _levels(data, comparison, name) for comparison in COMPARISONS},
    )
    _refuse_other_names(weights, name)
    _refuse_more_than_all(weights.prior, name)
    return weights


def _shares(data: Mapping[str, Any], table: str, name: str) -> dict[str, float]:
    found = data.get(table)
    if not isinstance(found, dict) or not all(_number(value) and value > 0 for value in found.values()):
        raise BadInput(f"[{table}] must hold positive numbers.", file=name)
    return {key: float(value) for key, value in found.items()}


def _levels(data: Mapping[str, Any], comparison: str, name: str) -> tuple[Level, ...]:
    try:
        rows = tuple(Level(**row) for row in data[comparison])
    except (KeyError, TypeError) as error:
        raise BadInput(
            f"[[{comparison}]] is missing or holds an unknown key.",
            file=name,
            do="Each level has level, words, and where it weighs same, chance, times, of, besides.",
        ) from error
    for row in rows:
        if not {row.of, row.besides} <= {"", *SHARES} or (row.same is not None and not _weighs(row)):
            raise BadInput(
                f'[[{comparison}]] level "{row.level}": the numbers give no weight.',
                file=name,
                do="same must be above 0; chance, times with of, or besides must say how often it is chance.",
            )
    return rows


def _weighs(row: Level) -> bool:
    if not all(_number(n) and n >= 0 for n in (row.same or 0, row.chance, row.times)):
        return False
    by_chance = row.chance > 0 or bool(row.of) or bool(row.besides)
    return bool(row.same) and bool(row.of) == (row.times > 0) and by_chance


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refuse_other_names(weights: Weights, name: str) -> None:
    """Level names are tied to the tests in comparisons.py: the same set, only numbers and words are free."""
    own = tomllib.loads((files("fullcount.linkage") / "weights.toml").read_text("utf-8"))
    for comparison in COMPARISONS:
        expected = [row["level"] for row in own[comparison]]
        if [row.level for row in weights.levels[comparison]] != expected:
            raise BadInput(
                f"[[{comparison}]] must hold the levels {', '.join(expected)}, in this order.", file=name
            )
    for table, found in (("prior", weights.prior), ("status", weights.status)):
        if set(found) != set(own[table]):
            raise BadInput(f"[{table}] must hold {', '.join(own[table])}.", file=name)


def _refuse_more_than_all(prior: Mapping[str, float], name: str) -> None:
    """Shares of a whole stay below it; what is in a bad hand cannot be misread more often than always."""
    for entry in PARTS_OF_ALL:
        if prior[entry] >= 1:
            raise BadInput(f"[prior] {entry} is a share and must be below 1.", file=name)
    if prior["bad_hand"] * prior["bad_hand_times"] >= 1:
        raise BadInput("[prior] bad_hand times bad_hand_times must be below 1.", file=name)
