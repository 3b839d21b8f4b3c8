"""fullcount roll: voter files in, sealed rolls out, and searching them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from fullcount import linkage, roll
from fullcount.cli.console import bars, out, print_json
from fullcount.cli.layouts import History, LaidOut, print_documented
from fullcount.cli.options import AsJson, AsOf, Quiet, unfolded

app = typer.Typer(no_args_is_help=True, help="Voter files in, sealed rolls out.")

RollDir = Annotated[Path, typer.Argument(metavar="ROLL", help="The folder of a sealed roll.")]


@app.command()
def layouts(
    name: Annotated[str, typer.Argument(help="One layout, shown in full.")] = "", as_json: AsJson = False
) -> None:
    """List the voter-file layouts that are known by name: whose, how, how well documented, and where.

    Example: fullcount roll layouts north-carolina
    """
    found = [roll.layout(name)] if name else [roll.layout(each) for each in roll.layouts()]
    if as_json:
        print_json(asdict(found[0]) if name else [_summary(each) for each in found])
    elif name:
        _print_layout(found[0])
    else:
        for each in found:
            summary = _summary(each)
            told = f"{each.name}: {each.covers}; {summary['columns']}; {each.documented}"
            out.print(told, markup=False, highlight=False)
            for source in each.source:
                out.print(f"    {source}", markup=False, highlight=False, style="dim", soft_wrap=True)


def _summary(layout: roll.Layout) -> dict[str, str]:
    marks = {"\t": "tab", ",": "comma", "|": "pipe", ";": "semicolon"}
    columns = marks.get(layout.delimiter, layout.delimiter) if layout.format == "delimited" else layout.format
    return {
        "name": layout.name,
        "covers": layout.covers,
        "columns": columns,
        "documented": layout.documented,
        "source": "; ".join(layout.source),
    }


def _print_layout(layout: roll.Layout) -> None:
    head = Table(box=None, show_header=False, pad_edge=False)
    for key, value in _summary(layout).items():
        head.add_row(key, value)
    head.add_row("encoding", layout.encoding)
    head.add_row("header", "yes" if layout.header and layout.format == "delimited" else "no")
    head.add_row("dates", ", ".join(layout.dates))
    for note in layout.notes:
        head.add_row("note", note)
    out.print(head)
    table = Table("field", "columns", "characters", box=None, pad_edge=False)
    for field, places in layout.columns.items():
        spans = [layout.positions[str(place)] for place in places if str(place) in layout.positions]
        characters = ", ".join(f"{first}-{last}" for first, last in spans)
        table.add_row(field, " + ".join(str(place) for place in places), characters)
    out.print(table)
    words = Table("status", "the file's words", box=None, pad_edge=False)
    for status in roll.STATUSES:
        said = [word for word, ours in layout.status.items() if ours == status]
        words.add_row(status, ", ".join(word or "(empty)" for word in said))
    out.print(words)


@app.command("import")
@unfolded
def import_roll(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="The voter file.")],
    into: Annotated[Path, typer.Option(help="The folder to make; it must not be there yet.")],
    as_of: AsOf,
    laid_out: LaidOut = LaidOut(),
    history: History = None,
    quiet: Quiet = False,
) -> None:
    """Import a voter file: put in normal form, hashed, sealed. Bad rows go to rejects.csv.

    Example: fullcount roll import voters.csv --into roll --as-of 2022-07-06
    """
    chosen = laid_out.of(source)
    print_documented(chosen)
    with bars(quiet=quiet) as progress:
        seal = roll.import_roll(source, into, chosen, as_of, progress, history=history)
        roll.prepare_search(into, progress)
        linkage.prepare(into, progress)
    _print_seal(seal)
    if seal.rejected:
        out.print(f"{seal.rejected:,} rows were not taken: see {into / 'rejects.csv'}", style="yellow")


@app.command()
def export(
    directory: RollDir,
    out_file: Annotated[Path, typer.Option("--out", help="The file to make: .json or .xml.")],
    quiet: Quiet = False,
) -> None:
    """Write a sealed roll as voter records of NIST SP 1500-102. It holds names: for official eyes.

    Example: fullcount roll export roll --out voters.json
    """
    with roll.open_roll(directory) as sealed, bars(quiet=quiet) as progress:
        count = roll.export_voters(sealed, out_file, progress)
    out.print(f"{count:,} voter records written to {out_file}, readable by you only.")
    out.print("The standard has no place for the date of registration and for what is outside.")


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
    text: Annotated[
        list[str],
        typer.Argument(help="Surname, first name, number, street; born:, zip:, city:, unit:; or a voter id."),
    ],
    limit: Annotated[int, typer.Option(help="How many voters at the most.", min=1)] = 20,
) -> None:
    """Search a sealed roll as a clerk would. It prints names: for official eyes.

    Example: fullcount roll search roll garcia j 1234 main
    """
    with roll.open_roll(directory) as sealed:
        with bars(quiet=False) as progress:
            roll.prepare_search(directory, progress)
        found = sealed.look(" ".join(text), limit)
        voters = sealed.voters([hit.voter_row for hit in found])
    table = Table("voter", "name", "address", "status", "why", box=None, pad_edge=False)
    for hit, voter in zip(found, voters, strict=True):
        name = f"{voter.last_name}, {voter.first_name} {voter.middle_name}".strip()
        where = " ".join(filter(None, [voter.residence_address, voter.unit, voter.city, voter.zip]))
        table.add_row(voter.voter_id, name, where, voter.status, hit.why)
    if found.hits:
        out.print(table)
    if found.advice:
        out.print(found.advice)


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
