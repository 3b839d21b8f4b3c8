"""The house that is measured: a case before its full count, accounts, the server in processes of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import fullcount.web  # noqa: F401 - before the case: Django is set up once
from bench.desk.people import PASSWORD
from fullcount import synth
from fullcount.cli.console import bars
from fullcount.cli.demo.replay import Replay
from fullcount.web.models import Person
from fullcount.web.roles import Role
from fullcount.web.setup import open_desk

SCENARIO, SEED = "los-angeles-2022", 1
STARTS_WITHIN = 60  # seconds
SERVE = [sys.executable, "-c", "from fullcount.cli import main; main()", "serve"]


def make_case(folder: Path, scale: float, database_url: str) -> None:
    """A made-up petition up to its full count; goes on where it was left."""
    folder.mkdir(parents=True, exist_ok=True)
    with bars(quiet=True) as progress:
        opened = Replay(
            folder, synth.scenario(SCENARIO), scale, SEED, progress, database_url
        ).up_to_full_count()
    opened.close()


def make_people(folder: Path, database_url: str, many: int) -> list[str]:
    """Accounts examiner-001 and so on, all senior so that anybody may read anything, with one password."""
    from django.contrib.auth.hashers import make_password

    names = [f"examiner-{number:03d}" for number in range(1, many + 1)]
    opened = open_desk(folder, database_url)
    there = set(Person.objects.values_list("name", flat=True))
    hashed, roles = make_password(PASSWORD), f"{Role.EXAMINER} {Role.SENIOR}"
    new = [name for name in names if name not in there]
    Person.objects.bulk_create(Person(name=name, roles=roles, password=hashed) for name in new)
    opened.close()
    return names


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Office:
    """A server that may be killed and started again."""

    server: subprocess.Popen[bytes]
    case: Path
    port: int
    database_url: str
    processes: int

    def start(self) -> subprocess.Popen[bytes]:
        """Start it at the address it had."""
        return start(self.case, self.port, self.database_url, self.processes)


def start(folder: Path, port: int, database_url: str, processes: int) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers."""
    words = ["--case", str(folder), "--port", str(port), "--processes", str(processes)]
    environment = {**os.environ, "DATABASE_URL": database_url}
    server = subprocess.Popen([*SERVE, *words], env=environment, start_new_session=True)
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                return server
        except OSError:
            time.sleep(0.1)
    stop(server)
    raise SystemExit("The server did not start.")


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and all its processes, at once."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
