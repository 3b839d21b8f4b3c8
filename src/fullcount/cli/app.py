"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from fullcount import __version__
from fullcount.cli import draw, law

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


app.command()(draw.draw)
app.add_typer(law.app, name="law")
