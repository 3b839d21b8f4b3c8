"""The figures as a page of docs; what holds of every run stands in page.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

import duckdb

from bench.quality import Quality
from bench.sides import Stages

# What is done once for a roll, or for a petition whose model could have been saved.
ONCE = ("prepare the roll", "train")


@dataclass(frozen=True, slots=True)
class Side:
    """What one side took and found. stages: seconds by name and clock; peak: GB."""

    name: str
    version: str
    stages: Stages
    peak: float
    quality: Quality

    def seconds(self, clock: str, without: Sequence[str] = ()) -> float:
        """The sum over the stages; clock: wall or cpu."""
        return sum(took[clock] for name, took in self.stages.items() if name not in without)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides; alone: the peer judged by each pair's own probability; forms: what the peer was spared."""

    scale: float
    voters: int
    lines: int
    ours: Side
    peer: Side
    alone: Quality
    forms: Stages


def write_page(
    comparisons: Sequence[Comparison], small: Sequence[tuple[str, float]], command: str, load: float
) -> str:
    """The whole page as Markdown. load: other work on the machine when the run began."""
    first = comparisons[0]
    rows = [f"| {what} | {seconds:.2f} |" for what, seconds in small]
    return Template(Path(__file__).with_name("page.md").read_text(encoding="utf-8")).substitute(
        command=command,
        cores=os.cpu_count(),
        load=f"{load:.1f}",
        python=platform.python_version(),
        duckdb=duckdb.__version__,
        ours=first.ours.version,
        peer=first.peer.version,
        tables="\n\n".join(_table(comparison) for comparison in comparisons),
        small="\n".join(rows),
    )


def _table(comparison: Comparison) -> str:
    ours, peer = comparison.ours, comparison.peer
    times = [
        *_times("all", ours, peer),
        *_times("roll prepared / model trained before", ours, peer, ONCE),
        _row("peak memory of the process, GB", ours.peak, peer.peak),
    ]
    head = [
        f"### Scale {comparison.scale:g}: {comparison.voters:,} voters, {comparison.lines:,} lines",
        "",
        "| | fullcount | splink | splink / fullcount |",
        "| --- | --- | --- | --- |",
    ]
    stages = [
        _stages("fullcount", ours.stages),
        _stages("splink", peer.stages),
        _stages("made for splink beforehand, uncounted", comparison.forms),
    ]
    return "\n".join([*head, *times, "", *_qualities(comparison), "", *stages])


def _times(what: str, ours: Side, peer: Side, without: Sequence[str] = ()) -> list[str]:
    return [
        _row(f"{what}, {words}", ours.seconds(clock, without), peer.seconds(clock, without))
        for clock, words in (("wall", "wall s"), ("cpu", "CPU s"))
    ]


def _row(what: str, ours: float, peer: float) -> str:
    return f"| {what} | {ours:.2f} | {peer:.2f} | {peer / ours:.1f} |"


def _qualities(comparison: Comparison) -> list[str]:
    rows = {
        "fullcount": comparison.ours.quality,
        "splink, shares among a line's candidates": comparison.peer.quality,
        "splink, each pair's own probability": comparison.alone,
    }
    return [
        "| | precision at p ≥ 0.9 | recall at p ≥ 0.9 | best F1 | lines of nobody linked at p ≥ 0.9 |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {name} | {found.precision:.4f} | {found.recall:.4f} | {found.best_f1:.4f} | "
            f"{100 * found.strangers:.1f}% |"
            for name, found in rows.items()
        ),
    ]


def _stages(who: str, stages: Stages) -> str:
    parts = ", ".join(f"{name} {took['wall']:.2f} ({took['cpu']:.2f})" for name, took in stages.items())
    return f"- {who}, wall s (CPU s): {parts}"
