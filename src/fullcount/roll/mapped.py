"""Named arrays in one file, written whole or not at all and mapped into memory by any number of processes.

The arrays follow each other, each at a multiple of 64 bytes; then a table of contents in JSON (what the file
was made from, and of each array its type, place and length), its length in 8 bytes, and the mark.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import mmap
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MARK: Final = b"fcarray1"
_ALIGNED: Final = 64  # bytes; a processor reads a line of its cache at once
_LENGTH: Final = 8


class Mapped:
    """An open file of arrays. arrays: by name, read-only; nothing is read from the disk before it is used.

    A mapped file may be used in many threads and lives as long as an array of it is used. Raises ValueError
    where the file is not one, or is cut off; FileNotFoundError where there is none.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(MARK) + _LENGTH:
                raise ValueError("too short")
            self.bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        contents = self._contents(size)
        self.made_from = str(contents["made_from"])
        self.arrays: Mapping[str, Array] = {
            name: np.frombuffer(self.bytes, np.dtype(kind), count, offset)
            for name, (kind, offset, count) in contents["arrays"].items()
        }

    def _contents(self, size: int) -> Any:
        end = size - len(MARK)
        length = int.from_bytes(self.bytes[end - _LENGTH : end], "little")
        if self.bytes[end:] != MARK or not 0 < length <= end - _LENGTH:
            raise ValueError("not finished")
        return json.loads(self.bytes[end - _LENGTH - length : end - _LENGTH])


class Writer:
    """Writes a file of arrays one after the other; `finish` makes it one that can be mapped."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._contents: dict[str, tuple[str, int, int]] = {}

    def add(self, name: str, array: Array) -> None:
        """Write an array of one dimension."""
        self.add_parts(name, array.dtype, [array])

    def add_parts(self, name: str, kind: np.dtype[Any], parts: Iterable[Array | bytes]) -> None:
        """Write one array from its parts, of which only one at a time need be in memory."""
        self._file.write(bytes(-self._file.tell() % _ALIGNED))
        offset = self._file.tell()
        for part in parts:
            self._file.write(part if isinstance(part, bytes) else np.ascontiguousarray(part, kind).data)
        length = self._file.tell() - offset
        self._contents[name] = (kind.str, offset, length // kind.itemsize)

    def finish(self, made_from: str) -> None:
        """Write the table of contents and force all to the disk."""
        contents = json.dumps({"made_from": made_from, "arrays": self._contents}).encode()
        self._file.write(contents + len(contents).to_bytes(_LENGTH, "little") + MARK)
        self._file.flush()
        os.fsync(self._file.fileno())


class Making:
    """The one process that makes a file, under another name until it is whole.

    While it is held, others that want to make the same file wait. What a killed process left under that
    name is written over, or swept away; `spill` is a folder for what does not fit in memory, gone afterwards.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(f"{target.name}.making")
        self.spill = target.with_name(f"{target.name}.spill")

    def __enter__(self) -> Self:
        while (file := _opened(self.path, fcntl.LOCK_EX)) is None:
            pass  # it was put in its place, or swept away, while we waited
        self._file = file
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._clear(self._file)

    def sweep(self) -> None:
        """Remove what a killed process left; nothing where one makes the file now, or none may be removed."""
        if not (os.path.lexists(self.path) or os.path.lexists(self.spill)):
            return
        with contextlib.suppress(OSError):
            if (file := _opened(self.path, fcntl.LOCK_EX | fcntl.LOCK_NB)) is not None:
                self._clear(file)

    def _clear(self, held: BinaryIO) -> None:
        shutil.rmtree(self.spill, ignore_errors=True)
        if _is(self.path, held):  # else it has become the target
            self.path.unlink()
        held.close()

    @contextmanager
    def writer(self, made_from: str) -> Iterator[Writer]:
        """A writer of the file, which takes its place when all inside was done."""
        shutil.rmtree(self.spill, ignore_errors=True)
        self._file.truncate(0)
        writer = Writer(self._file)
        yield writer
        writer.finish(made_from)
        self.path.replace(self.target)
        self.target.chmod(0o444)  # not before: left by a kill, its owner could not write over it


def _opened(path: Path, lock: int) -> BinaryIO | None:
    """The file at the path, made where there is none, held by this process alone; None if it is another now.

    Raises OSError where it cannot be held or opened.
    """
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "w+b")
    try:
        fcntl.flock(file.fileno(), lock)
    except OSError:
        file.close()
        raise
    if _is(path, file):
        return file
    file.close()
    return None


def _is(path: Path, file: BinaryIO) -> bool:
    with contextlib.suppress(OSError):
        return os.path.samestat(os.fstat(file.fileno()), path.lstat())
    return False
