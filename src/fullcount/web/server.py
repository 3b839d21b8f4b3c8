"""The server: granian, a production server, with one or several processes that each open the case."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fullcount.web.setup import LOCAL

CASE, DATABASE, HOSTS, TLS = "FULLCOUNT_CASE", "DATABASE_URL", "FULLCOUNT_HOSTS", "FULLCOUNT_TLS"
THREADS: Final = 4  # of each process, for requests


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve. hosts: names under which people reach it. tls: whether a server before it ends TLS."""

    case_dir: Path
    database_url: str = ""
    address: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1
    hosts: Sequence[str] = LOCAL
    tls: bool = False


def serve(serving: Serving) -> None:
    """Serve until stopped. The processes are told by their environment which case to open."""
    from granian.constants import Interfaces
    from granian.server import Server

    os.environ[CASE] = str(serving.case_dir.absolute())
    os.environ[HOSTS] = ",".join(serving.hosts)
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
