"""The seal of a roll: what it holds, as of which day, and the digest of its content."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from fullcount.terms import BadInput, NotFound, Progress, canonical, silent

FORMAT: Final = "fullcount roll v1"
BATCH: Final = 100_000  # rows hashed at once

CANONICAL: Final = """
SELECT concat_ws(chr(9), voter_id, first_name, middle_name, last_name, suffix,
    coalesce(birth_date::VARCHAR, ''), residence_address, unit, city, zip, status,
    coalesce(registered_on::VARCHAR, ''), jurisdiction) || chr(10)
FROM voter ORDER BY voter_id
"""

FORMER: Final = """
SELECT line FROM (SELECT concat_ws(chr(9), 'former', voter_id, former.residence_address, former.unit,
    former.city, former.zip, former.status, coalesce(valid_from::VARCHAR, ''),
    coalesce(valid_to::VARCHAR, '')) || chr(10) AS line
    FROM former JOIN voter USING (vrow)) ORDER BY line
"""


@dataclass(frozen=True)
class Seal:
    """What seal.json says. by_status: (status, voters), sorted; content_hash: 64 hex digits."""

    format: str
    as_of: date
    voters: int
    outside: int
    rejected: int
    by_status: tuple[tuple[str, int], ...]
    content_hash: str
    layout: str
    source_sha256: str

    def as_json(self) -> bytes:
        """The bytes of seal.json: canonical JSON and a line end."""
        return canonical({**self.__dict__, "by_status": dict(self.by_status)}) + b"\n"


def read_seal(directory: Path) -> Seal:
    """The seal of a directory; NotFound where there is none, BadInput where it is not one of ours."""
    path = directory / "seal.json"
    if not path.is_file():
        raise NotFound(f"There is no sealed roll in {directory.name}.", do="Import a voter file first.")
    try:
        said = json.loads(path.read_bytes())
        statuses = tuple((str(name), int(number)) for name, number in said.pop("by_status").items())
        seal = Seal(**{**said, "as_of": date.fromisoformat(said["as_of"]), "by_status": statuses})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadInput(
            "this is not the seal of a roll.", file=path, do="Import the voter file again."
        ) from error
    if seal.format != FORMAT:
        raise BadInput(
            f"this roll is sealed as {seal.format!r}; this program reads {FORMAT!r}.",
            file=path,
            do="Import the voter file again.",
        )
    return seal


def content_hash(con: duckdb.DuckDBPyConnection, progress: Progress = silent) -> str:
    """SHA-256 of the canonical text of a roll: see docs/formats/roll.md.

    One line for each voter, sorted by voter id as bytes; the thirteen fields parted by tabs. Then one for
    each former registration, where there are any.
    """
    digest = hashlib.sha256()
    of = con.execute("SELECT count(*) FROM voter").fetchall()[0][0]
    done = 0
    for query in (CANONICAL, *([FORMER] if has_former(con) else [])):
        cursor = con.execute(query)
        while rows := cursor.fetchmany(BATCH):
            digest.update("".join(row[0] for row in rows).encode("utf-8"))
            done += len(rows)
            progress("content hash", min(done, of), of)
    return digest.hexdigest()


def has_former(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the roll has the table former; rolls sealed before there was one have not."""
    found = con.execute(
        """SELECT count(*) FROM duckdb_tables()
        WHERE table_name = 'former' AND database_name = current_database()"""
    ).fetchall()
    return bool(found[0][0])


def write_durably(path: Path, data: bytes) -> None:
    """Write a file and force it to the disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
