"""The rows of a manifest: which file is whose signature, or which line's image."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from fullcount.terms import BadInput, open_table, read_table

LINE, SIGNATURE = "line", "signature"
PARTS: Final = (SIGNATURE, LINE)
LONGEST: Final = 200  # characters of an id or a source
_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")


class Row(NamedTuple):
    """A row of a manifest. key: voter id or line; part: of a line's image; sha256: empty where not given."""

    row: int
    key: str
    file: str
    taken: date | None = None
    source: str = ""
    part: str = ""
    sha256: str = ""


def exemplar_rows(path: Path) -> Iterator[Row]:
    """voter_id,file and where known date,source,sha256. Raises BadInput."""
    table = open_table(path, ("voter_id", "file"))
    for row, values in read_table(table, ("voter_id", "file", "date", "source", "sha256")):
        voter_id, file, day, source, digest = values
        _check(path, row, "voter_id", voter_id)
        if len(source) > LONGEST:
            raise _bad(path, row, "source", "This is too long.", f"Give {LONGEST} characters at most.")
        yield Row(row, voter_id, file, _day(path, row, day), source, "", _digest(path, row, digest))


def crop_rows(path: Path) -> Iterator[Row]:
    """line,file and where it is not the signature alone part; sha256 where known. Raises BadInput."""
    table = open_table(path, ("line", "file"))
    for row, (line, file, said, digest) in read_table(table, ("line", "file", "part", "sha256")):
        _check(path, row, "line", line)
        part = (said or SIGNATURE).lower()
        if part not in PARTS:
            raise _bad(path, row, "part", "This is not a part of a line.", f"Use {' or '.join(PARTS)}.")
        yield Row(row, line, file, None, "", part, _digest(path, row, digest))


def _check(path: Path, row: int, column: str, value: str) -> None:
    if not value or len(value) > LONGEST:
        raise _bad(path, row, column, "This is empty, or too long.", "Give the id as it is elsewhere.")


def _day(path: Path, row: int, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _bad(path, row, "date", "This is not a date.", "Write it as 2022-07-06.") from error


def _digest(path: Path, row: int, text: str) -> str:
    if text and not _DIGEST.fullmatch(text):
        raise _bad(path, row, "sha256", "This is not a SHA-256.", "Give 64 hexadecimal digits, or none.")
    return text.lower()


def _bad(path: Path, row: int, column: str, what: str, do: str) -> BadInput:
    return BadInput(what, file=path, row=row, column=column, do=do)
