"""The desk of a made-up petition whose sample is drawn and linked, served as an office serves it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
from bench.desk import house

from fullcount import synth
from fullcount.cli.console import bars
from fullcount.cli.demo.replay import Replay

PASSWORD = "a good long sentence"
SCALE = 0.01
PEOPLE = {
    "admin-1": "administrator",
    "clerk-01": "intake",
    "supervisor-1": "supervisor",
    "supervisor-2": "supervisor",
    "observer-1": "observer",
    "senior-01": "senior",
    **{f"examiner-{number:02d}": "examiner" for number in range(1, 10)},
}


@dataclass
class Served:
    """A desk that is served. url: of its PostgreSQL database; empty for SQLite."""

    case_dir: Path
    url: str
    port: int
    server: subprocess.Popen

    @property
    def base(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """Pull the plug."""
        house.stop(self.server)

    def start(self) -> None:
        """Start it again, at the same address."""
        self.server = house.start(self.case_dir, self.port, self.url, 1)


def make(case_dir: Path, url: str = "") -> None:
    """Make the case up to examining, and everybody's account. For a process of its own: see `made`."""
    from fullcount.web.models import Person
    from fullcount.web.roles import Role
    from fullcount.web.setup import open_desk

    with bars(quiet=True) as progress:
        scenario = synth.scenario("los-angeles-2022")
        Replay(case_dir, scenario, SCALE, 1, progress, url).up_to_examining().close()
    opened = open_desk(case_dir, url)
    for name, role in PEOPLE.items():
        Person.objects.add(name, PASSWORD, (Role(role),))
    opened.close()


def made(case_dir: Path, url: str = "") -> Path:
    """A case so made, by a process of its own."""
    case_dir.mkdir(parents=True)
    if url:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("DROP SCHEMA public CASCADE")
            server.execute("CREATE SCHEMA public")
    program = "import sys, pathlib, served_desk; served_desk.make(pathlib.Path(sys.argv[1]), sys.argv[2])"
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), str(here.parents[1])])
    subprocess.run(
        [sys.executable, "-c", program, case_dir, url], check=True, env={**os.environ, "PYTHONPATH": paths}
    )
    return case_dir


def copy(case_dir: Path, to: Path) -> Path:
    """A copy of a case on SQLite."""
    shutil.copytree(case_dir, to, symlinks=True)
    return to


def serve(case_dir: Path, url: str = "") -> Served:
    """Serve a case."""
    port = house.free_port()
    return Served(case_dir, url, port, house.start(case_dir, port, url, 1))
