"""fullcount synth: made-up counties and petitions whose truth is known."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from fullcount import case, synth
from fullcount.case import read
from fullcount.cli.console import bars, out
from fullcount.cli.demo.examine import Room
from fullcount.cli.options import Case, DatabaseUrl, Quiet
from fullcount.cli.steps import counted
from fullcount.terms import Refused, Stage, open_table, read_table

app = typer.Typer(no_args_is_help=True, help="Made-up counties and petitions, for trying things out.")


@app.command("list")
def list_scenarios() -> None:
    """List the scenarios that can be made.

    Example: fullcount synth list
    """
    for name in synth.scenario_ids():
        out.print(f"{name}: {synth.scenario(name).title}", markup=False)


@app.command()
def make(
    scenario: Annotated[str, typer.Argument(help="A scenario's name; see `synth list`.")],
    into: Annotated[Path, typer.Option(help="The folder to make.")],
    scale: Annotated[float, typer.Option(help="1 is the size of the real one.", min=0.0001, max=1)] = 0.01,
    seed: Annotated[int, typer.Option(help="The same seed makes the same county.")] = 1,
    quiet: Quiet = False,
) -> None:
    """Make a county's roll, a petition's lines and transcripts, and the truth in a folder apart.

    Example: fullcount synth make los-angeles-2022 --scale 0.01 --into county
    """
    if (into / "roll.csv").exists() and not (into / "made.json").exists():
        raise Refused(f"{into} holds a roll.csv that was not made here.", do="Name another folder.")
    with bars(quiet=quiet) as progress:
        made = synth.make(synth.scenario(scenario), scale, seed, into, progress)
    out.print(f"Made in {into}: {made.roll.name}, {made.lines_file.name}, {made.transcripts.name} and more.")
    out.print(f"Try: fullcount link {made.transcripts} {made.roll} --out links.csv")


@app.command()
def signatures(
    made: Annotated[Path, typer.Argument(metavar="MADE", help="The folder that `synth make` made.")],
    into: Annotated[Path, typer.Option(help="The folder to draw into.")],
    lines: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            help="Only these lines: column line; a column voter_id names voters beside the signers.",
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Draw the signatures of a made petition: on its lines, and on file of its voters.

    Example: fullcount synth signatures county --lines links.csv --into signatures
    """
    petition = synth.open_made(made)
    with bars(quiet=quiet) as progress:
        drawn = synth.write_signatures(petition, into, _asked(lines), progress)
    out.print(
        f"Drawn in {into}: {counted(drawn.signatures, 'signature')} on file of "
        f"{counted(drawn.voters, 'voter')}, {counted(drawn.lines, 'line')}."
    )
    out.print(f"Next: fullcount exemplars import {drawn.exemplars} --case CASE")
    out.print(f"      fullcount exemplars import-crops {drawn.crops} --case CASE")


def _asked(lines: Path | None) -> synth.Asked:
    """The lines of a file, and the voters it names."""
    if lines is None:
        return synth.Asked()
    rows = [row for _, row in read_table(open_table(lines, ("line",)), ("line", "voter_id"))]
    return synth.Asked({line for line, _ in rows}, {voter for _, voter in rows if voter})


@app.command()
def examine(
    made: Annotated[Path, typer.Argument(metavar="MADE", help="The folder that `synth make` made.")],
    directory: Case,
    stage: Annotated[Stage, typer.Option(help="The sample, or the full count.")] = Stage.SAMPLE,
    database_url: DatabaseUrl = "",
    quiet: Quiet = False,
) -> None:
    """Let simulated examiners find every line of a stage that is left, by what the program shows them.

    Example: fullcount synth examine county --stage full --case case
    """
    petition = synth.open_made(made)
    with (
        case.open_case(directory, database_url=database_url) as opened,
        bars(quiet=quiet) as progress,
        Room(opened, petition, stage, progress) as room,
    ):
        left = read.lines_left(stage)
        if left:
            room.examine(lambda: datetime.now(UTC))
    if not left:
        out.print("No line of this stage is left to examine, or none was drawn or ordered yet.")
    else:
        out.print(f"{left:,} lines examined. Next: fullcount case settle --stage {stage} --case {directory}")
