"""The server: granian, a production server, with one or several processes that each open the case."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fullcount.case import open_case
from fullcount.terms import Refused
from fullcount.web.setup import LOCAL, open_desk

CASE, DATABASE, HOSTS, TLS = "FULLCOUNT_CASE", "DATABASE_URL", "FULLCOUNT_HOSTS", "FULLCOUNT_TLS"
THREADS: Final = 4  # of each process, for requests


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve.

    hosts: names under which people reach it, beside this machine's own. tls: whether a server before it
    speaks TLS with them. new: make the case first, where there is none; it is set up at the desk.
    """

    case_dir: Path
    database_url: str = ""
    address: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1
    hosts: Sequence[str] = ()
    tls: bool = False
    new: bool = False


def check(serving: Serving) -> None:
    """Open the case once, so that what is wrong is told before a server starts.

    Raises as `open_desk`; Refused for several processes on SQLite.
    """
    if serving.processes > 1 and not serving.database_url:
        raise Refused(
            "Several processes need PostgreSQL.",
            why="A case's own SQLite file takes one writer at a time.",
            do="Give --database-url, or leave out --processes.",
        )
    if serving.new:
        open_case(serving.case_dir, create=True, database_url=serving.database_url).close()
    open_desk(serving.case_dir, serving.database_url, LOCAL + tuple(serving.hosts), tls=serving.tls).close()


def serve(serving: Serving) -> None:
    """Serve until stopped. The processes are told by their environment which case to open."""
    from granian.constants import Interfaces
    from granian.server import Server

    os.environ[CASE] = str(serving.case_dir.absolute())
    os.environ[HOSTS] = ",".join((*LOCAL, *serving.hosts))
    os.environ[TLS] = "1" if serving.tls else ""
    if serving.database_url:
        os.environ[DATABASE] = serving.database_url
    Server(
        "fullcount.web.wsgi:application",
        address=serving.address,
        port=serving.port,
        interface=Interfaces.WSGI,
        workers=serving.processes,
        blocking_threads=THREADS,
        log_access=False,
        websockets=False,
    ).serve()
