"""From the records of several turns to one figure: medians, sums over stages, what few lines say of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from bench.results import Record

# Steps of linking by what they are for; what is not named here is found by how its name ends, or is "other".
_STEPS = {
    "duplicates": ("by_voter", "unlinked", "lines_pairs", "copy", "by_lines", "member"),
    "probabilities": ("candidate",),
    "lines read": (
        "text", "whole", "named_line", "formed", "new_name", "all_name", "all_place", "line", "part_line",
        "nick",
    ),
}  # fmt: skip
_ENDINGS = {"_pairs": "pairs found", "_weighed": "pairs weighed"}
OTHER = "the rest: files read and written"


def runs(side: Record) -> list[Record]:
    """The turns of a side that went well."""
    return [run for run in side["runs"] if "failed" not in run]


def seconds(side: Record, clock: str, stages: Sequence[str] | None = None) -> float | None:
    """The median over the turns of the seconds of all stages, or of those named; None without a turn."""
    sums = [
        sum(took[clock] for name, took in run["stages"].items() if stages is None or name in stages)
        for run in runs(side)
    ]
    return median(sums) if sums else None


def peak(side: Record) -> float | None:
    """The median of the peaks of memory, in GB."""
    peaks = [run["peak"] for run in runs(side)]
    return median(peaks) if peaks else None


def extrapolated(took: float, done: int, lines: int) -> float:
    """What so many lines would take if each took as long as those that were done."""
    return took / done * lines


def steps(side: Record) -> dict[str, float]:
    """Processor seconds of linking by what they were for, medians over the turns, the longest first."""
    grouped = [_grouped(run) for run in runs(side) if "link" in run["stages"]]
    names = {name for each in grouped for name in each}
    found = {name: median(each.get(name, 0.0) for each in grouped) for name in names}
    return dict(sorted(found.items(), key=lambda item: (item[0] == OTHER, -item[1])))


def _grouped(run: Record) -> dict[str, float]:
    found: dict[str, float] = {}
    for step, took in run["more"]["steps"].items():
        found[_group(step)] = found.get(_group(step), 0.0) + took
    found[OTHER] = found.get(OTHER, 0.0) + run["stages"]["link"]["cpu"] - sum(found.values())
    return {name: max(took, 0.0) for name, took in found.items()}


def _group(step: str) -> str:
    for group, names in _STEPS.items():
        if step in names:
            return group
    for ending, what in _ENDINGS.items():
        if step.endswith(ending):
            return f"{step.removesuffix(ending)}: {what}"
    return OTHER


def largest(petitions: Sequence[Record], scenario: str) -> Record | None:
    """The largest petition of a scenario."""
    of_it = [one for one in petitions if one["scenario"] == scenario]
    return max(of_it, key=lambda one: one["scale"], default=None)


def figures(petition: Mapping[str, Record], side: str, score: str = "figures") -> Record | None:
    """The quality figures of a side; score: "figures", "alone", or "all" for fullcount's own."""
    quality = petition["sides"].get(side, {}).get("quality") or {}
    found: Record | None = quality.get(score)
    return found["figures"] if found and score == "all" else found
