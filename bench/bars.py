"""The bars linking is held to, each with what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.linkage_quality import BARS, Bar
from bench.medians import figures, largest, peak, seconds
from bench.names import SECOND, SPEED
from bench.results import Record

FEBRL_4 = Bar(0.995)
FEBRL_PEERS = ("splink", "recordlinkage, EM", "recordlinkage, its guide")


@dataclass(frozen=True, slots=True)
class Held:
    """A bar and what was measured; figure None: not measured in this run. of: on what."""

    number: int
    what: str
    bar: Bar
    figure: float | None
    of: str

    @property
    def wanted(self) -> str:
        """The bar in signs; of a bar that a peer sets, nothing where nothing was measured."""
        return "" if self.figure is None and self.number == 3 else str(self.bar)  # noqa: PLR2004

    @property
    def verdict(self) -> str:
        """Met, missed or not measured."""
        if self.figure is None:
            return "not measured"
        return "met" if self.bar.met(self.figure) else "**missed**"


def held(everything: Record) -> list[Held]:
    """All bars, in order."""
    bars = [*_speed(everything), *_quality(everything), *_febrl(everything)]
    return sorted(bars, key=lambda one: one.number)


def _speed(everything: Record) -> Iterator[Held]:
    petition = largest(everything["petitions"], SPEED)
    of = _of(petition)
    sides = petition["sides"] if petition else {}
    empty: Record = {"runs": []}
    prepared, cold, splink = (sides.get(side, empty) for side in ("prepared", "cold", "splink"))
    yield Held(1, "roll prepared, wall s", Bar(6, least=False), seconds(prepared, "wall"), of)
    yield Held(1, "roll prepared, peak GB", Bar(1.5, least=False), peak(prepared), of)
    yield Held(1, "from the voter file's Parquet, wall s", Bar(12, least=False), seconds(cold, "wall"), of)
    yield Held(1, "from the voter file's Parquet, peak GB", Bar(3, least=False), peak(cold), of)
    theirs = seconds(splink, "cpu")
    for side, what, least in ((cold, "from the file", 4), (prepared, "roll prepared", 8)):
        ours = seconds(side, "cpu")
        ratio = theirs / ours if theirs and ours else None
        yield Held(1, f"CPU seconds, splink / fullcount {what}", Bar(least), ratio, of)


def _quality(everything: Record) -> Iterator[Held]:
    petition = largest(everything["petitions"], SECOND)
    found = (figures(petition, "prepared", "all") if petition else None) or {}
    for name, bar in BARS.items():
        number = 4 if name.startswith("duplicates") else 5 if name.startswith("calibration") else 2
        yield Held(number, name, bar, found.get(name), _of(petition))


def _febrl(everything: Record) -> Iterator[Held]:
    for name in ("1", "2", "3", "4"):
        sides = everything["febrl"].get(name, {})
        peers = [sides[peer]["f1"] for peer in FEBRL_PEERS if "f1" in sides.get(peer, {})]
        bar = FEBRL_4 if name == "4" else Bar(round(max(peers, default=1.0), 4))
        ours = sides.get("fullcount", {}).get("f1")
        yield Held(
            3,
            "F1" if name == "4" else "F1, no worse than splink and recordlinkage",
            bar,
            ours,
            f"Febrl {name}",
        )


def _of(petition: Record | None) -> str:
    if petition is None:
        return "not run"
    return f"{petition['scenario']}, scale {petition['scale']:g}"
