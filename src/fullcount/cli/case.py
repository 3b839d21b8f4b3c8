"""fullcount case: the acts on an open petition, from the roll to the certificate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from fullcount import case
from fullcount.case import actions, kinds, read, record
from fullcount.cli import case_linking
from fullcount.cli.console import bars, out, print_json
from fullcount.cli.layouts import History, LaidOut, print_documented
from fullcount.cli.options import Actor, AsJson, AsOf, Case, DatabaseUrl, Quiet, acting, unfolded, whole
from fullcount.cli.steps import counted, print_follows, print_steps
from fullcount.terms import Stage

app = typer.Typer(
    no_args_is_help=True, help="The acts on an open petition, from the roll to the certificate."
)

COMMANDS: dict[kinds.Act, str] = {
    (kinds.OPENED, ""): "intake open",
    (kinds.RECEIVED, ""): "intake receive SECTIONS.csv LINES.csv",
    (kinds.FROZEN, ""): "intake freeze",
    (kinds.ROLL, ""): "case roll FILE --as-of DATE",
    (kinds.SEED, ""): "case seed DIGITS",
    (kinds.DRAWN, ""): "case draw",
    (kinds.TRANSCRIBED, ""): "intake transcribe TRANSCRIPTS.csv",
    (kinds.LINKED, ""): "case link",
    kinds.FOUND_SAMPLE: "case find FINDINGS.csv --stage sample",
    kinds.SETTLED_SAMPLE: "case settle --stage sample",
    (kinds.PROJECTED, ""): "case project",
    kinds.DETERMINED_SAMPLE: "case determine --stage sample",
    (kinds.FULL_COUNT, ""): "case full-count",
    kinds.FOUND_FULL: "case find FINDINGS.csv --stage full",
    kinds.SETTLED_FULL: "case settle --stage full",
    kinds.DETERMINED_FULL: "case determine --stage full",
    (kinds.CERTIFIED, ""): "case certify",
    (kinds.AMENDED, ""): "case amend",
}
"""The command of each act that can be the next step."""

SHOWN = 10  # lines named in a warning

WhichStage = Annotated[Stage, typer.Option(help="The sample, or the full count.")]


@app.command()
def status(directory: Case, database_url: DatabaseUrl = "", as_json: AsJson = False) -> None:
    """Show how far a petition is, and what comes next.

    Example: fullcount case status --case demo/case
    """
    with case.open_case(directory, database_url=database_url) as opened:
        found = case.status(opened)
    if as_json:
        print_json(found)
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    if found.petition:
        table.add_row("petition", found.petition.title)
        table.add_row("law", f"{found.petition.law}, filed {found.petition.filed.isoformat()}")
        table.add_row("required", f"{found.petition.required:,}")
    table.add_row("stage", found.phase)
    for name, count in found.counts.items():
        table.add_row(name.replace("_", " "), f"{count:,}")
    table.add_row("ledger entries", f"{found.ledger_size:,}")
    table.add_row("next", found.next_step)
    out.print(table)
    command = COMMANDS.get(found.next_act) if found.next_act else None
    if command:
        out.print(f"Run: fullcount {command} --case {directory}", markup=False)
    out.print(f"Root of the ledger: {found.ledger_root}", style="dim")


@app.command("roll")
@unfolded
def seal_roll(
    directory: Case,
    source: Annotated[Path, typer.Argument(metavar="FILE", help="The voter file.")],
    as_of: AsOf,
    laid_out: LaidOut = LaidOut(),
    history: History = None,
    actor: Actor = "clerk",
    database_url: DatabaseUrl = "",
    quiet: Quiet = False,
) -> None:
    """Import and seal the roll of a case; the layout is said as in `roll import`.

    Example: fullcount case roll voters.csv --as-of 2022-07-06 --case case
    """
    file = actions.VoterFile(source, laid_out.of(source), as_of, history)
    print_documented(file.layout)
    with case.open_case(directory, database_url=database_url) as opened, bars(quiet=quiet) as progress:
        seal = actions.seal_roll(opened, acting(actor), file, progress)
    out.print(f"{seal.voters:,} voters sealed, {seal.rejected:,} rows not taken. Hash {seal.content_hash}")


@app.command()
def seed(
    directory: Case,
    digits: Annotated[str, typer.Argument(help="The dice's digits, 20 or more.")],
    actor: Actor = "clerk",
    database_url: DatabaseUrl = "",
) -> None:
    """Enter the seed of the draw, after the manifest is frozen.

    Example: fullcount case seed 73958120465591827364 --case case
    """
    with case.open_case(directory, database_url=database_url) as opened:
        actions.enter_seed(opened, acting(actor), digits)
    out.print("The seed is in the ledger. Next: fullcount case draw")


@app.command()
def draw(
    directory: Case,
    size: Annotated[int | None, whole("A larger sample than the law's.")] = None,
    actor: Actor = "clerk",
    database_url: DatabaseUrl = "",
) -> None:
    """Draw the sample: the law's size, or a larger one.

    Example: fullcount case draw --case case
    """
    with case.open_case(directory, database_url=database_url) as opened:
        drawn = actions.draw_sample(opened, acting(actor), size)
    out.print(f"{drawn.size:,} lines drawn; the first three: {', '.join(drawn.lines[:3])}.")


for _name, _command in (
    ("link", case_linking.link),
    ("link-report", case_linking.link_report),
    ("learn-weights", case_linking.learn_weights),
):
    app.command(_name)(_command)


@app.command()
def find(
    directory: Case,
    findings: Annotated[Path, typer.Argument(help="line,outcome,reason,official,voter_id")],
    stage: WhichStage = Stage.SAMPLE,
    actor: Actor = "examiner",
    database_url: DatabaseUrl = "",
    quiet: Quiet = False,
) -> None:
    """Record officials' findings from a file. A later finding supersedes an earlier one.

    Example: fullcount case find findings.csv --stage sample --case case
    """
    with case.open_case(directory, database_url=database_url) as opened, bars(quiet=quiet) as progress:
        count = actions.record_findings_file(opened, acting(actor), stage, findings, progress)
        off_roll = record.off_roll(opened, stage)
    out.print(f"{counted(count, 'finding')} recorded.")
    if off_roll:
        shown = ", ".join(off_roll[:SHOWN]) + (" ..." if len(off_roll) > SHOWN else "")
        lines = counted(len(off_roll), "line")
        out.print(f"Look again at {lines}: found valid for a voter who is not on the sealed roll: {shown}.")
        out.print("A mistyped voter id hides a duplicate.", style="yellow")


@app.command()
def settle(
    directory: Case,
    stage: WhichStage = Stage.SAMPLE,
    actor: Actor = "supervisor",
    database_url: DatabaseUrl = "",
    quiet: Quiet = False,
) -> None:
    """Settle duplicates: of the lines of one voter the first that is valid otherwise stands.

    Example: fullcount case settle --stage sample --case case
    """
    with case.open_case(directory, database_url=database_url) as opened, bars(quiet=quiet) as progress:
        tally = actions.settle_duplicates(opened, acting(actor), stage, progress)
    out.print(f"{tally.counted:,} lines counted, {tally.valid:,} valid.")
    copies = counted(tally.surplus, "further copy", "further copies")
    out.print(f"{counted(tally.groups, 'voter')} signed more than once: {copies}.")


@app.command()
def project(directory: Case, actor: Actor = "supervisor", database_url: DatabaseUrl = "") -> None:
    """Project the sample onto the whole petition by the statute's arithmetic.

    Example: fullcount case project --case case
    """
    with case.open_case(directory, database_url=database_url) as opened:
        print_steps(actions.project(opened, acting(actor)).steps)


@app.command()
def determine(
    directory: Case,
    stage: WhichStage = Stage.SAMPLE,
    actor: Actor = "supervisor",
    database_url: DatabaseUrl = "",
) -> None:
    """Determine: insufficient, full count, or sufficient.

    Example: fullcount case determine --stage sample --case case
    """
    with case.open_case(directory, database_url=database_url) as opened:
        found, rule = actions.determine(opened, acting(actor), stage), read.law_of()
    print_steps(found.steps)
    out.print(f"Determination: {found.verdict}", style="bold")
    print_follows(rule, found.verdict)


@app.command("full-count")
def full_count(directory: Case, actor: Actor = "supervisor", database_url: DatabaseUrl = "") -> None:
    """Order the full count. The sample's findings stand.

    Example: fullcount case full-count --case case
    """
    with case.open_case(directory, database_url=database_url) as opened:
        left = actions.order_full_count(opened, acting(actor))
    out.print(f"Full count ordered: {counted(left, 'line')} left to examine.")


@app.command()
def certify(directory: Case, actor: Actor = "registrar", database_url: DatabaseUrl = "") -> None:
    """Certify the result.

    Example: fullcount case certify --case case
    """
    with case.open_case(directory, database_url=database_url) as opened:
        made = actions.certify(opened, acting(actor))
    out.print(f"Certificate {made.number}: {made.valid:,} valid, {made.disqualified:,} not; {made.verdict}.")
    out.print(f"Next: fullcount publish --case {directory}")


@app.command()
def amend(directory: Case, actor: Actor = "registrar", database_url: DatabaseUrl = "") -> None:
    """Amend the certificate after newer findings, a settlement and a determination.

    Example: fullcount case amend --case case
    """
    with case.open_case(directory, database_url=database_url) as opened:
        made = actions.amend(opened, acting(actor))
    out.print(f"Certificate {made.number} amends {made.amends}: {made.valid:,} valid; {made.verdict}.")
