"""fullcount exemplars: signatures on file, and images of lines, taken into a case."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from fullcount import case, exemplars, roll
from fullcount.case import read
from fullcount.cli.console import bars, err, out
from fullcount.cli.options import Case, DatabaseUrl, Quiet
from fullcount.cli.steps import counted

app = typer.Typer(no_args_is_help=True, help="Signatures on file, and images of lines, for examiners to see.")
Source = Annotated[
    Path, typer.Argument(metavar="FOLDER_OR_ZIP", help="Images, and a manifest.csv that says whose they are.")
]


@app.command("import")
def import_(directory: Case, source: Source, database_url: DatabaseUrl = "", quiet: Quiet = False) -> None:
    """Take in signatures on file; manifest.csv: voter_id,file and where known date,source,sha256.

    Every file is checked; where one is not sound, nothing is taken in.

    Example: fullcount exemplars import signatures/exemplars --case recall-2022
    """
    with case.open_case(directory, database_url=database_url) as opened, bars(quiet=quiet) as progress:
        at = datetime.now(UTC)
        taken = exemplars.import_exemplars(source, directory, at, _not_on_roll(opened), progress)
    out.print(
        f"{counted(taken.files, 'signature')} of {counted(taken.keys, 'voter')}, {taken.new:,} of them new. "
        f"Digest of the manifest: {taken.manifest_sha256}"
    )
    if taken.unknown:
        told = f"Not on the roll: {counted(taken.unknown, 'voter')} of the manifest."
        err.print(told, style="yellow", markup=False)


@app.command("import-crops")
def import_crops(
    directory: Case, source: Source, database_url: DatabaseUrl = "", quiet: Quiet = False
) -> None:
    """Take in images of lines; manifest.csv: line,file and part, signature (usual) or line, sha256.

    A line's new image takes the place of its old one.

    Example: fullcount exemplars import-crops signatures/crops --case recall-2022
    """
    with case.open_case(directory, database_url=database_url), bars(quiet=quiet) as progress:
        known = {line for line, _ in read.places()}
        at = datetime.now(UTC)
        taken = exemplars.import_crops(source, directory, at, lambda lines: set(lines) - known, progress)
    out.print(
        f"{counted(taken.files, 'image')} of {counted(taken.keys, 'line')}, {taken.new:,} of them new. "
        f"Digest of the manifest: {taken.manifest_sha256}"
    )


def _not_on_roll(opened: case.Case) -> Callable[[Collection[str]], set[str]]:
    """Tells which voters the case's roll does not have; none where no roll is sealed yet."""
    if not (opened.roll_dir / "seal.json").exists():
        return lambda _: set()
    return roll.open_roll(opened.roll_dir).unknown
