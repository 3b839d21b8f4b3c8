"""A folder that one process works in at a time, for its owner only, and that is gone afterwards.

What lies in it while work runs may hold names. A process that is killed leaves it behind; the next
that works there, or `sweep`, clears it, but never one that a living process holds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fullcount.terms.errors import Refused

OWNER_ONLY = 0o700


@contextmanager
def alone(folder: Path) -> Iterator[Path]:
    """Make the folder, hold it, begin with it empty, and remove it at the end unless it was renamed.

    Its parent must exist. Raises Refused where another process holds it, or where it is a link.
    """
    held = _make(folder)
    try:
        yield folder
    finally:
        if _is(folder, held):  # else it was renamed, and another process may work under its name already
            shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def sweep(folder: Path) -> None:
    """Remove what a killed process left of such a folder; nothing where there is none or one holds it."""
    held = _hold(folder)
    if held is not None:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _make(folder: Path) -> int:
    sweep(folder)
    try:
        folder.mkdir(mode=OWNER_ONLY)
        held = _hold(folder)
    except FileExistsError:
        held = None
    if held is None:
        raise Refused(
            f"Another process is working in {folder.name}, or it is not a folder of its own.",
            do="Wait until that is done and run again; if nothing runs, remove it.",
        )
    return held


def _hold(folder: Path) -> int | None:
    """A lock on the folder, which ends with the process; None where it cannot be had, or at a link."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # another process holds it
        os.close(handle)
        return None
    if _is(folder, handle):
        return handle
    os.close(handle)  # it was moved away before it was held
    return None


def _is(folder: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), folder.lstat())
    except OSError:
        return False
