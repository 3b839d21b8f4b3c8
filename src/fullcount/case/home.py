"""The case directory: case.sqlite3, key.pem, secret, roll/, bundle/, work/; and opening it.

Creating is safe to interrupt: every file appears whole, by a rename, or not at all, and creating
again makes what is missing.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from fullcount import ledger
from fullcount.case import config
from fullcount.terms import BadInput, Fault, NotFound, Refused
from fullcount.terms.alone import alone, sweep

DATABASE, KEY, SECRET = "case.sqlite3", "key.pem", "secret"
WORK, CREATING = "work", ".creating"
SECRET_BYTES = 32


@dataclass(eq=False, slots=True)
class Case:
    """An open case. One is open at a time in a process; opening another closes the first.

    key_pem: the Ed25519 key that signs checkpoint and bundle. secret: the key of salts and voter
    tags. Both stay in the directory.
    """

    dir: Path
    key_pem: bytes = field(repr=False)
    secret: bytes = field(repr=False)
    is_open: bool = True

    @property
    def roll_dir(self) -> Path:
        """Where the sealed roll lies."""
        return self.dir / "roll"

    @property
    def bundle_dir(self) -> Path:
        """Where the bundle is published."""
        return self.dir / "bundle"

    @property
    def work_dir(self) -> Path:
        """Room for files that an act needs while it runs; nothing in it is needed afterwards."""
        return self.dir / WORK

    def close(self) -> None:
        """Close the database; the case cannot be used afterwards."""
        if self.is_open:
            self.is_open = False
            connection.close()

    def check_open(self) -> None:
        """Raise Fault for a case that was closed, or left for another one."""
        if not self.is_open:
            raise Fault("This case was closed; open it again.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Opened:
    """The case that is open in this process."""

    case: Case | None = None


def open_case(case_dir: Path, create: bool = False, database_url: str = "") -> Case:  # noqa: FBT001, FBT002
    """Open the case in a directory, on its own SQLite file or the PostgreSQL database of the URL.

    create: make what is missing of it first. Raises NotFound where there is no case, BadInput for
    a URL of another kind or a damaged file, Refused for a database that cannot be reached.
    """
    if _Opened.case:
        _Opened.case.close()
    if create:
        _create(case_dir, database_url)
    _require(case_dir, database_url)
    config.connect(config.postgres(database_url) if database_url else config.sqlite(case_dir / DATABASE))
    _check_database(case_dir)
    sweep(case_dir / WORK)
    _Opened.case = Case(case_dir, (case_dir / KEY).read_bytes(), (case_dir / SECRET).read_bytes())
    return _Opened.case


def _create(case_dir: Path, database_url: str) -> None:
    _refuse_lost_key(case_dir)
    case_dir.mkdir(parents=True, exist_ok=True)
    with alone(case_dir / CREATING):  # of two at once neither may put a key over the other's
        _write_secret(case_dir / KEY, ledger.new_key)
        _write_secret(case_dir / SECRET, lambda: secrets.token_bytes(SECRET_BYTES))
        if database_url:
            _create_postgres(database_url)
        elif not (case_dir / DATABASE).exists():
            _create_sqlite(case_dir / DATABASE)


def _refuse_lost_key(case_dir: Path) -> None:
    if case_dir.exists() and not case_dir.is_dir():
        raise BadInput(
            "The path of the case is a file.", do="Name a directory, or one that is not there yet."
        )
    if (case_dir / DATABASE).exists() and not ((case_dir / KEY).exists() and (case_dir / SECRET).exists()):
        raise Refused(
            "The case has a database, but its key or its secret is missing.",
            why="With new ones its ledger and voter tags could not be continued.",
            do=f"Put {KEY} and {SECRET} back from the copy kept of them.",
        )


def _write_secret(path: Path, make: Any) -> None:
    """Write a secret file whole, readable by its owner only, unless it is there."""
    if path.exists():
        return
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)


def _create_sqlite(file: Path) -> None:
    """Make the database under another name and rename it, so that half a schema is never seen.

    It holds names: it is readable by its owner only, and SQLite's files beside it are as it is.
    """
    part = file.with_name(file.name + ".part")
    for old in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
        old.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    config.connect(config.sqlite(part))
    _migrate()
    connection.close()  # the last connection folds the write-ahead log into the file
    part.rename(file)


def _create_postgres(url: str) -> None:
    config.connect(config.postgres(url))
    try:
        with transaction.atomic():
            _migrate()
    except DatabaseError as error:
        raise _unreachable() from error


def _migrate() -> None:
    call_command("migrate", "case", verbosity=0, interactive=False)


def _require(case_dir: Path, database_url: str) -> None:
    wanted = (KEY, SECRET) if database_url else (DATABASE, KEY, SECRET)
    missing = [name for name in wanted if not (case_dir / name).is_file()]
    if missing == list(wanted):
        raise NotFound(
            f"There is no case in {case_dir.name or case_dir}.",
            do="Check the path given with --case, or open a petition there: fullcount intake open.",
        )
    if missing:
        raise NotFound(
            f"The case in {case_dir.name or case_dir} is not whole: {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing.",
            do="Put it back from a copy.",
        )


def _check_database(case_dir: Path) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pen")
            found = cursor.fetchone()
    except DatabaseError as error:
        connection.close()
        raise _unreachable() from error
    if found != (1,):
        raise BadInput("The database is not a case's: it has no pen.", file=case_dir / DATABASE)


def _unreachable() -> Refused:
    return Refused(
        "The database of the case cannot be used.",
        why="It cannot be reached, is busy, is damaged, or was not made for a case.",
        do="Check that the server runs and that the address is right, or put the file back from a copy.",
    )
