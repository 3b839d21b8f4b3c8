"""The link report put together: what linking counted, handed to the room paper; and its table on a screen."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from decimal import Decimal
from importlib.metadata import version
from itertools import pairwise
from typing import Final

from fullcount import __version__, linkage, paper
from fullcount.linkage.summary import EDGES, Judged, Summary, searched

LIBRARIES: Final = ("duckdb", "numpy")


def versions() -> tuple[tuple[str, str], ...]:
    """Program, language and the libraries that decide what linking finds."""
    libraries = ((name, version(name)) for name in LIBRARIES)
    return (("fullcount", __version__), ("Python", platform.python_version()), *libraries)


def outcomes(summary: Summary) -> paper.LinkOutcomes:
    """What is left to a person."""
    left = summary.outcomes
    return paper.LinkOutcomes(left.sure, left.nobody, left.choose, left.search)


def copies(summary: Summary) -> tuple[paper.CopiesRow, ...]:
    """Duplicate groups by certainty."""
    ends = dict(pairwise(EDGES))
    return tuple(
        paper.CopiesRow(row.of_voter, row.low, ends[row.low], row.groups, row.lines) for row in summary.copies
    )


def searches(steps: Sequence[linkage.StepCount], weights: linkage.Weights) -> tuple[paper.SearchRow, ...]:
    """The searches made."""
    return tuple(
        paper.SearchRow(one.name, one.why, one.searches, one.pairs) for one in searched(steps, weights)
    )


def steps_of(steps: Sequence[linkage.StepCount]) -> tuple[paper.LinkStep, ...]:
    """The steps of a run; without seconds where no clock ran."""
    timed = any(step.seconds for step in steps)
    return tuple(
        paper.LinkStep(step.name, step.why, step.rows, Decimal(f"{step.seconds:.2f}") if timed else None)
        for step in steps
    )


def judgement(
    judged: Judged, source: paper.Source, basis: paper.Basis, of: int, *, untold: int = 0, note: str = ""
) -> paper.Judgement:
    """What the truth showed, for the report."""
    return paper.Judgement(
        source=source,
        basis=basis,
        by_reading=judged.by_reading,
        told=judged.truths - judged.unknown,
        of=of,
        untold=untold,
        unknown=judged.unknown,
        silent=judged.silent,
        ranks=judged.ranks,
        missed=judged.missed,
        note=note,
    )
