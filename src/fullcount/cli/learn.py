"""fullcount learn-weights: weights for linking, learned from a petition's lines or from findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from fullcount import linkage
from fullcount.cli.console import bars, out, print_json
from fullcount.cli.inputs import Forms, Inputs, Lines, Roll, workspace
from fullcount.cli.options import AsJson, Quiet
from fullcount.cli.weights import chosen_weights

_TOLD = 0.02  # a number that moved by less, relative to itself, is not told on the screen


def learn_weights(
    lines: Lines,
    voters: Roll,
    out_file: Annotated[Path, typer.Option("--out", help="The weights to write, as TOML.")],
    findings: Annotated[
        Path | None,
        typer.Option(help="A CSV of line,voter_id (empty: nobody on the roll): learn from these alone."),
    ] = None,
    weights: Annotated[
        Path | None, typer.Option(help="Weights to begin with; those that come with fullcount if left out.")
    ] = None,
    forms: Forms = Forms(),
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Learn how well this petition's names and addresses agree with the roll: weights for linking it.

    Without findings it learns from the lines themselves. Do it before anybody has seen what linking proposes;
    when it is worth it: docs/do/learn-weights.md.

    Example: fullcount learn-weights lines.csv voters.csv --out weights.toml
    """
    begin = chosen_weights(weights)
    sources = [path for path in (lines, voters, findings, weights) if path is not None]
    with workspace(out_file, *sources) as work, bars(quiet=quiet) as progress:
        inputs = Inputs(lines, voters, work)
        inputs.take(forms, progress)
        options = linkage.Options(weights=begin)
        learned = linkage.learn(inputs.lines, inputs.voters, work, progress, options, findings)
        linkage.write_weights(learned.weights, out_file, learned.head())
    tell_learned(learned, out_file, as_json=as_json)


def tell_learned(learned: linkage.Learned, out_file: Path, *, as_json: bool) -> None:
    """Print what was learned and where it stands."""
    if as_json:
        print_json(_plain(learned, out_file))
    else:
        _print(learned, out_file)


def _plain(learned: linkage.Learned, out_file: Path) -> dict[str, object]:
    return {
        "weights": str(out_file),
        "began_with": learned.began_with,
        "learned_from": learned.source,
        "lines": learned.lines,
        "matches": _digits(learned.matches, 1),
        "iterations": learned.iterations,
        "settled": learned.settled,
        "log_likelihood": [[_digits(value, 3) for value in each] for each in learned.objective],
        "changes": [
            {
                **asdict(change),
                "old": _digits(change.old),
                "new": _digits(change.new),
                "count": _digits(change.count, 1),
            }
            for change in learned.changes
        ],
    }


def _digits(value: float, places: int = 12) -> Decimal:
    return Decimal(repr(round(value, places)))


def _print(learned: linkage.Learned, out_file: Path) -> None:
    moved = [change for change in learned.changes if abs(change.new - change.old) > _TOLD * change.old]
    table = Table("", "", "before", "learned", "rests on", "", box=None, pad_edge=False)
    for column in table.columns[2:5]:
        column.justify = "right"
    for change in moved:
        note = "held back" if change.bounded else ""
        numbers = (f"{change.old:.4g}", f"{change.new:.4g}", f"{change.count:,.0f}")
        table.add_row(change.comparison, change.level, *numbers, note)
    out.print(table)
    unmoved = len(learned.changes) - len(moved)
    out.print(
        f"{unmoved} of {len(learned.changes)} numbers moved by less than {_TOLD:.0%} and are not shown."
    )
    out.print(f"{learned.lines:,} {learned.source}, {learned.matches:,.0f} of them with a voter.")
    for round_, each in enumerate(learned.objective, 1):
        out.print(_told(round_, each), markup=False)
    if not learned.settled:
        out.print("The weights had not come to rest: do not use them.", style="bold red")
    out.print(f"Weights: {out_file}")


def _told(round_: int, objective: Sequence[float]) -> str:
    """Rounds differ in what chance is: how far one rose can be compared, not where it ended."""
    rose, iterations = objective[-1] - objective[0], len(objective) - 1
    return f"Round {round_}: log-likelihood up by {rose:,.1f} in {iterations} iterations."
