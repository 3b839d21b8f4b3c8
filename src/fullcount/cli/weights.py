"""fullcount weights: what linking believes, as a file that a statistician can edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fullcount import linkage
from fullcount.cli.console import out
from fullcount.linkage.weights_text import digest, weights_text
from fullcount.terms import NotFound

app = typer.Typer(no_args_is_help=True, help="What linking believes, as a file that a statistician can edit.")


@app.command()
def show() -> None:
    """Print the weights that come with fullcount: every level of agreement, its numbers and its words.

    Edit the numbers and the words, and link with --weights; the levels themselves stay.

    Example: fullcount weights show
    """
    typer.echo(weights_text(linkage.default_weights()), nl=False)


@app.command()
def check(file: Annotated[Path, typer.Argument(metavar="FILE", help="A weights file.")]) -> None:
    """Check a weights file, and tell its digest, which stands on the link report.

    Example: fullcount weights check weights.toml
    """
    weights = chosen_weights(file)
    own = weights == linkage.default_weights()
    out.print(f"{file.name} can be used" + (": the weights that come with fullcount." if own else "."))
    out.print(f"SHA-256 {digest(weights)}")


def chosen_weights(path: Path | None) -> linkage.Weights:
    """The weights of a file, or those that come with fullcount. Raises NotFound, BadInput."""
    if path is None:
        return linkage.default_weights()
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", do="Begin with: fullcount weights show > weights.toml")
    return linkage.read_weights(path)
