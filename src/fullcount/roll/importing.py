"""Import a voter file and seal it: read, report bad rows, normal forms, tables, content hash, seal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from fullcount.roll.forms import make_forms
from fullcount.roll.history import make_history
from fullcount.roll.layout import STATUSES, Layout
from fullcount.roll.rejects import one
from fullcount.roll.seal import FORMAT, Seal, content_hash, write_durably
from fullcount.roll.staging import stage_voters
from fullcount.roll.tables import make_tables
from fullcount.terms import Progress, Refused, silent
from fullcount.terms.alone import alone

MEMORY: Final = "3GB"


@dataclass(frozen=True)
class Resources:
    """What an import may take of the machine. threads 0: as many as there are."""

    memory: str = MEMORY
    threads: int = 0


def import_roll(  # noqa: PLR0913 - a file, where to, how it is laid out, as of when; the rest has defaults
    source: Path,
    into: Path,
    layout: Layout,
    as_of: date,
    progress: Progress = silent,
    *,
    resources: Resources | None = None,
    history: Path | None = None,
) -> Seal:
    """Import a voter file into a sealed roll, the new directory `into`; history: former registrations.

    The directory appears whole or not at all. It holds seal.json, roll.duckdb and rejects.csv (every bad
    row: file, row, column, why). Raises BadInput where the whole file cannot be used, Refused where a
    roll is sealed there already.
    """
    source, into = Path(source), Path(into)
    _refuse_sealed(into)
    with _making(into) as work:
        return _build(_Job(source, work, layout, as_of, resources or Resources(), history), progress)


def _refuse_sealed(into: Path) -> None:
    if into.exists() and any(into.iterdir()):
        raise Refused(
            f"{into.name} is not empty; a sealed roll never changes.", do="Import into a new directory."
        )


@dataclass(frozen=True)
class _Job:
    source: Path
    work: Path
    layout: Layout
    as_of: date
    resources: Resources
    history: Path | None


def _build(job: _Job, progress: Progress) -> Seal:
    with _engine(job) as con:
        staged = stage_voters(con, job.source, job.layout, job.work, progress, history=job.history)
        make_forms(con, progress)
        make_tables(con, progress)
        make_history(con, progress)
        con.execute("USE roll")
        seal = Seal(
            format=FORMAT,
            as_of=job.as_of,
            voters=staged.voters,
            outside=one(con, "SELECT count(*) FROM voter WHERE jurisdiction = 'out'"),
            rejected=sum(staged.rejected.values()),
            by_status=_by_status(con),
            content_hash=content_hash(con, progress),
            layout=job.layout.name,
            source_sha256=staged.sha256,
        )
        con.execute("CHECKPOINT roll")
    write_durably(job.work / "seal.json", seal.as_json())
    return seal


def _by_status(con: duckdb.DuckDBPyConnection) -> tuple[tuple[str, int], ...]:
    found = dict(con.execute("SELECT status, count(*) FROM voter GROUP BY status").fetchall())
    return tuple((status, int(found.get(status, 0))) for status in sorted(STATUSES))


@contextmanager
def _engine(job: _Job) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on a scratch database, with the roll to be sealed attached as `roll`."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": job.resources.memory,
        "temp_directory": str(job.work / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if job.resources.threads:
        config["threads"] = job.resources.threads
    con = duckdb.connect(str(job.work / "scratch.duckdb"), config=config)
    try:
        con.execute(f"ATTACH '{str(job.work / 'roll.duckdb').replace(chr(39), chr(39) * 2)}' AS roll")
        yield con
    finally:
        con.close()


@contextmanager
def _making(into: Path) -> Iterator[Path]:
    """A directory beside the target that becomes it when all is done, and is swept away when not.

    It is its owner's only, and stays so. Raises Refused where another process imports there.
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    with alone(into.parent / f".{into.name}.making") as work:
        yield work
        _settle(work)
        _refuse_sealed(into)
        if into.exists():
            into.rmdir()
        work.rename(into)
        _sync(into.parent)


def _settle(work: Path) -> None:
    """Sweep the scratch files away; force the kept ones to the disk and make them read-only."""
    kept = {"seal.json", "roll.duckdb", "rejects.csv"}
    for path in work.iterdir():
        if path.name in kept:
            _sync(path)
            path.chmod(0o444)
        elif path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    _sync(work)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
