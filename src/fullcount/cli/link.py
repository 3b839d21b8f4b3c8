"""fullcount link and precheck: a file of lines against a voter file, without a case."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.table import Table

from fullcount import law, linkage, precheck, roll
from fullcount.cli.console import Bars, bars, out, print_json
from fullcount.cli.options import AsJson, Quiet, read_date, whole
from fullcount.cli.roll import LayoutName, chosen_layout
from fullcount.linkage.mapping import LINE_COLUMNS, map_lines, read_mapping
from fullcount.terms import BadInput, Reading, Refused, open_table

Lines = Annotated[Path, typer.Argument(metavar="LINES.csv", help="line, name or first+middle+last, address.")]
Roll = Annotated[Path, typer.Argument(metavar="ROLL", help="A voter file, or the folder of a sealed roll.")]
LinesMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="OURS=THEIRS", help="Lines' columns: first=First_Name, line=# numbers them."
    ),
]
VoterMap = Annotated[
    list[str] | None,
    typer.Option("--roll-map", metavar="FIELD=COLUMN", help="Voters' columns: last_name=Surname."),
]
Delimiter = Annotated[str, typer.Option(help="What stands between the columns of LINES.")]
Encoding = Annotated[str, typer.Option(help="The encoding of LINES.")]
RollDelimiter = Annotated[str, typer.Option(help="What stands between the columns of ROLL.")]
RollEncoding = Annotated[str, typer.Option(help="The encoding of ROLL.")]


class _Inputs:
    """What the two commands take alike: the lines and the roll, each in whatever form it came."""

    def __init__(self, lines: Path, voters: Path, work: Path) -> None:
        self.lines, self.voters, self.work = lines, voters, work

    def take_lines(self, pairs: list[str] | None, delimiter: str, encoding: str) -> None:
        """Bring lines in other columns, encoding or delimiter into the form linking reads."""
        if not pairs and delimiter == "," and encoding == "utf-8":
            open_table(self.lines, ["line", "address"])  # a bad file is told before the roll is worked on
            return
        own = {name: (name,) for name in _own_columns(self.lines, delimiter, encoding)} if not pairs else {}
        mapping = read_mapping(pairs or []) or own
        map_lines(self.lines, self.work / "lines.csv", mapping, delimiter=delimiter, encoding=encoding)
        self.lines = self.work / "lines.csv"

    def take_roll(self, layout: roll.Layout, as_of: date, progress: Bars) -> None:
        """Seal the voter file in the work folder, or use the sealed roll that was named."""
        if self.voters.is_dir():
            roll.open_roll(self.voters).close()
        else:
            roll.import_roll(self.voters, self.work / "roll", layout, as_of, progress)
            self.voters = self.work / "roll"
        linkage.prepare(self.voters, progress)

    def link(self, progress: Bars) -> linkage.LinkResult:
        """Link the lines to the roll."""
        folder = self.work / "link"
        folder.mkdir()
        options = linkage.Options(clock=time.perf_counter)
        return linkage.link(self.lines, self.voters, folder, progress, options)


def _layout(name: str, pairs: list[str] | None, delimiter: str, encoding: str) -> roll.Layout:
    return chosen_layout(name, pairs, roll.Options(delimiter=delimiter, encoding=encoding))


def _own_columns(lines: Path, delimiter: str, encoding: str) -> list[str]:
    columns = open_table(lines, ["line"], delimiter=delimiter, encoding=encoding).columns
    return [name for name in columns if name in LINE_COLUMNS]


@contextmanager
def _workspace(out_file: Path) -> Iterator[Path]:
    """A folder beside the output that is gone afterwards: it holds names while the command runs."""
    if not out_file.parent.is_dir():
        raise BadInput(f"There is no folder {out_file.parent}.", do="Make it, or write somewhere else.")
    with TemporaryDirectory(prefix=".fullcount-", dir=out_file.parent) as folder:
        yield Path(folder)


def link(
    lines: Lines,
    voters: Roll,
    out_file: Annotated[Path, typer.Option("--out", help="The CSV to write.")],
    layout: LayoutName = "fullcount",
    map_: LinesMap = None,
    roll_map: VoterMap = None,
    delimiter: Delimiter = ",",
    encoding: Encoding = "utf-8",
    roll_delimiter: RollDelimiter = "",
    roll_encoding: RollEncoding = "",
    steps: Annotated[
        bool, typer.Option("--steps", help="Show each step of linking, why it is, its rows.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Find for each line the voters who may have signed it: up to five, with evidence in words.

    Example: fullcount link lines.csv voters.csv --out links.csv
    """
    with _workspace(out_file) as work, bars(quiet=quiet) as progress:
        inputs = _Inputs(lines, voters, work)
        inputs.take_lines(map_, delimiter, encoding)
        as_of = date.today()  # noqa: DTZ011 - a roll sealed for one command only
        inputs.take_roll(_layout(layout, roll_map, roll_delimiter, roll_encoding), as_of, progress)
        result = inputs.link(progress)
        result.write_csv(work / "links.csv")
        readings = Counter(reading for _, reading, _ in result.readings())
        done = result.steps
        (work / "links.csv").replace(out_file)
    if steps:
        _print_steps(done)
    for reading in Reading:
        out.print(f"{readings[reading]:>10,}  {reading}")
    out.print(f"Candidates of each line: {out_file}")


def _print_steps(steps: tuple[linkage.StepCount, ...]) -> None:
    table = Table("step", "rows", "seconds", "why", box=None, pad_edge=False)
    for column in table.columns[1:3]:
        column.justify = "right"
    for step in steps:
        table.add_row(step.name, f"{step.rows:,}", f"{step.seconds:.1f}", step.why)
    out.print(table)


def check(
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
    loss: Annotated[
        float, typer.Option(help="Share of good lines lost to what linking cannot see.", min=0, max=1)
    ] = 0.0,
    out_file: Annotated[Path, typer.Option("--out", help="The line-by-line report to write.")] = Path(
        "precheck.csv"
    ),
    layout: LayoutName = "fullcount",
    map_: LinesMap = None,
    roll_map: VoterMap = None,
    delimiter: Delimiter = ",",
    encoding: Encoding = "utf-8",
    roll_delimiter: RollDelimiter = "",
    roll_encoding: RollEncoding = "",
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
    with _workspace(out_file) as work, bars(quiet=quiet) as progress:
        inputs = _Inputs(lines, voters, work)
        inputs.take_lines(map_, delimiter, encoding)
        inputs.take_roll(_layout(layout, roll_map, roll_delimiter, roll_encoding), day, progress)
        result = inputs.link(progress)
        reports = list(precheck.read_lines(result.readings(), result.candidates(), result.groups()))
        precheck.write_report(reports, work / "report.csv")
        (work / "report.csv").replace(out_file)
    why = "signatures and declarations, which linking does not see" if loss else ""
    found = precheck.forecast(reports, needed, precheck.Loss(loss, why))
    if as_json:
        print_json({**_rounded(found), "law": rule.id, "report": str(out_file)})
    else:
        _print_forecast(found, out_file)


def _required(rule: law.Law, required: int | None, registered: int | None) -> int:
    if (required is None) == (registered is None):
        raise Refused("The required number is not known.", do="Give --required or --registered, one of them.")
    return required if required is not None else rule.required_number(registered or 0).number


def _rounded(found: precheck.Forecast) -> dict[str, object]:
    plain = asdict(found)
    plain.update(by_reading=dict(found.by_reading), by_opinion=dict(found.by_opinion))
    return {key: _six(value) for key, value in plain.items()}


def _six(value: object) -> object:
    from decimal import Decimal

    if isinstance(value, float):
        return Decimal(f"{value:.6f}")
    return {key: _six(item) for key, item in value.items()} if isinstance(value, dict) else value


def _print_forecast(found: precheck.Forecast, out_file: Path) -> None:
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
    if not found.loss.share:
        out.print(
            "Advisory: signatures are not seen here. In Los Angeles in 2022, 1.3% of all lines were rejected "
            "for the signature; try --loss 0.013.",
            style="dim",
        )
    out.print(f"Line by line: {out_file}")


def _percent(chance: float) -> str:
    if 0 < chance < 0.001:  # noqa: PLR2004
        return "under 0.1%"
    return "over 99.9%" if 0.999 < chance < 1 else f"{chance:.1%}"  # noqa: PLR2004
