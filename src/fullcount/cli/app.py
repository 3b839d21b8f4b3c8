"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

import fullcount.web  # noqa: F401 - before the case: one command serves the desk, and Django is set up once
from fullcount import __version__
from fullcount.cli import (
    bundle,
    case,
    demo,
    draw,
    exemplars,
    intake,
    law,
    learn,
    ledger,
    line,
    link,
    precheck,
    roll,
    serve,
    synth,
    weights,
)
from fullcount.cli.options import unfolded

app = typer.Typer(
    name="fullcount",
    help="A petition from a box of paper to a certified result that anyone can re-check.",
    epilog="Start with: fullcount demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fullcount {__version__}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before any command."""


app.command()(demo.demo)
app.command()(unfolded(precheck.precheck))
app.command()(unfolded(link.link))
app.command()(line.link_line)
app.command()(unfolded(learn.learn_weights))
app.add_typer(weights.app, name="weights")
app.command()(draw.draw)
app.add_typer(law.app, name="law")
app.add_typer(roll.app, name="roll")
app.add_typer(intake.app, name="intake")
app.add_typer(case.app, name="case")
app.add_typer(exemplars.app, name="exemplars")
app.add_typer(ledger.app, name="ledger")
app.command()(serve.serve)
app.command()(bundle.publish)
app.command()(bundle.verify)
app.add_typer(synth.app, name="synth")
