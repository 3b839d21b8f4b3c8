"""fullcount serve: the desk in the browser, for one machine or an office."""

from __future__ import annotations

from typing import Annotated

import typer

from fullcount.cli.console import out
from fullcount.cli.options import Case, DatabaseUrl

PORTS = (1, 65_535)


def serve(
    case_dir: Case,
    database_url: DatabaseUrl = "",
    address: Annotated[
        str, typer.Option(help="The address to listen at; 0.0.0.0 for other machines of the office.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port.", min=PORTS[0], max=PORTS[1])] = 8000,
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
) -> None:
    """Serve the desk: intake, examination, supervision, the public page.

    With SQLite for one machine, with --database-url for an office. The first visit makes the first account.

    Example: fullcount serve --case recall-2022
    """
    from fullcount.web.server import Serving, check, serve

    names = tuple(host or ())
    serving = Serving(case_dir, database_url, address, port, processes, names, tls, new)
    check(serving)
    out.print(f"The desk is at http://{address}:{port}/   (Ctrl+C stops it)")
    serve(serving)
