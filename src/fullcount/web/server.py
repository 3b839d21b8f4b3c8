"""The server: granian, a production server, with one or several processes that each open the case."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fullcount.case import open_case
from fullcount.terms import Refused
from fullcount.web.people import accounts
from fullcount.web.setup import LOCAL, open_desk

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

CASE, DATABASE, HOSTS, TLS = "FULLCOUNT_CASE", "DATABASE_URL", "FULLCOUNT_HOSTS", "FULLCOUNT_TLS"
SETUP_CODE: Final = "FULLCOUNT_SETUP_CODE"
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


def check(serving: Serving) -> str:
    """Open the case once, so that what is wrong is told before a server starts.

    Gives the set-up code, drawn anew, that the first account is made with; empty where there are accounts.
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
    with open_desk(serving.case_dir, serving.database_url, LOCAL + tuple(serving.hosts), tls=serving.tls):
        return "" if accounts.there_are() else accounts.new_code()


def serve(serving: Serving, setup_code: str = "") -> None:
    """Serve until stopped. The processes are told by their environment which case to open.

    Nothing is imported from the folder in which the server is started: files in it may have any name.
    """
    from granian.constants import Interfaces
    from granian.server import Server

    os.environ[CASE] = str(serving.case_dir.absolute())
    os.environ[HOSTS] = ",".join((*LOCAL, *serving.hosts))
    os.environ[TLS] = "1" if serving.tls else ""
    os.environ[SETUP_CODE] = setup_code
    os.environ["PYTHONSAFEPATH"] = "1"  # of processes that are not forked
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
    ).serve(target_loader=_application)


def _application(_target: str) -> WSGIHandler:
    """The application in a process of the server, whose own loader would look in the current folder first."""
    from fullcount.web.wsgi import application

    return application
