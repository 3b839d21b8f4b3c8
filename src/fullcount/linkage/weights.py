"""The weights of weights.toml: read, checked, and turned into SQL expressions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fullcount.terms import BadInput

COMPARISONS = ("first", "last", "middle", "suffix", "address", "area", "way")
SHARES = {
    "given": "share_given",
    "surname": "share_surname",
    "pair": "share_pair",
    "read": "share_read_{comparison}",
    "house": "share_house",
    "door": "share_door",
    "street": "share_street",
    "number": "share_number",
    "zip": "share_zip",
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


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything linking believes. prior and status: name to share; levels: comparison to its levels."""

    prior: Mapping[str, float]
    status: Mapping[str, float]
    levels: Mapping[str, tuple[Level, ...]]

    def code(self, comparison: str, level: str) -> int:
        """The number a level has in the tables: its place in the file, from 0."""
        return [row.level for row in self.levels[comparison]].index(level)

    def codes(self, comparison: str, levels: Sequence[str]) -> str:
        """Several levels as an SQL list: (1, 2, 5)."""
        return f"({', '.join(str(self.code(comparison, level)) for level in levels)})"

    def ratio_sql(self, comparison: str) -> str:
        """How many times likelier the level is for the signer than for somebody else, as SQL."""
        cases = [
            f"WHEN {code} THEN {_ratio(row, comparison)}"
            for code, row in enumerate(self.levels[comparison])
            if row.same is not None
        ]
        return f"CASE a_{comparison} {' '.join(cases)} ELSE 1.0 END"

    def status_sql(self) -> str:
        """The weight of a record's status and jurisdiction, as SQL over v.status and v.inside."""
        cases = " ".join(f"WHEN '{name}' THEN {share!r}" for name, share in self.status.items())
        outside = self.status["outside"]
        return f"CASE WHEN NOT inside THEN {outside!r} ELSE (CASE status {cases} ELSE 1.0 END) END"


def _ratio(row: Level, comparison: str) -> str:
    terms = [f"{row.chance!r}"]
    terms += [f"{row.times!r} * {SHARES[row.of].format(comparison=comparison)}"] if row.times else []
    terms += [f"{row.same!r} * {SHARES[row.besides]}"] if row.besides else []
    return f"{row.same!r} / ({' + '.join(terms)})"


@cache
def default_weights() -> Weights:
    """The weights that come with fullcount."""
    return _parse((files("fullcount.linkage") / "weights.toml").read_text("utf-8"), "weights.toml")


def read_weights(path: Path) -> Weights:
    """Weights from a file of the same form; raises BadInput saying which entry is wrong."""
    return _parse(path.read_text("utf-8"), path.name)


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
