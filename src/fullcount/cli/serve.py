"""fullcount serve: the desk in the browser, for one machine or an office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from fullcount.cli.console import out
from fullcount.cli.demo.place import MARKER
from fullcount.cli.listening import LOCAL, Port, check_free
from fullcount.cli.options import Case, DatabaseUrl
from fullcount.terms import Refused

if TYPE_CHECKING:
    from fullcount.web.server import Serving


def serve(
    case_dir: Case,
    database_url: DatabaseUrl = "",
    address: Annotated[
        str, typer.Option(help="The address to listen at; 0.0.0.0 for other machines of the office.")
    ] = LOCAL,
    port: Port = 8000,
    processes: Annotated[
        int, typer.Option(help="Processes; more than one with PostgreSQL only.", min=1, max=64)
    ] = 1,
    host: Annotated[
        list[str] | None, typer.Option(help="A name under which people reach the desk; may be given again.")
    ] = None,
    tls: Annotated[
        bool, typer.Option("--tls", help="A server before this one speaks TLS with people.")
    ] = False,
    new: Annotated[
        bool, typer.Option("--new", help="Make a case where there is none; it is set up at the desk.")
    ] = False,
    demo_people: Annotated[bool, typer.Option("--demo-people", hidden=True)] = False,
) -> None:
    """Serve the desk: intake, examination, supervision, the public page.

    With SQLite for one machine, with --database-url for an office. The first account is made with a code that
    is shown here.

    Example: fullcount serve --case recall-2022
    """
    from fullcount.web.server import Serving, check, serve

    check_free(address, port)
    names = tuple(host or ())
    serving = Serving(case_dir, database_url, address, port, processes, names, tls, new)
    setup_code = check(serving)
    if demo_people:
        _make_demo_people(serving)
        setup_code = ""
    out.print(f"The desk is at http://{address}:{port}/   (Ctrl+C stops it)")
    if setup_code:
        _tell_first(address, port, setup_code)
    serve(serving, setup_code)


def _tell_first(address: str, port: int, setup_code: str) -> None:
    """How the first account is made: only whoever sees this may, until this start of the desk ends."""
    out.print("Nobody has an account yet. Make the first one, an administrator's:")
    if address in (LOCAL, "localhost"):
        out.print(f"  http://{address}:{port}/first?code={setup_code}", soft_wrap=True)
    else:
        out.print(f"  open the page /first, and give the set-up code {setup_code}", soft_wrap=True)


def _make_demo_people(serving: Serving) -> None:
    """An account for each role, its password printed this once. A real case is given none."""
    from fullcount.web.people.demo import make_accounts

    if not (serving.case_dir / MARKER).is_file():
        raise Refused(
            "Only a demo is given accounts whose passwords are shown.", do="Leave --demo-people out."
        )
    table = Table(
        "name", "password", "role", box=None, pad_edge=False, title="Accounts", title_justify="left"
    )
    for account in make_accounts(serving):
        table.add_row(account.name, account.password, account.role.words)
    out.print(table)
    out.print("The passwords are shown this once; the same command gives new ones.", style="dim")
