"""fullcount link: a file of lines against a voter file, without a case, and the report of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fullcount import linkage, paper
from fullcount.cli.console import bars, out, print_json
from fullcount.cli.engine import EngineOptions
from fullcount.cli.inputs import Forms, Inputs, Lines, Roll, tell_passed_over, workspace
from fullcount.cli.link_report import (
    Linking,
    check_reports,
    figures_of,
    file_sha256,
    given_truth,
    judgement,
    print_report,
    report_object,
    roll_named,
    searches_of,
    weights_named,
    write_reports,
)
from fullcount.cli.options import AsJson, CirculatedFrom, FiledIfKnown, Quiet
from fullcount.cli.weights import chosen_weights
from fullcount.linkage.summary import Tables, tables_of, versions


@dataclass(frozen=True, slots=True)
class Reporting:
    """What is reported beside the links, as options of the command."""

    report: Annotated[
        list[Path] | None,
        typer.Option(
            help="A report of counts to write, FILE.pdf or FILE.json; again for both. It names nobody.",
            metavar="FILE",
        ),
    ] = None
    truth: Annotated[
        Path | None,
        typer.Option(
            help="A CSV of line,voter_id (empty: nobody on the roll): judge the probabilities by it."
        ),
    ] = None

    def paths(self) -> tuple[Path, ...]:
        """The reports to write. Raises BadInput for a file that is neither PDF nor JSON."""
        reports = tuple(self.report or ())
        check_reports(reports)
        return reports

    def known(self) -> dict[str, str] | None:
        """The truth by line, where it is given. Raises NotFound, BadInput."""
        return given_truth(self.truth) if self.truth else None


def link(
    lines: Lines,
    voters: Roll,
    out_file: Annotated[Path, typer.Option("--out", help="The CSV to write.")],
    reporting: Reporting = Reporting(),
    weights: Annotated[
        Path | None,
        typer.Option(help="A weights file; see `weights`. Left out: the weights that come with fullcount."),
    ] = None,
    filed: FiledIfKnown = None,
    circulated_from: CirculatedFrom = None,
    forms: Forms = Forms(),
    engine: EngineOptions = EngineOptions(),
    steps: Annotated[
        bool, typer.Option("--steps", help="Show each step of linking, why it is, its rows.")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Find for each line the voters who may have signed it: up to five, with evidence in words.

    It proposes; a person decides. How to read the report: docs/look-up/link-report.md.

    Example: fullcount link lines.csv voters.csv --out links.csv --report report.pdf
    """
    today = date.today()  # noqa: DTZ011 - the day on the report
    reports, known = reporting.paths(), reporting.known()
    spark = engine.spark()
    options = linkage.Options(
        weights=chosen_weights(weights), filed=filed, circulated_from=circulated_from, spark=spark
    )
    sources = [path for path in (lines, voters, reporting.truth, weights) if path]
    with workspace(out_file, *sources, also=reports) as work, bars(quiet=quiet) as progress:
        inputs = Inputs(lines, voters, work)
        inputs.take(forms, progress)
        result = inputs.link(progress, options)
        passed_over = result.roll.passed_over
        with tables_of(result) as tables:
            linking = Linking(
                title=f"{lines.name} against {voters.name}",
                lines=(lines.name, file_sha256(lines)),
                roll=roll_named(voters, result.roll.voters, today),
                weights=weights_named(options.weights, weights),
                versions=versions(spark=spark is not None),
                steps=result.steps,
                searches=searches_of(result.steps, options.weights),
                filed=filed,
                circulated_from=circulated_from,
            )
            figures = figures_of(linking, tables.summary(), _judged(tables, known, inputs.voters), today)
        result.write_csv(work / "links.csv")
        write_reports(figures, reports)
        (work / "links.csv").replace(out_file)
    tell_passed_over(passed_over, voters)
    _tell(figures, out_file, reports, steps=steps, as_json=as_json)


def _judged(
    tables: Tables, known: dict[str, str] | None, voters: Path | linkage.VoterFile
) -> paper.Judgement | None:
    if known is None:
        return None
    judged, lines = tables.judge(known.items(), voters), tables.lines()
    basis = paper.Basis.EVERY if judged.truths - judged.unknown == lines else paper.Basis.CHOSEN
    return judgement(judged, paper.Source.FILE, basis, lines)


def _tell(
    figures: paper.LinkFigures, out_file: Path, reports: Sequence[Path], *, steps: bool, as_json: bool
) -> None:
    if as_json:
        print_json({**report_object(figures), "out": str(out_file)})
        return
    print_report(figures, steps=steps)
    out.print(f"Candidates of each line: {out_file}")
    for path in reports:
        out.print(f"Report: {path}")
