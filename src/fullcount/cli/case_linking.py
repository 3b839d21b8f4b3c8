"""fullcount case link, link-report, learn-weights: what linking proposed in a case, and how right it was."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from fullcount import case, linkage, paper
from fullcount.case import actions, linked, read
from fullcount.cli.console import bars, out, print_json
from fullcount.cli.inputs import workspace
from fullcount.cli.learn import tell_learned
from fullcount.cli.link_report import (
    SHIPPED,
    Linking,
    check_reports,
    figures_of,
    judgement,
    print_report,
    report_object,
    roll_named,
    searches_of,
    write_reports,
)
from fullcount.cli.options import Actor, AsJson, Case, DatabaseUrl, Quiet, acting, read_date
from fullcount.cli.steps import counted
from fullcount.cli.weights import chosen_weights
from fullcount.linkage.summary import tables_from, versions
from fullcount.terms import BadInput, Refused

FEWEST = 100  # findings that say who signed, below which a share of them says little
KEPT = "those kept with the case"

Weights = Annotated[
    Path | None,
    typer.Option(help="A weights file; see `weights`. Left out: the weights that come with fullcount."),
]
Nobody = Annotated[
    str, typer.Option(help="The reason that means nobody on the roll.", metavar="REASON", show_default=True)
]


def link(
    directory: Case,
    weights: Annotated[
        Path | None,
        typer.Option(
            help="A weights file; see `weights`. Left out: those that the case was linked with last."
        ),
    ] = None,
    shipped_weights: Annotated[
        bool, typer.Option("--shipped-weights", help="Link with the weights that come with fullcount again.")
    ] = False,
    circulated_from: Annotated[
        date | None,
        typer.Option(
            help="The first day of circulation. Left out: the earliest that a section's circulator declares.",
            parser=read_date,
            metavar="DATE",
        ),
    ] = None,
    actor: Actor = "clerk",
    database_url: DatabaseUrl = "",
    quiet: Quiet = False,
) -> None:
    """Link the transcribed lines to the roll. It proposes; it decides nothing.

    The ledger names the weights by their digest, and the case keeps them: it is linked with them again until
    others are given, or --shipped-weights.

    Example: fullcount case link --case case
    """
    with case.open_case(directory, database_url=database_url) as opened, bars(quiet=quiet) as progress:
        chosen, source = _weights(weights, shipped=shipped_weights)
        options = linkage.Options(weights=chosen, circulated_from=circulated_from)
        found = actions.link_lines(opened, acting(actor), progress, options)
        is_examined = linked.is_examined()
    table = Table("reading", "lines", box=None, pad_edge=False)
    for reading, count in found.readings.items():
        table.add_row(str(reading), f"{count:,}")
    out.print(table)
    out.print(f"{counted(found.groups, 'group')} of lines, each as of one person.")
    if is_examined:
        out.print("Findings stand as they are: only what is proposed for lines is new.", style="yellow")
    out.print(f"Weights: {source}, SHA-256 {linkage.digest(chosen)}", markup=False)


def _weights(path: Path | None, *, shipped: bool) -> tuple[linkage.Weights, str]:
    """The weights to link the open case with, and what they are called."""
    if path and shipped:
        raise BadInput(f"--weights {path.name} and --shipped-weights are two sets.", do="Give one of them.")
    own = None if path or shipped else linked.own_weights()
    if own:
        return own, KEPT
    return chosen_weights(path), path.name if path else SHIPPED


def link_report(
    directory: Case,
    report: Annotated[
        list[Path] | None,
        typer.Option(help="A report to write, FILE.pdf or FILE.json; again for both.", metavar="FILE"),
    ] = None,
    nobody: Nobody = linked.NOBODY,
    database_url: DatabaseUrl = "",
    as_json: AsJson = False,
) -> None:
    """Hold what linking proposed against what officials found: how often it was right, by how sure it was.

    It names no voter and no line. How to read it: docs/look-up/link-report.md.

    Example: fullcount case link-report --case case --report report.pdf
    """
    reports = tuple(report or ())
    check_reports(reports)
    with case.open_case(directory, database_url=database_url) as opened:
        figures = _figures(opened, nobody)
    write_reports(figures, reports)
    if as_json:
        print_json(report_object(figures))
        return
    print_report(figures)
    for path in reports:
        out.print(f"Report: {path}")


def learn_weights(
    directory: Case,
    out_file: Annotated[Path, typer.Option("--out", help="The weights to write, as TOML.")],
    lines_alone: Annotated[
        bool, typer.Option("--lines-alone", help="Learn from the lines, not from findings.")
    ] = False,
    weights: Weights = None,
    nobody: Nobody = linked.NOBODY,
    database_url: DatabaseUrl = "",
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Learn weights for linking from the case: from what officials found, or from its lines alone.

    When it is worth it: docs/do/learn-weights.md.

    Example: fullcount case learn-weights --case case --out weights.toml
    """
    options = linkage.Options(weights=chosen_weights(weights))
    sources = [path for path in (weights,) if path]
    with (
        case.open_case(directory, database_url=database_url) as opened,
        workspace(out_file, *sources) as work,
        bars(quiet=quiet) as progress,
    ):
        linked.write_lines(work / "lines.csv")
        found = None if lines_alone else _write_findings(opened, work / "findings.csv", nobody)
        learned = linkage.learn(work / "lines.csv", opened.roll_dir, work, progress, options, found)
        linkage.write_weights(learned.weights, out_file, learned.head())
    tell_learned(learned, out_file, as_json=as_json)


def _write_findings(opened: case.Case, path: Path, nobody: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("line", "voter_id"))
        writer.writerows(linked.signers(opened, nobody).told.items())
    return path


def _figures(opened: case.Case, nobody: str) -> paper.LinkFigures:
    """The figures of the report; the weights are those the case was linked with."""
    found = linked.signers(opened, nobody)
    _refuse_few(found)
    kept = linked.linking()
    with tables_from(linked.readings(), linked.candidates(), linked.groups()) as tables:
        judged, lines, summary = (
            tables.judge(found.told.items(), opened.roll_dir),
            tables.lines(),
            tables.summary(),
        )
    today = date.today()  # noqa: DTZ011 - the day on the report
    made = Linking(
        title=read.petition().title,
        lines=("the case's transcripts", ""),
        roll=roll_named(opened.roll_dir, 0, today),
        weights=_named(kept.weights),
        versions=versions(),
        steps=kept.steps,
        searches=searches_of(kept.steps, linkage.weights_of(kept.weights)) if kept.weights else (),
        filed=kept.filed,
        circulated_from=kept.circulated_from,
    )
    judged_by = judgement(judged, paper.Source.FINDINGS, _basis(found, lines), lines, len(found.untold))
    return figures_of(made, summary, judged_by, today)


def _named(text: str) -> tuple[str, str]:
    """The weights' name on the report, and the digest of their text."""
    if not text:
        return "not kept by the version that linked", ""
    weights = linkage.weights_of(text)
    own = weights == linkage.default_weights()
    return SHIPPED if own else KEPT, linkage.digest(weights)


def _basis(found: linked.Signers, lines: int) -> paper.Basis:
    """Whether every line was examined, or the sample, all of it and nothing else."""
    examined, drawn = found.told.keys() | found.untold, frozenset(read.drawn_lines())
    if len(examined) == lines:
        return paper.Basis.EVERY
    return paper.Basis.SAMPLE if drawn and examined == drawn else paper.Basis.CHOSEN


def _refuse_few(found: linked.Signers) -> None:
    if len(found.told) < FEWEST:
        raise Refused(
            f"{counted(len(found.told), 'finding')} say who signed, {len(found.untold):,} do not.",
            why=f"Of fewer than {FEWEST} nothing can be said.",
            do="Record more findings with their voter ids: fullcount case find.",
        )
