"""A scenario: what a made-up county and petition are made of, as data, and what it is at a smaller scale."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import Any

from fullcount.terms import BadInput, NotFound

VALID = "valid"
DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A petition whose composition is stated.

    lines: signed lines by outcome ("valid" or a reason code), at scale 1. settings: the tables of the
    scenario's file that say how people, homes, paper, errors and examiners are.
    """

    id: str
    title: str
    law: str
    jurisdiction: str
    officer: str
    office: str
    place: str
    dates: Mapping[str, date]
    counts: Mapping[str, int]
    lines: Mapping[str, int]
    settings: Mapping[str, Mapping[str, Any]]

    @property
    def filed(self) -> date:
        """The filing date."""
        return self.dates["filed"]

    @property
    def as_of(self) -> date:
        """The date of the roll's extract."""
        return self.dates["roll_as_of"]

    def registered(self, scale: float = 1.0) -> int:
        """Registered voters (active and inactive, inside) at a scale, at least 100."""
        return max(100, round(self.counts["registered"] * share_of(scale)))

    def required(self, scale: float = 1.0) -> int:
        """The required number at a scale: the true one times the scale, rounded up."""
        exact = self.counts["required"] * share_of(scale)
        return -(-exact.numerator // exact.denominator)

    def signed(self, scale: float = 1.0) -> int:
        """Signed lines at a scale: the raw count, at least 40."""
        return max(40, round(sum(self.lines.values()) * share_of(scale)))

    def composition(self, scale: float = 1.0) -> dict[str, int]:
        """Signed lines by outcome at a scale; they add up to signed(scale) exactly (largest remainder)."""
        return largest_remainder(self.lines, self.signed(scale))


def share_of(scale: float) -> Fraction:
    """A scale as an exact fraction of its decimal writing. Raises BadInput unless 0 < scale <= 1."""
    share = Fraction(str(scale))
    if not 0 < share <= 1:
        raise BadInput(f"The scale {scale} is not above 0 and at most 1.", do="Try 0.1.")
    return share


def largest_remainder(parts: Mapping[str, int], total: int) -> dict[str, int]:
    """Whole numbers in the proportion of the parts (not all zero) that add up to the total.

    Method: Hamilton's. Equal remainders go to the part stated first.
    """
    whole = sum(parts.values())
    shares = {name: divmod(part * total, whole) for name, part in parts.items()}
    left = total - sum(quotient for quotient, _ in shares.values())
    by_remainder = sorted(shares, key=lambda name: -shares[name][1])
    extra = set(by_remainder[:left])
    return {name: quotient + (name in extra) for name, (quotient, _) in shares.items()}


def scenario_ids() -> tuple[str, ...]:
    """The scenarios that come with fullcount."""
    folder = files("fullcount.synth") / "scenarios"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


def scenario(name: str) -> Scenario:
    """The scenario of that id. Raises NotFound."""
    if name not in scenario_ids():
        known = ", ".join(scenario_ids())
        raise NotFound(f"There is no scenario {name!r}.", do=f"There are: {known}.")
    return _read(_data(name))


def _data(name: str) -> dict[str, Any]:
    """A scenario's file; one that is `like` another is laid over it, key by key."""
    data = tomllib.loads((files("fullcount.synth") / "scenarios" / f"{name}.toml").read_text("utf-8"))
    base = _data(data.pop("like")) if "like" in data else {}
    tables = {key: {**base.get(key, {}), **value} for key, value in data.items() if isinstance(value, dict)}
    return {**base, **data, **tables}


def _read(data: dict[str, Any]) -> Scenario:
    words = {key: value for key, value in data.items() if isinstance(value, str)}
    rooms = ("county", "paper", "signers", "errors", "hands", "examiners")
    return Scenario(
        **words,
        dates=data["dates"],
        counts=data["counts"],
        lines={**data["composition"], **data["other"]},
        settings={room: data[room] for room in rooms if room in data},
    )
