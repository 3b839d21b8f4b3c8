"""Where files come from: a folder or a zip archive, asked for by the names that a manifest gives.

Nothing is ever unpacked by an archive's own names: a member is read into memory, and kept under its digest.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from fullcount.exemplars.images import MOST_BYTES, Unfit
from fullcount.terms import BadInput, NotFound

MANIFEST: Final = "manifest.csv"
MOST_OF_MANIFEST: Final = 8 << 30  # bytes
_ENCRYPTED: Final = 1


class Source(Protocol):
    """A folder or an archive. manifest: the file that describes what is in it."""

    manifest: Path

    def read(self, name: str) -> bytes:
        """The bytes of a file in it; may be called in many threads. Raises Unfit."""

    def close(self) -> None:
        """Let go of it."""


def open_source(path: Path, work: Path) -> Source:
    """Open a folder or a zip archive. work: a folder that an archive's manifest is copied to.

    Raises NotFound where there is none, BadInput where it is neither or has no manifest.
    """
    if path.is_dir():
        return _Folder(path)
    if not path.exists():
        raise NotFound(f"There is no {path.name}.", do="Check the path.")
    if not zipfile.is_zipfile(path):
        raise BadInput("This is neither a folder nor a zip archive.", file=path, do="Name one of these.")
    return _Archive(path, work)


def _within(name: str) -> PurePosixPath:
    """A name as a path that stays where it is. Raises Unfit."""
    path = PurePosixPath(name)
    if not name or "\\" in name or "\0" in name or path.is_absolute() or ".." in path.parts:
        raise Unfit(
            "The name leads out of the folder, or is none.", "Name a file beside the manifest or below it."
        )
    return path


def _missing() -> Unfit:
    return Unfit("There is no such file.", "Check the name in the manifest, and its capitals.")


def _sized(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise Unfit(f"The file is larger than {MOST_BYTES >> 20} MiB.", "Scan it smaller.")
    return data


class _Folder:
    """A folder with its manifest in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.manifest = folder / MANIFEST
        if not self.manifest.is_file():
            raise BadInput(f"There is no {MANIFEST} in the folder.", file=folder, do="Put it there.")

    def read(self, name: str) -> bytes:
        path = (self._folder / _within(name)).resolve()
        if not path.is_relative_to(self._folder):
            raise Unfit("The name leads out of the folder.", "Put the file itself there, not a link.")
        if not path.is_file():
            raise _missing()
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            return _sized(file.read(MOST_BYTES + 1))

    def close(self) -> None:
        """Nothing is open."""


class _Archive:
    """A zip archive; the manifest is at its top, or in the one folder that the archive holds."""

    def __init__(self, path: Path, work: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError) as error:
            raise BadInput("The archive is damaged.", file=path, do="Pack it again.") from error
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        self._members = {info.filename: info for info in infos}
        self._twice = {name for name, count in Counter(info.filename for info in infos).items() if count > 1}
        self.manifest = self._take_manifest(path, work)

    def _take_manifest(self, path: Path, work: Path) -> Path:
        found = [name for name in self._members if PurePosixPath(name).name == MANIFEST]
        if len(found) != 1 or len(PurePosixPath(found[0]).parts) > 2:  # noqa: PLR2004 - the folder and the file
            raise BadInput(f"The archive has no {MANIFEST}, or several.", file=path, do="Put one at its top.")
        self._top = found[0].removesuffix(MANIFEST)
        if self._members[found[0]].file_size > MOST_OF_MANIFEST:
            raise BadInput(f"The archive's {MANIFEST} is out of all measure.", file=path)
        copy = work / MANIFEST
        with self._zip.open(self._members[found[0]]) as packed, copy.open("wb") as file:
            shutil.copyfileobj(packed, file)
        return copy

    def read(self, name: str) -> bytes:
        full = f"{self._top}{_within(name)}"
        info = self._members.get(full)
        if info is None:
            raise _missing()
        if full in self._twice or info.flag_bits & _ENCRYPTED:
            raise Unfit("The archive has this file twice, or encrypted.", "Pack it again.")
        try:
            with self._zip.open(info) as packed:
                return _sized(packed.read(MOST_BYTES + 1))
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
        ) as error:
            raise Unfit("The file cannot be unpacked.", "Pack the archive again.") from error

    def close(self) -> None:
        self._zip.close()
