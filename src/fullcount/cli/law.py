"""fullcount law: what the rulebook holds, and what it answers. Nothing here needs a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.table import Table

from fullcount import law
from fullcount.cli.console import out, print_json
from fullcount.cli.options import AsJson, Filed, read_date, read_decimal, whole
from fullcount.cli.steps import print_follows, print_steps
from fullcount.terms import BadInput, Determination, Rounding, Step

app = typer.Typer(no_args_is_help=True, help="The rulebook: what it holds, and what it answers.")

LawId = Annotated[str, typer.Argument(metavar="ID", help="Such as ca/recall-local; see `law list`.")]


@app.command("list")
def list_laws(as_json: AsJson = False) -> None:
    """List the petitions whose law the rulebook holds.

    Example: fullcount law list
    """
    rules = law.index()
    if as_json:
        print_json(
            [{"id": rule.id, "title": rule.title, "since": rule.since, "says": rule.says} for rule in rules]
        )
        return
    table = Table("law", "petition", "since", box=None, pad_edge=False)
    for rule in rules:
        table.add_row(rule.id, rule.title, rule.since.isoformat())
    out.print(table)


@app.command()
def show(
    law_id: LawId,
    filed: Annotated[
        date | None,
        typer.Option(
            "--filed", help="As of this day; today where left out.", parser=read_date, metavar="DATE"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show every value of a law as of a day, with its citation and what is in doubt.

    Example: fullcount law show ca/recall-local --filed 2022-07-06
    """
    found = law.find(law_id, filed or date.today())  # noqa: DTZ011 - the reader's own day
    if as_json:
        print_json({**found.as_published(), "digest": found.digest()})
        return
    out.print(f"{found.title}, as of {found.filed.isoformat()}", style="bold")
    out.print(found.says, markup=False)
    section = ""
    for row in law.describe(found):
        if row.section != section:
            section = row.section
            out.print(f"\n{section}", style="bold")
        _print_value(row)
    out.print(f"\nDigest of this law: {found.digest()}", style="dim")


def _print_value(row: law.ValueRow) -> None:
    doubt = "" if row.status == "verified" else f"  [{row.status}]"
    out.print(f"  {row.name}: {row.value}", markup=False, style="cyan", end="")
    out.print(f"{doubt}  {row.cite}, since {row.since.isoformat()}", markup=False, style="dim")
    out.print(f"      {row.says}", markup=False)
    if row.note:
        out.print(f"      Note: {row.note}", markup=False, style="yellow")


@app.command()
def required(
    law_id: LawId,
    filed: Filed,
    registered: Annotated[int, whole("Registered voters of the jurisdiction.")],
    as_json: AsJson = False,
) -> None:
    """How many valid signatures the law asks for.

    Example: fullcount law required ca/recall-local --filed 2022-07-06 --registered 5668569
    """
    answer = law.find(law_id, filed).required_number(registered)
    _answer(as_json, {"required": answer.number, "percent": answer.percent}, answer.steps)


@app.command("sample-size")
def sample_size(
    law_id: LawId,
    filed: Filed,
    raw: Annotated[int, whole("The raw count.")],
    as_json: AsJson = False,
) -> None:
    """How many lines are examined first.

    Example: fullcount law sample-size ca/recall-local --filed 2022-07-06 --raw 715833
    """
    answer = law.find(law_id, filed).sample_size(raw)
    _answer(as_json, {"sample_size": answer.size, "everything": answer.everything}, answer.steps)


@app.command()
def project(
    law_id: LawId,
    filed: Filed,
    required: Annotated[int, whole("The required number.")],
    raw: Annotated[int, whole("The raw count.")],
    sample: Annotated[int, whole("Lines in the sample.")],
    valid: Annotated[int, whole("Valid lines in the sample, extra copies left out.")],
    duplicates: Annotated[int, whole("Extra copies of a voter in the sample.")] = 0,
    rounding: Annotated[Rounding | None, typer.Option(help="The law's own where left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Project a sample onto the whole petition, and determine.

    Example: fullcount law project ca/recall-local --filed 2022-07-06 --required 566857
    --raw 715833 --sample 35793 --valid 27983 --duplicates 104
    """
    count = law.SampleCount(raw, sample, valid, duplicates)
    report = law.projection_report(law.find(law_id, filed), count, required, rounding)
    if as_json:
        print_json(report)
        return
    print_steps(Step(**step) for step in report["steps"])
    out.print(f"\nDetermination: {report['determination']}", style="bold")
    if report["roundings_differ"]:
        out.print(report["roundings"], style="yellow", markup=False)


@app.command()
def determine(
    law_id: LawId,
    filed: Filed,
    required: Annotated[int, whole("The required number.")],
    valid: Annotated[int | None, whole("Valid lines after a full count.")] = None,
    projected: Annotated[
        Decimal | None, typer.Option(help="A projection.", parser=read_decimal, metavar="NUMBER")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Determine on the valid lines of a full count, or on a projection; and what follows by law.

    Example: fullcount law determine ca/recall-local --filed 2022-07-06 --required 566857 --valid 520050
    """
    if (valid is None) == (projected is None):
        raise BadInput("One number is needed.", do="Give --valid after a full count, or --projected.")
    rule = law.find(law_id, filed)
    if valid is not None:
        verdict = rule.determine_full(valid, required)
    else:
        verdict = rule.determine_number(projected or Decimal(0), required)
    follows = [law.step_row(step) for step in rule.what_follows(verdict.verdict)]
    _answer(as_json, {**_determination(verdict), "follows": follows}, verdict.steps)
    if not as_json:
        print_follows(rule, verdict.verdict)


def _determination(found: Determination) -> dict[str, Any]:
    return {
        "determination": found.verdict,
        "number": found.number,
        "required": found.required,
        "lower_line": found.lower_line,
        "upper_line": found.upper_line,
        "equality": found.equality,
    }


@app.command()
def deadlines(
    law_id: LawId,
    filed: Filed,
    state: Annotated[str, typer.Option(help="Whose holidays are left out.")] = "CA",
    closed: Annotated[
        list[date] | None,
        typer.Option(help="A further day on which the county is closed.", parser=read_date, metavar="DATE"),
    ] = None,
    event: Annotated[
        list[str] | None,
        typer.Option(help="An event that happened: certified=2022-08-15.", metavar="NAME=DATE"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The days the law gives, in business days where it says so.

    Example: fullcount law deadlines ca/recall-local --filed 2022-07-06
    """
    calendar = law.Calendar(state, also_closed=frozenset(closed or ()))
    found = law.find(law_id, filed).deadlines(filed, calendar, _events(event or []))
    if as_json:
        print_json([asdict(deadline) for deadline in found])
        return
    table = Table("by", "limit", "what", "source", box=None, pad_edge=False)
    for deadline in found:
        by = (
            deadline.date.isoformat() if deadline.date else f"after {deadline.counted_from.replace('_', ' ')}"
        )
        table.add_row(by, f"{deadline.days} {deadline.unit}", deadline.says, deadline.cite)
    out.print(table)


def _events(pairs: Iterable[str]) -> dict[str, date]:
    events = {}
    for pair in pairs:
        name, equals, day = pair.partition("=")
        if not equals:
            raise BadInput(f"--event {pair} is not an event and its day.", do="Write certified=2022-08-15.")
        events[name] = read_date(day)
    return events


@app.command()
def check(as_json: AsJson = False) -> None:
    """Run the rulebook's published cases: published figure beside ours.

    Example: fullcount law check
    """
    results = list(law.run_cases())
    if as_json:
        print_json([{**asdict(result), "holds": result.holds} for result in results])
    else:
        _print_cases(results)
    if not all(result.holds for result in results):
        raise typer.Exit(1)


def _print_cases(results: Iterable[law.CaseResult]) -> None:
    last = ""
    for result in results:
        if (head := f"{result.law}: {result.case}") != last:
            last = head
            out.print(head, style="bold", markup=False)
        _print_case(result)


def _print_case(result: law.CaseResult) -> None:
    published = f", published {_figure(result.published)}"
    if result.published is None or result.published == result.answer:
        published = "" if result.published is None else ", as published"
    out.print(f"  {result.ask}: {_figure(result.answer)}{published}", markup=False)
    if not result.holds:
        out.print(
            f"    DOES NOT HOLD: {_figure(result.expected)} was expected", style="bold red", markup=False
        )
    if result.divergence:
        out.print(f"    {result.divergence}", style="dim", markup=False)


def _figure(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {_figure(item)}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return " and ".join(map(_figure, value))
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)


def _answer(as_json: bool, answer: dict[str, Any], steps: Iterable[Step]) -> None:
    if as_json:
        print_json({**answer, "steps": [law.step_row(step) for step in steps]})
        return
    print_steps(steps)
