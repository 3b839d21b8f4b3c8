"""fullcount link-line: the candidates of one line, as an examiner gets them for a line keyed just now."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from fullcount import linkage, roll
from fullcount.cli.console import bars, out, print_json
from fullcount.cli.options import AsJson, CirculatedFrom, FiledIfKnown, Quiet
from fullcount.cli.weights import chosen_weights
from fullcount.terms import BadInput

_HERE = "this line"


def link_line(
    directory: Annotated[Path, typer.Argument(metavar="ROLL", help="The folder of a sealed roll.")],
    address: Annotated[str, typer.Option(help="As written, with the house number.")] = "",
    name: Annotated[str, typer.Option(help="The whole name, as written.")] = "",
    first: Annotated[str, typer.Option(help="The first name, where names are apart.")] = "",
    middle: Annotated[str, typer.Option(help="The middle name or initial.")] = "",
    last: Annotated[str, typer.Option(help="The last name.")] = "",
    city: Annotated[str, typer.Option(help="The city.")] = "",
    zip_: Annotated[str, typer.Option("--zip", help="The ZIP code.")] = "",
    signed_on: Annotated[str, typer.Option(help="The day it was signed, YYYY-MM-DD.")] = "",
    filed: FiledIfKnown = None,
    circulated_from: CirculatedFrom = None,
    weights: Annotated[Path | None, typer.Option(help="A weights file; see `weights`.")] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Find the voters who may have signed one line: what `link` would find for it among any others.

    It proposes; a person decides. It prints voter ids and no names.

    Example: fullcount link-line roll --first Judith --last Hathaway --address "2210 Sunset Blvd"
    """
    written = {
        "line": _HERE, "name": name, "first": first, "middle": middle, "last": last, "address": address,
        "city": city, "zip": zip_, "signed_on": signed_on,
    }  # fmt: skip
    if not any((name, first, last, address)):
        raise BadInput("The line is empty.", do="Give --name or --first and --last, and --address.")
    roll.open_roll(directory).close()
    options = linkage.Options(weights=chosen_weights(weights), filed=filed, circulated_from=circulated_from)
    with bars(quiet=quiet) as progress, linkage.LineLinker(directory, options, progress) as linker:
        (found,) = linker.link([written])
    if as_json:
        print_json(_plain(found))
    else:
        _print(found)


def _plain(found: linkage.Linked) -> dict[str, object]:
    return {
        "reading": found.reading,
        "probability": _six(found.probability),
        "candidates": [
            {
                "rank": each.rank,
                "voter_id": each.voter_id,
                "probability": _six(each.probability),
                "reading": each.reading,
                "evidence": each.evidence,
            }
            for each in found.candidates
        ],
    }


def _six(share: float) -> Decimal:
    return Decimal(f"{share:.6f}")


def _print(found: linkage.Linked) -> None:
    table = Table("", "voter", "probability", "reading", "evidence", box=None, pad_edge=False)
    for each in found.candidates:
        table.add_row(
            str(each.rank), each.voter_id, f"{each.probability:.4f}", str(each.reading), each.evidence
        )
    if found.candidates:
        out.print(table)
    out.print(f"Read: {found.reading} ({found.probability:.4f}).", markup=False)
