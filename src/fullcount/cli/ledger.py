"""fullcount ledger: the record of every act, its checks and its proofs."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from fullcount import case, ledger
from fullcount.case import record
from fullcount.cli.console import bars, out, print_json
from fullcount.cli.options import AsJson, Case, DatabaseUrl, Quiet
from fullcount.terms import BadInput

app = typer.Typer(no_args_is_help=True, help="The record of every act, its checks and its proofs.")


@app.command()
def show(directory: Case, database_url: DatabaseUrl = "", as_json: AsJson = False) -> None:
    """List the entries of a case's ledger.

    Example: fullcount ledger show --case demo/case
    """
    with case.open_case(directory, database_url=database_url):
        entries = [_entry(ledger.read_entry(data)) for data in record.entries()]
    if as_json:
        print_json(entries)
        return
    table = Table("entry", "at", "by", "act", box=None, pad_edge=False)
    for entry in entries:
        table.add_row(str(entry.index), entry.at, entry.actor, entry.kind)
    out.print(table)


def _entry(read: ledger.Entry | str) -> ledger.Entry:
    if isinstance(read, str):
        raise BadInput(f"An entry {read}.", do="Run: fullcount ledger fsck")
    return read


@app.command()
def fsck(
    directory: Case, database_url: DatabaseUrl = "", quiet: Quiet = False, as_json: AsJson = False
) -> None:
    """Derive everything again and name the first entry that does not fit.

    Example: fullcount ledger fsck --case demo/case
    """
    with case.open_case(directory, database_url=database_url) as opened, bars(quiet=quiet) as progress:
        report = case.fsck(opened, progress)
    if as_json:
        problems = [{"entry": problem.index, "what": problem.what} for problem in report.problems]
        print_json({"size": report.size, "root": report.root, "problems": problems})
    else:
        for problem in report.problems:
            out.print(problem.sentence(), style="red", markup=False)
        if not report.problems:
            out.print(f"The ledger holds: {report.size:,} entries, root {report.root}")
    if report.problems:
        raise typer.Exit(1)


@app.command()
def checkpoint(directory: Case, database_url: DatabaseUrl = "") -> None:
    """Print the ledger's size and root as a signed note.

    Example: fullcount ledger checkpoint --case demo/case
    """
    with case.open_case(directory, database_url=database_url) as opened:
        typer.echo(record.signed_checkpoint(opened), nl=False)


@app.command()
def prove(
    directory: Case,
    entry: Annotated[int, typer.Argument(help="The entry's number, from 0.", min=0)],
    database_url: DatabaseUrl = "",
) -> None:
    """Prove that an entry is in the ledger: the hashes from its leaf to the root, as JSON.

    Example: fullcount ledger prove 3 --case demo/case
    """
    with case.open_case(directory, database_url=database_url):
        leaves = [ledger.leaf_hash(data) for data in record.entries()]
    if entry >= len(leaves):
        raise BadInput(f"There is no entry {entry}; the ledger has {len(leaves)}.", do="Count from 0.")
    proof = ledger.inclusion_proof(leaves, entry)
    print_json(
        {
            "entry": entry,
            "size": len(leaves),
            "leaf": leaves[entry].hex(),
            "root": ledger.root_of(leaves).hex(),
            "proof": [part.hex() for part in proof],
        }
    )
