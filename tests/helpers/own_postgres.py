"""A PostgreSQL server of a test's own, to be stopped at once and started again."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
NOT_TESTED = "NOT TESTED WITH A POSTGRESQL THAT STOPS: needs the server's programs (Debian: postgresql)."


class OwnPostgres:
    """The server, on a socket in a folder of its own. It refuses to run as root, so root lends it a name."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))  # a short path: a socket's has 107 characters
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        self._folder.chmod(0o755)
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "--no-sync")
        self.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"postgresql://postgres@/postgres?host={self._folder}"

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-k {self._folder} -c listen_addresses=''"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop it as a power cut would: nobody is told, nothing is written any more."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def restart(self) -> tuple[str, ...]:
        """The command that does both."""
        options = f"-k {self._folder} -c listen_addresses=''"
        words = ("-D", self._data, "-w", "-m", "immediate", "-l", str(self._folder / "log"), "-o", options)
        return self._words("pg_ctl", *words, "restart")

    def remove(self) -> None:
        """Stop it for good."""
        self.stop()
        shutil.rmtree(self._folder)

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(self._words(program, *words), check=True, stdout=subprocess.DEVNULL)

    def _words(self, program: str, *words: str) -> tuple[str, ...]:
        lent = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        return (*lent, str(FOUND[-1].with_name(program)), *words)
