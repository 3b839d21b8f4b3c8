"""fullcount draw: the public draw from a manifest and a seed, for anyone to repeat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from fullcount import sampling
from fullcount.cli.console import print_json
from fullcount.cli.options import whole
from fullcount.terms import BadInput, LineState, Table, open_table, read_table


def draw(
    manifest: Annotated[Path, typer.Option(help="CSV; its first column is the line id.")],
    seed: Annotated[str, typer.Option(help="At least 20 decimal digits, from dice thrown in public.")],
    size: Annotated[int, whole("How many lines to draw.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print the sample's line ids in ticket order.

    Where the manifest has a column `state`, only lines that are `signed` can be drawn.

    Example: fullcount draw --manifest manifest.csv --seed 73958120465591827364 --size 500
    """
    sampling.check_seed(seed)
    drawn = sampling.draw(manifest_lines(manifest), seed, size)
    if as_json:
        print_json({"seed": drawn.seed, "size": drawn.size, "lines": drawn.lines})
    else:
        typer.echo("\n".join(drawn.lines))


def manifest_lines(path: Path) -> Iterator[str]:
    """The ids of the lines that can be drawn, in file order. Raises BadInput for a state nobody knows."""
    table = open_table(path, [])
    columns = (table.columns[0], "state") if "state" in table.columns[1:] else (table.columns[0],)
    return _signed(table, columns)


def _signed(table: Table, columns: tuple[str, ...]) -> Iterator[str]:
    seen: set[str] = set()
    states = {str(state) for state in LineState}
    # A ticket is made from the id as written, so nothing is taken off it.
    for row, (line, *state) in read_table(table, columns, exact=True):
        place = state[0].strip().lower() if state else LineState.SIGNED
        if not line or line in seen:
            raise BadInput(
                "The line id is empty." if not line else "The line id stood in an earlier row already.",
                file=table.path,
                row=row,
                column=columns[0],
                do="Every line needs an id of its own.",
            )
        seen.add(line)
        if place not in states:
            raise BadInput(
                "This is not a state of a line.",
                file=table.path,
                row=row,
                column="state",
                do=f"Use one of: {', '.join(sorted(states))}.",
            )
        if place == LineState.SIGNED:
            yield line
