"""fullcount roll: voter files in, sealed rolls out, and searching them."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from fullcount import linkage, roll
from fullcount.cli.console import bars, out, print_json
from fullcount.cli.options import AsJson, AsOf, Quiet
from fullcount.terms import BadInput

app = typer.Typer(no_args_is_help=True, help="Voter files in, sealed rolls out.")

RollDir = Annotated[Path, typer.Argument(metavar="ROLL", help="The folder of a sealed roll.")]
LayoutName = Annotated[
    str, typer.Option("--layout", help="A layout's name (see `roll layouts`) or the path of a TOML file.")
]
RollMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Instead of a layout: first_name=First_Name, residence_address=Number+Street; again for each.",
    ),
]
Encoding = Annotated[str, typer.Option(help="The file's encoding where it is not the layout's.")]
Delimiter = Annotated[str, typer.Option(help="What stands between columns where it is not the layout's.")]


Words = Annotated[
    list[str] | None,
    typer.Option(
        "--status", metavar="WORD=STATUS", help="With --map: the file's word for a status, A=active."
    ),
]
Inside = Annotated[
    list[str] | None,
    typer.Option(help="With --map: a jurisdiction that is inside; any other is outside.", metavar="NAME"),
]
Dates = Annotated[
    list[str] | None, typer.Option("--date-form", metavar="FORM", help="With --map: such as %m/%d/%Y.")
]
Header = Annotated[bool, typer.Option(help="With --map: whether the first row names the columns.")]


def chosen_layout(name: str, pairs: list[str] | None, options: roll.Options) -> roll.Layout:
    """The layout the options ask for: shipped, a file, or made of --map pairs."""
    if pairs:
        return roll.generic_layout(dict(_pair(text, "--map") for text in pairs), options)
    if options.dates or options.status or options.inside or not options.header:
        raise BadInput("These options go with --map.", do="A layout says dates, words and header itself.")
    found = roll.layout(name)
    return replace(
        found, delimiter=options.delimiter or found.delimiter, encoding=options.encoding or found.encoding
    )


def _pair(text: str, option: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not equals or not field or not column:
        raise BadInput(f"{option} {text} is not a pair.", do="Write NAME=VALUE, such as last_name=Surname.")
    return field.strip(), column.strip()


@app.command()
def layouts(as_json: AsJson = False) -> None:
    """List the voter-file layouts that are known by name.

    Example: fullcount roll layouts
    """
    if as_json:
        print_json(roll.layouts())
    else:
        typer.echo("\n".join(roll.layouts()))


@app.command("import")
def import_roll(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="The voter file.")],
    into: Annotated[Path, typer.Option(help="The folder to make; it must not be there yet.")],
    as_of: AsOf,
    layout: LayoutName = "fullcount",
    map_: RollMap = None,
    delimiter: Delimiter = "",
    encoding: Encoding = "",
    header: Header = True,
    date_form: Dates = None,
    status: Words = None,
    inside: Inside = None,
    quiet: Quiet = False,
) -> None:
    """Import a voter file: put in normal form, hashed, sealed. Bad rows go to rejects.csv.

    Example: fullcount roll import voters.csv --into roll --as-of 2022-07-06
    """
    options = roll.Options(
        delimiter=delimiter,
        encoding=encoding,
        header=header,
        dates=tuple(date_form or ()),
        status=dict(_pair(text, "--status") for text in status or ()),
        inside=tuple(inside or ()),
    )
    chosen = chosen_layout(layout, map_, options)
    with bars(quiet=quiet) as progress:
        seal = roll.import_roll(source, into, chosen, as_of, progress)
        linkage.prepare(into, progress)
    _print_seal(seal)
    if seal.rejected:
        out.print(f"{seal.rejected:,} rows were not taken: see {into / 'rejects.csv'}", style="yellow")


@app.command()
def show(directory: RollDir, as_json: AsJson = False) -> None:
    """Show what a sealed roll holds.

    Example: fullcount roll show roll
    """
    with roll.open_roll(directory) as sealed:
        if as_json:
            print_json({**asdict(sealed.seal), "by_status": dict(sealed.seal.by_status)})
        else:
            _print_seal(sealed.seal)


@app.command()
def check(directory: RollDir) -> None:
    """Compute the content hash of a sealed roll again and compare it with its seal.

    Example: fullcount roll check roll
    """
    with roll.open_roll(directory, check=True) as sealed:
        out.print(f"The roll is as it was sealed: {sealed.seal.content_hash}")


@app.command()
def search(
    directory: RollDir,
    text: Annotated[list[str], typer.Argument(help="Surname, first name or initial, number and street.")],
    limit: Annotated[int, typer.Option(help="How many voters at the most.", min=1)] = 20,
) -> None:
    """Search a sealed roll as a clerk would. It prints names: for official eyes.

    Example: fullcount roll search roll garcia j 1234 main
    """
    with roll.open_roll(directory) as sealed:
        hits = sealed.search(" ".join(text), limit)
        table = Table("voter", "name", "address", "status", "why", box=None, pad_edge=False)
        for hit in hits:
            voter = sealed.voter(hit.voter_id)
            if voter:
                name = f"{voter.last_name}, {voter.first_name} {voter.middle_name}".strip()
                where = " ".join(filter(None, [voter.residence_address, voter.unit, voter.city, voter.zip]))
                table.add_row(voter.voter_id, name, where, voter.status, hit.why)
    out.print(table if hits else "Nobody found; try fewer letters, or the house number and street.")


def _print_seal(seal: roll.Seal) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_row("voters", f"{seal.voters:,}")
    for status, count in seal.by_status:
        table.add_row(f"  {status}", f"{count:,}")
    table.add_row("outside the jurisdiction", f"{seal.outside:,}")
    table.add_row("rows not taken", f"{seal.rejected:,}")
    table.add_row("as of", str(seal.as_of))
    table.add_row("layout", seal.layout)
    out.print(table)
    out.print(f"Content hash: {seal.content_hash}", markup=False)
