"""fullcount link and precheck: a file of lines against a voter file, without a case."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from fullcount import law, linkage, precheck, roll
from fullcount.cli.console import Bars, bars, out, print_json
from fullcount.cli.options import AsJson, Quiet, read_date, whole
from fullcount.cli.roll import LayoutName, chosen_layout
from fullcount.linkage.mapping import LINE_COLUMNS, NAME_COLUMNS, map_lines, read_mapping
from fullcount.terms import BadInput, Reading, Refused, open_table
from fullcount.terms.alone import alone, sweep

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
WORK = ".fullcount-work-"


class _Inputs:
    """What the two commands take alike: the lines and the roll, each in whatever form it came."""

    def __init__(self, lines: Path, voters: Path, work: Path) -> None:
        self.lines, self.voters, self.work = lines, voters, work

    def take_lines(self, pairs: list[str] | None, delimiter: str, encoding: str) -> None:
        """Bring lines in other columns, encoding or delimiter into the form linking reads."""
        if not pairs and delimiter == "," and encoding == "utf-8":
            open_table(self.lines, ["line", "address"])  # a bad file is told before the roll is worked on
            return
        given = read_mapping(pairs or [])
        mapping = {**_own_columns(self.lines, given, delimiter, encoding), **given}
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


def _own_columns(
    lines: Path, given: dict[str, tuple[str, ...]], delimiter: str, encoding: str
) -> dict[str, tuple[str, ...]]:
    """The columns that bear our names already. Where a part of the name is given, all of it is."""
    needed = [] if "line" in given else ["line"]
    columns = open_table(lines, needed, delimiter=delimiter, encoding=encoding).columns
    skipped = NAME_COLUMNS if NAME_COLUMNS & set(given) else frozenset()
    return {name: (name,) for name in columns if name in LINE_COLUMNS and name not in skipped}


@contextmanager
def _workspace(out_file: Path, *sources: Path) -> Iterator[Path]:
    """A folder beside the output that is gone afterwards: it holds names while the command runs.

    What a killed command left of its own is cleared first.
    """
    if not out_file.parent.is_dir():
        raise BadInput(f"There is no folder {out_file.parent}.", do="Make it, or write somewhere else.")
    if out_file.is_dir():
        raise BadInput(f"{out_file} is a folder.", do="Name the file to write with --out.")
    if any(source.exists() and out_file.exists() and source.samefile(out_file) for source in sources):
        raise BadInput(f"{out_file} is one of the files to read.", do="Name another file with --out.")
    for left in out_file.parent.glob(f"{WORK}*"):
        sweep(left)
    with alone(out_file.parent / f"{WORK}{os.getpid()}") as folder:
        yield folder


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
    with _workspace(out_file, lines, voters) as work, bars(quiet=quiet) as progress:
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
    with _workspace(out_file, lines, voters) as work, bars(quiet=quiet) as progress:
        inputs = _Inputs(lines, voters, work)
        inputs.take_lines(map_, delimiter, encoding)
        inputs.take_roll(_layout(layout, roll_map, roll_delimiter, roll_encoding), day, progress)
        result = inputs.link(progress)
        reports = list(precheck.read_lines(result.readings(), result.candidates(), result.groups()))
        precheck.write_report(reports, work / "report.csv")
        (work / "report.csv").replace(out_file)
    found = precheck.forecast(reports, needed, _loss(loss))
    if as_json:
        print_json({**_rounded(found), "law": rule.id, "report": str(out_file)})
    else:
        _print_forecast(found, out_file)


def _required(rule: law.Law, required: int | None, registered: int | None) -> int:
    if (required is None) == (registered is None):
        what = "The required number is not known." if required is None else "It is given twice."
        raise Refused(what, do="Give --required or --registered, one of them.")
    if required is not None and required < 1:
        raise BadInput(f"The required number is {required:,}.", do="Give a whole number of at least 1.")
    return required if required is not None else rule.required_number(registered or 0).number


def _loss(share: float | None) -> precheck.Loss:
    return precheck.LOS_ANGELES_2022 if share is None else precheck.Loss(share, "as given with --loss")


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
    out.print(_assumed(found.loss), style="dim", markup=False)
    out.print(f"Line by line: {out_file}")


def _assumed(loss: precheck.Loss) -> str:
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
