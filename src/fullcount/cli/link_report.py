"""The link report put together: what linking counted, handed to the room paper; and the same on a screen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.table import Table

from fullcount import linkage, paper
from fullcount.cli.console import out
from fullcount.linkage.reference import Reference, reference
from fullcount.linkage.summary import EDGES, Judged, Summary, searched
from fullcount.linkage.weights_text import digest
from fullcount.roll import open_roll
from fullcount.terms import BadInput, open_table, read_table

SHIPPED = "those that come with fullcount"
TRUTH = ("line", "voter_id")


@dataclass(frozen=True, slots=True)
class RollNamed:
    """The roll as a report names it: a sealed one with its content hash, or a file with its SHA-256."""

    input: paper.LinkedInput
    as_of: date
    is_sealed: bool


def roll_named(path: Path, voters: int, on: date) -> RollNamed:
    """A sealed roll's folder, or a voter file used on a day."""
    if not path.is_dir():
        return RollNamed(paper.LinkedInput(path.name, voters, file_sha256(path)), on, is_sealed=False)
    with open_roll(path) as sealed:
        seal = sealed.seal
    return RollNamed(paper.LinkedInput(path.name, seal.voters, seal.content_hash), seal.as_of, is_sealed=True)


@dataclass(frozen=True, slots=True)
class Linking:
    """What was linked with what. lines: name and SHA-256.

    weights: name and SHA-256 of their text. searches: of the steps. county, official: of a case.
    """

    title: str
    lines: tuple[str, str]
    roll: RollNamed
    weights: tuple[str, str]
    versions: tuple[tuple[str, str], ...]
    steps: tuple[linkage.StepCount, ...]
    searches: tuple[paper.SearchRow, ...]
    filed: date | None = None
    circulated_from: date | None = None
    county: str = ""
    official: str = ""


def figures_of(made: Linking, found: Summary, judged: paper.Judgement | None, on: date) -> paper.LinkFigures:
    """The figures of a link report, made on a day; without a judgement, with the reference shipped."""
    ends = dict(pairwise(EDGES))
    left = found.outcomes
    return paper.LinkFigures(
        title=made.title,
        county=made.county,
        official=made.official,
        made=on,
        lines=paper.LinkedInput(made.lines[0], found.lines, made.lines[1]),
        roll=made.roll.input,
        roll_as_of=made.roll.as_of,
        roll_is_sealed=made.roll.is_sealed,
        weights=paper.LinkedInput(made.weights[0], 0, made.weights[1]),
        versions=made.versions,
        filed=made.filed,
        circulated_from=made.circulated_from,
        candidates=found.candidates,
        readings=found.readings,
        proposed=found.proposed,
        outcomes=paper.LinkOutcomes(left.sure, left.nobody, left.choose, left.search),
        copies=tuple(
            paper.CopiesRow(row.of_voter, row.low, ends[row.low], row.groups, row.lines)
            for row in found.copies
        ),
        searches=made.searches,
        steps=_steps(made.steps),
        judgement=judged,
        reference=None if judged else _reference(made.weights[1]),
    )


def weights_named(weights: linkage.Weights, path: Path | None) -> tuple[str, str]:
    """The weights' name on the report, and the digest of their text."""
    return (path.name if path else SHIPPED, digest(weights))


def searches_of(steps: Sequence[linkage.StepCount], weights: linkage.Weights) -> tuple[paper.SearchRow, ...]:
    """The searches that were made."""
    return tuple(
        paper.SearchRow(one.name, one.why, one.searches, one.pairs) for one in searched(steps, weights)
    )


def judgement(
    judged: Judged, source: paper.Source, basis: paper.Basis, of: int, untold: int = 0
) -> paper.Judgement:
    """What the truth showed. of: lines linked; untold: lines looked at that told nothing."""
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
    )


def given_truth(path: Path) -> dict[str, str]:
    """Line and voter id from a CSV; an empty voter id is nobody. Raises BadInput for a line given twice."""
    known: dict[str, str] = {}
    for row, (line, voter_id) in read_table(open_table(path, TRUTH), TRUTH):
        if not line or line in known:
            what = "This line is given twice." if line else "There is no line here."
            raise BadInput(what, file=path, row=row, column="line", do="Give each line once.")
        known[line] = voter_id
    return known


def check_reports(paths: Sequence[Path]) -> None:
    """Raise BadInput for a report that ends in no form we write."""
    for path in paths:
        if path.suffix.lower() not in paper.FORMATS:
            raise BadInput(
                f"A report is not written as {path.suffix or path.name}.",
                do=f"Name a file that ends in {' or '.join(paper.FORMATS)}.",
            )


def write_reports(figures: paper.LinkFigures, paths: Sequence[Path]) -> None:
    """Write the report in each form asked for; all are made before the first is written."""
    made = [(path, paper.link_report_bytes(figures, path.suffix.lower())) for path in paths]
    for path, data in made:
        paper.write_file(path, data)


def report_object(figures: paper.LinkFigures) -> dict[str, Any]:
    """The report as an object, as in its JSON."""
    found: dict[str, Any] = json.loads(paper.link_report_json(figures))
    return found


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def print_report(figures: paper.LinkFigures, *, steps: bool = False) -> None:
    """Readings, what is left to people, and the calibration where it was judged; the steps where wanted."""
    if steps:
        _print_steps(figures.steps)
    for reading, count in figures.readings:
        out.print(f"{count:>10,}  {reading}")
    left = figures.outcomes
    out.print(
        f"At least 90% sure: {left.sure:,} of one voter, {left.nobody:,} that nobody is. "
        f"Left open: {left.choose:,} with candidates, {left.search:,} without."
    )
    if figures.judgement:
        _print_calibration(figures.judgement)


def _print_calibration(found: paper.Judgement) -> None:
    table = Table("said", "proposals", "mean", "right", "95% interval", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for row in paper.calibration_rows(found.whole):
        cells = (row["range"], row["count"], row["mean"], row["share"], row["limits"])
        table.add_row(
            *(f"  {cells[0]}", *cells[1:]) if row["finer"] else cells, style="dim" if row["finer"] else None
        )
    out.print()
    out.print("Calibration", style="bold")
    out.print(table)
    for sentence in (*paper.calibration_sentences(found.whole), *paper.calibration_cautions(found)):
        out.print(sentence, markup=False)


def _print_steps(steps: Sequence[paper.LinkStep]) -> None:
    table = Table("step", "rows", "seconds", "why", box=None, pad_edge=False)
    for column in table.columns[1:3]:
        column.justify = "right"
    for step in steps:
        table.add_row(
            step.name, f"{step.rows:,}", "" if step.seconds is None else f"{step.seconds:.1f}", step.why
        )
    out.print(table)


def _steps(steps: Sequence[linkage.StepCount]) -> tuple[paper.LinkStep, ...]:
    """The steps of a run; without seconds where no clock ran."""
    timed = any(step.seconds for step in steps)
    return tuple(
        paper.LinkStep(step.name, step.why, step.rows, Decimal(f"{step.seconds:.2f}") if timed else None)
        for step in steps
    )


def _reference(weights_sha256: str) -> paper.Judgement | None:
    """The calibration shipped, if there is one."""
    found = reference()
    if found is None:
        return None
    return paper.Judgement(
        source=paper.Source.REFERENCE,
        basis=paper.Basis.EVERY,
        by_reading=found.by_reading,
        told=found.lines,
        of=found.lines,
        silent=found.silent,
        ranks=found.ranks,
        missed=found.missed,
        note=" ".join(_measured(found, weights_sha256)),
    )


def _measured(found: Reference, weights_sha256: str) -> Iterator[str]:
    yield (
        f"Measured on {found.of}: {found.lines:,} lines against {found.voters:,} voters, on "
        f"{found.measured.isoformat()} with {found.program} ({found.command})."
    )
    if found.weights_sha256 != weights_sha256:
        yield "It was measured with other weights than those used here."
