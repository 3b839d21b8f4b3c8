"""Reading a bundle's files without trusting them: no links, no surprises of size, form or encoding.

Every reader raises DoesNotHold with file and row for what is not of the form in docs/formats/bundle.md.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from fullcount.terms import Fault, canonical
from fullcount.verifier.verdict import DoesNotHold

CHUNK = 1 << 22
LONGEST_FILE = 1 << 32  # bytes; a bundle of a million lines has about 200 MB in all
LONGEST_JSON = 1 << 26
LONGEST_ROW = 1 << 16
LONGEST_ENTRY = 1 << 20
MOST_ROWS = 20_000_000  # more lines than any petition ever had
MOST_FILES = 1_000
PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
UNWANTED = re.compile("[\r\0]")


class Folder:
    """A bundle's folder. Names are paths inside it, with slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> Iterator[str]:
        """Every file below the folder, links included, sorted by folder."""
        for here, folders, files in os.walk(self.root, followlinks=False):
            links = [name for name in folders if (Path(here) / name).is_symlink()]
            for name in sorted(files + links):
                yield (Path(here) / name).relative_to(self.root).as_posix()

    def digest(self, name: str) -> str:
        """The SHA-256 of a file, in hexadecimal."""
        digest = hashlib.sha256()
        with self._open(name, LONGEST_FILE) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def text(self, name: str) -> str:
        """A short file as UTF-8 text."""
        with self._open(name, LONGEST_JSON) as file:
            return _decoded(file.read(LONGEST_JSON + 1), name, 1)

    def json(self, name: str) -> Any:
        """The value of a JSON file, which must be its canonical form and a line feed."""
        text = self.text(name)
        try:
            value = json.loads(text)
            same = canonical(value) + b"\n" == text.encode("utf-8")
        except (ValueError, RecursionError, Fault) as error:
            raise DoesNotHold("It is not JSON that has a canonical form.", name) from error
        if not same:
            raise DoesNotHold("It is JSON, but not in canonical form with one line feed at the end.", name)
        return value

    def object(self, name: str) -> Mapping[str, Any]:
        """The value of a JSON file that must be an object."""
        value = self.json(name)
        if not isinstance(value, dict):
            raise DoesNotHold("It is not a JSON object.", name)
        return value

    def rows(self, name: str, header: str) -> Iterator[str]:
        """The rows of a CSV file below the header, which must be this one."""
        with self._open(name, LONGEST_FILE) as file:
            rows = _lines(file, name, LONGEST_ROW)
            if next(rows, None) != header:
                raise DoesNotHold(f"The header is not {header}.", f"{name}, row 1")
            yield from rows

    def entries(self, name: str) -> Iterator[bytes]:
        """The lines of the ledger as bytes."""
        with self._open(name, LONGEST_FILE) as file:
            for block, _ in _blocks(file, name, LONGEST_ENTRY):
                yield from block.split(b"\n")

    def _open(self, name: str, most: int) -> BinaryIO:
        """A file opened for reading. A link could show one thing today and another tomorrow: refused."""
        parts = name.split("/")
        try:
            if any(self.root.joinpath(*parts[:deep]).is_symlink() for deep in range(1, len(parts) + 1)):
                raise DoesNotHold("It is a link, not an ordinary file.", name)
            status = (self.root / name).lstat()
            if not stat.S_ISREG(status.st_mode):
                raise DoesNotHold("It is not an ordinary file.", name)
            if status.st_size > most:
                raise DoesNotHold(f"It has {status.st_size:,} bytes, more than {most:,}.", name)
            return (self.root / name).open("rb")
        except FileNotFoundError as error:
            raise DoesNotHold("The file is missing.", name) from error
        except OSError as error:
            raise DoesNotHold(f"It cannot be read ({error.strerror}).", name) from error


def values(row: str, columns: int, place: str) -> list[str]:
    """The values of a CSV row, which must be so many. Quotes are rare, so the quick way comes first."""
    try:
        found = next(csv.reader([row], strict=True)) if '"' in row else row.split(",")
    except csv.Error as error:
        raise DoesNotHold("The quotes of the row do not pair.", place) from error
    if len(found) != columns:
        raise DoesNotHold(f"The row has {len(found)} values, not {columns}.", place)
    return found


def _lines(file: BinaryIO, name: str, longest: int) -> Iterator[str]:
    for block, row in _blocks(file, name, longest):
        text = _decoded(block, name, row)
        unwanted = UNWANTED.search(text)
        if unwanted:
            at = row + text.count("\n", 0, unwanted.start())
            raise DoesNotHold("The row holds a carriage return or a NUL.", f"{name}, row {at:,}")
        yield from text.split("\n")


def _blocks(file: BinaryIO, name: str, longest: int) -> Iterator[tuple[bytes, int]]:
    """Whole lines without the last line feed, and the row the first is in; bounded in memory."""
    row, rest = 1, b""
    while chunk := file.read(CHUNK):
        cut = chunk.rfind(b"\n")
        block, rest = (rest + chunk[:cut], chunk[cut + 1 :]) if cut >= 0 else (None, rest + chunk)
        if block is not None:
            _refuse_long(block, name, row, longest)
            yield block, row
            row += block.count(b"\n") + 1
        if len(rest) > longest:
            raise DoesNotHold(f"The row is longer than {longest:,} bytes.", f"{name}, row {row:,}")
        if row > MOST_ROWS:
            raise DoesNotHold(f"There are more than {MOST_ROWS:,} rows.", name)
    if rest:
        raise DoesNotHold("The last row does not end in a line feed.", f"{name}, row {row:,}")


def _refuse_long(block: bytes, name: str, row: int, longest: int) -> None:
    if len(block) <= longest:
        return
    for at, line in enumerate(block.split(b"\n"), start=row):
        if len(line) > longest:
            raise DoesNotHold(f"The row is longer than {longest:,} bytes.", f"{name}, row {at:,}")


def _decoded(data: bytes, name: str, row: int) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = row + data.count(b"\n", 0, error.start)
        raise DoesNotHold("It is not UTF-8 text.", f"{name}, row {at:,}") from error
