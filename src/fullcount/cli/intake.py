"""fullcount intake: from the box of paper to a frozen manifest."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from fullcount import case
from fullcount.case import actions
from fullcount.cli.console import bars, out
from fullcount.cli.options import Actor, Case, DatabaseUrl, Filed, Quiet, acting, whole
from fullcount.cli.steps import counted, print_steps
from fullcount.terms import Rounding, UserError

app = typer.Typer(no_args_is_help=True, help="From the box of paper to a frozen manifest.")


@app.command("open")
def open_petition(
    directory: Case,
    petition: Annotated[str, typer.Argument(help="The petition's id: letters, digits, '.', '_' and '-'.")],
    title: Annotated[str, typer.Option(help="The petition's title.")],
    law_id: Annotated[str, typer.Option("--law", help="Such as ca/recall-local.")],
    filed: Filed,
    jurisdiction: Annotated[str, typer.Option(help="Whose voters may sign.")],
    officer: Annotated[str, typer.Option(help="The officer; a recall must name one.")] = "",
    office: Annotated[str, typer.Option(help="The office; a recall must name it.")] = "",
    county: Annotated[str, typer.Option(help="As it is to stand on the certificate.")] = "",
    registered: Annotated[
        int | None, whole("Registered voters, to compute the required number from.")
    ] = None,
    required: Annotated[int | None, whole("The required number, where it is given.")] = None,
    rounding: Annotated[Rounding, typer.Option(help="How the projection is rounded.")] = Rounding.REGULATION,
    actor: Actor = "clerk",
    database_url: DatabaseUrl = "",
) -> None:
    """Open a case for a petition under its law.

    Example: fullcount intake open recall-2022 --case case --title "Recall" --law ca/recall-local
    --filed 2022-07-06 --registered 5668569 --jurisdiction "Los Angeles County"
    """
    opening = actions.Opening(
        id=petition,
        title=title,
        law=law_id,
        jurisdiction=jurisdiction,
        officer=officer,
        office=office,
        filed=filed,
        registered=registered,
        required=required,
        rounding=rounding,
        county=county,
    )
    with (
        _nothing_left_if_refused(directory),
        case.open_case(directory, create=True, database_url=database_url) as opened,
    ):
        made = actions.open_petition(opened, acting(actor), opening)
    out.print(f"Case {directory}: {made.required:,} valid signatures are required.")
    out.print(f"Next: fullcount intake receive SECTIONS.csv LINES.csv --case {directory}")


@contextmanager
def _nothing_left_if_refused(directory: Path) -> Iterator[None]:
    """Take the case's folder away again if it was made for a petition that could not be opened."""
    was_there = directory.exists()
    try:
        yield
    except UserError:
        if not was_there:
            shutil.rmtree(directory, ignore_errors=True)
        raise


@app.command()
def receive(
    directory: Case,
    sections: Annotated[Path, typer.Argument(help="section,circulator,from,to,lines")],
    lines: Annotated[Path, typer.Argument(help="line,section,number,state")],
    actor: Actor = "clerk",
    database_url: DatabaseUrl = "",
    quiet: Quiet = False,
) -> None:
    """Receive sections and their lines: signed, struck or blank.

    Example: fullcount intake receive sections.csv lines.csv --case case
    """
    with case.open_case(directory, database_url=database_url) as opened, bars(quiet=quiet) as progress:
        got = actions.receive_files(opened, acting(actor), sections, lines, progress)
    out.print(
        f"{got.sections:,} sections, {got.lines:,} lines: {got.signed:,} signed, {got.struck:,} struck, "
        f"{got.blank:,} blank."
    )


@app.command()
def freeze(directory: Case, actor: Actor = "clerk", database_url: DatabaseUrl = "") -> None:
    """Freeze the manifest: the raw count is final, and its digest goes into the ledger before any seed.

    Example: fullcount intake freeze --case case
    """
    with case.open_case(directory, database_url=database_url) as opened:
        frozen = actions.freeze_manifest(opened, acting(actor))
    out.print(f"Raw count: {frozen.raw_count:,}. Digest of the manifest: {frozen.manifest_sha256}")
    print_steps(frozen.prima_facie.steps)


@app.command()
def transcribe(
    directory: Case,
    transcripts: Annotated[Path, typer.Argument(help="line, name or first,middle,last, address, city, zip")],
    actor: Actor = "clerk",
    database_url: DatabaseUrl = "",
    quiet: Quiet = False,
) -> None:
    """Take in transcripts of lines, as written.

    Example: fullcount intake transcribe transcripts.csv --case case
    """
    with case.open_case(directory, database_url=database_url) as opened, bars(quiet=quiet) as progress:
        taken = actions.transcribe_file(opened, acting(actor), transcripts, progress)
    out.print(f"{counted(taken, 'line')} transcribed.")


@app.command()
def withdrawals(
    directory: Case,
    requests: Annotated[Path, typer.Argument(help="request, line or voter_id, received")],
    actor: Actor = "clerk",
    database_url: DatabaseUrl = "",
    quiet: Quiet = False,
) -> None:
    """Register requests to withdraw a signature.

    Example: fullcount intake withdrawals withdrawals.csv --case case
    """
    with case.open_case(directory, database_url=database_url) as opened, bars(quiet=quiet) as progress:
        got = actions.register_withdrawals_file(opened, acting(actor), requests, progress)
    out.print(f"{counted(got.count, 'request')}, {got.matched:,} naming a line of this petition.")
