"""fullcount precheck: for committees, how many lines would count, before the petition is filed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from fullcount import law, linkage
from fullcount import precheck as checking
from fullcount.cli.console import bars, out, print_json
from fullcount.cli.inputs import Forms, Inputs, Lines, Roll, tell_passed_over, workspace
from fullcount.cli.options import AsJson, CirculatedFrom, Quiet, read_date, whole
from fullcount.terms import BadInput, Refused


def precheck(
    lines: Lines,
    voters: Roll,
    law_id: Annotated[str, typer.Option("--law", help="Such as ca/recall-local; see `law list`.")],
    required: Annotated[int | None, whole("The required number of valid signatures.")] = None,
    registered: Annotated[
        int | None, whole("Registered voters, to compute the required number from.")
    ] = None,
    filed: Annotated[
        date | None,
        typer.Option(
            "--filed", help="The day of filing; today where left out.", parser=read_date, metavar="DATE"
        ),
    ] = None,
    circulated_from: CirculatedFrom = None,
    loss: Annotated[
        float | None,
        typer.Option(
            help="Share of good lines lost to signatures; as in Los Angeles in 2022 where left out.",
            min=0,
            max=0.5,
            metavar="SHARE",
        ),
    ] = None,
    out_file: Annotated[Path, typer.Option("--out", help="The line-by-line report to write.")] = Path(
        "precheck.csv"
    ),
    forms: Forms = Forms(),
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """For committees: how many lines would count, and the chance that the petition qualifies.

    It does not see signatures. Of one voter's lines one counts. The report names line ids only.

    Example: fullcount precheck lines.csv voters.csv --law ca/recall-local --required 566857
    """
    day = filed or date.today()  # noqa: DTZ011 - the committee's own day
    rule = law.find(law_id, day)
    needed = _required(rule, required, registered)
    options = linkage.Options(filed=day, circulated_from=circulated_from)
    with workspace(out_file, lines, voters) as work, bars(quiet=quiet) as progress:
        inputs = Inputs(lines, voters, work)
        inputs.take(forms, progress)
        result = inputs.link(progress, options)
        passed_over = result.roll.passed_over
        found = result.readings(), result.candidates(), result.groups(), result.took()
        reports = list(checking.read_lines(*found))
        checking.write_report(reports, work / "report.csv")
        (work / "report.csv").replace(out_file)
    tell_passed_over(passed_over, voters)
    expected = checking.forecast(reports, needed, _loss(loss))
    if as_json:
        print_json({**_rounded(expected), "law": rule.id, "report": str(out_file)})
    else:
        _print_forecast(expected, out_file)


def _required(rule: law.Law, required: int | None, registered: int | None) -> int:
    if (required is None) == (registered is None):
        what = "The required number is not known." if required is None else "It is given twice."
        raise Refused(what, do="Give --required or --registered, one of them.")
    if required is not None and required < 1:
        raise BadInput(f"The required number is {required:,}.", do="Give a whole number of at least 1.")
    return required if required is not None else rule.required_number(registered or 0).number


def _loss(share: float | None) -> checking.Loss:
    return checking.LOS_ANGELES_2022 if share is None else checking.Loss(share, "as given with --loss")


def _rounded(found: checking.Forecast) -> dict[str, object]:
    plain = asdict(found)
    plain.update(by_reading=dict(found.by_reading), by_opinion=dict(found.by_opinion))
    return {key: _six(value) for key, value in plain.items()}


def _six(value: object) -> object:
    from decimal import Decimal

    if isinstance(value, float):
        return Decimal(f"{value:.6f}")
    return {key: _six(item) for key, item in value.items()} if isinstance(value, dict) else value


def _print_forecast(found: checking.Forecast, out_file: Path) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_row("lines", f"{found.lines:,}")
    for reading, count in found.by_reading:
        table.add_row(f"  {reading}", f"{count:,}")
    table.add_row("further copies of a voter", f"{found.copies:,}")
    for opinion, count in found.by_opinion:
        table.add_row(opinion, f"{count:,}")
    table.add_row("expected to count", f"{found.expected:,.0f}")
    table.add_row("  95% between", f"{found.low:,.0f} and {found.high:,.0f}")
    table.add_row("required", f"{found.required:,}")
    out.print(table)
    verdict = f"Chance that enough lines count: {_percent(found.chance)}"
    out.print(verdict, style="bold green" if found.chance > 0.5 else "bold red")  # noqa: PLR2004 - a half
    out.print(_assumed(found.loss), style="dim", markup=False)
    out.print(f"Line by line: {out_file}")


def _assumed(loss: checking.Loss) -> str:
    if not loss.share:
        return "Advisory: signatures are not seen here, and none is assumed to be rejected (--loss 0)."
    return (
        f"Advisory: signatures are not seen here. {loss.share:.1%} of the good lines are taken to be lost to "
        f"them ({loss.why}), or anything from none to twice that. Another share: --loss SHARE."
    )


def _percent(chance: float) -> str:
    """A forecast is never certain, so neither 0% nor 100% is said."""
    if chance < 0.001:  # noqa: PLR2004
        return "under 0.1%"
    return "over 99.9%" if chance > 0.999 else f"{chance:.1%}"  # noqa: PLR2004
