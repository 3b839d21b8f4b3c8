"""The folder of exemplars and line images: files by digest, copies to be shown, and the index, read here.

A voter id or a line is looked up in the index, and only a digest found there names a file. The index is one
SQLite file; a lookup takes microseconds among twenty million signatures.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

from fullcount.exemplars.manifest import LINE, SIGNATURE
from fullcount.terms import Fault

__all__ = ["LINE", "SIGNATURE", "Exemplar", "Exemplars"]

FOLDER: Final = "exemplars"
INDEX, FILES, SHOWN = "index.sqlite3", "files", "shown"
AT_ONCE: Final = 500  # ids in one question
BUSY_SECONDS: Final = 30
_EXEMPLARS: Final = """SELECT voter_id, number, taken, source FROM exemplar WHERE voter_id IN ({})
    ORDER BY taken DESC, number DESC"""
_CROPS: Final = "SELECT line, part FROM crop WHERE line IN ({})"


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A signature on file. number: from 1 within the voter, and it stays. taken: when it was given."""

    voter_id: str
    number: int
    taken: date | None
    source: str


class Exemplars:
    """The exemplars and line images of a case, in case_dir/exemplars; may be asked in many threads.

    Where nothing was imported yet there are none; what is imported meanwhile is there at once.
    """

    def __init__(self, case_dir: Path) -> None:
        self.folder = case_dir / FOLDER
        self._own = threading.local()

    @property
    def any(self) -> bool:
        """Whether anything was imported."""
        return (self.folder / INDEX).is_file()

    def of(self, voter_ids: Iterable[str]) -> dict[str, tuple[Exemplar, ...]]:
        """The exemplars of each voter who has any, the newest first; those without a day come last."""
        found: dict[str, list[Exemplar]] = {}
        for voter_id, number, taken, source in self._asked(_EXEMPLARS, set(voter_ids)):
            day = date.fromisoformat(taken) if taken else None
            found.setdefault(voter_id, []).append(Exemplar(voter_id, number, day, source))
        return {voter_id: tuple(some) for voter_id, some in found.items()}

    def crops(self, lines: Iterable[str]) -> dict[str, frozenset[str]]:
        """The parts, LINE or SIGNATURE, of which each line has an image; lines without any are left out."""
        found: dict[str, set[str]] = {}
        for line, part in self._asked(_CROPS, set(lines)):
            found.setdefault(line, set()).add(part)
        return {line: frozenset(parts) for line, parts in found.items()}

    def image(self, voter_id: str, number: int) -> bytes | None:
        """An exemplar as PNG, or None."""
        return self._image("SELECT sha256 FROM exemplar WHERE voter_id = ? AND number = ?", voter_id, number)

    def crop_image(self, line: str, part: str) -> bytes | None:
        """A line's image as PNG, or None."""
        return self._image("SELECT sha256 FROM crop WHERE line = ? AND part = ?", line, part)

    def _asked(self, sql: str, keys: Collection[str]) -> Iterable[tuple[Any, ...]]:
        left = iter(keys if self.any else ())
        while some := list(islice(left, AT_ONCE)):
            yield from self._index().execute(sql.format(", ".join("?" * len(some))), some)

    def _image(self, sql: str, *key: str | int) -> bytes | None:
        row = self._index().execute(sql, key).fetchone() if self.any else None
        if row is None:
            return None
        try:
            return path_of(self.folder / SHOWN, row[0]).read_bytes()
        except FileNotFoundError as error:
            raise Fault("An image that the index of exemplars names is not there.") from error

    def _index(self) -> sqlite3.Connection:
        """The thread's own connection, read-only."""
        con: sqlite3.Connection | None = getattr(self._own, "con", None)
        if con is None:
            uri = f"{(self.folder / INDEX).absolute().as_uri()}?mode=ro"
            con = self._own.con = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)
        return con


def path_of(folder: Path, digest: bytes) -> Path:
    """Where the file of a digest lies in a folder: 65,536 folders of some hundred files each."""
    name = digest.hex()
    return folder / name[:2] / name[2:4] / name
