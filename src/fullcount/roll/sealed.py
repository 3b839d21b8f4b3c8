"""A sealed roll as it is used: opened read-only by any number of processes, asked for voters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final, Self, TypeVar

import duckdb

from fullcount.roll.bulk import search_many
from fullcount.roll.query import Hit, Query, parse
from fullcount.roll.seal import Seal, content_hash, read_seal
from fullcount.roll.search import search
from fullcount.terms import BadInput, NotFound, Progress, Voter, silent

K = TypeVar("K")

_COLUMNS: Final = (
    "voter_id, first_name, middle_name, last_name, suffix, birth_date, residence_address, unit, city, zip, "
    "status, registered_on, jurisdiction"
)


class SealedRoll:
    """A sealed roll. path: its roll.duckdb; seal: what it holds. Use it in one thread; `close` when done."""

    def __init__(self, directory: Path, seal: Seal) -> None:
        self.directory, self.seal = directory, seal
        self.path = directory / "roll.duckdb"
        self._con: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._con is not None:
            self._con.close()
            self._con = None

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection, opened at the first use."""
        if self._con is None:
            self._con = _connect(self.path)
        return self._con

    def voter(self, voter_id: str) -> Voter | None:
        """The voter of an id, or None."""
        found = self.con.execute("SELECT vrow FROM by_id WHERE voter_id = ?", [voter_id]).fetchall()
        return self.voters([int(found[0][0])])[0] if found else None

    def search(self, what: str | Query, limit: int = 20) -> list[Hit]:
        """The voters that fit what is typed, best first; a text is read by `parse`."""
        return search(self.con, parse(what) if isinstance(what, str) else what, limit)

    def search_many(
        self, queries: Iterable[tuple[K, Query]], limit: int = 20
    ) -> Iterator[tuple[K, int, str]]:
        """For many queries at once, each with a key: (key, rank, voter id), in the order of the queries."""
        return search_many(self.con, queries, limit)

    def unknown(self, voter_ids: Collection[str]) -> set[str]:
        """Those of the ids that no voter of the roll has."""
        asked = "SELECT id FROM (SELECT unnest($1::VARCHAR[]) AS id) ANTI JOIN by_id ON voter_id = id"
        return {str(row[0]) for row in self.con.execute(asked, [list(voter_ids)]).fetchall()}

    def voters(self, rows: list[int]) -> list[Voter]:
        """The voters of the rows, in the order asked for."""
        if not rows:
            return []
        parts = (f"SELECT vrow, {_COLUMNS} FROM voter WHERE vrow = {row:d}" for row in rows)
        found = self.con.execute(" UNION ALL ".join(parts)).fetchall()
        by_row = {row[0]: Voter(*row[1:]) for row in found}
        return [by_row[row] for row in rows]


def open_roll(directory: Path, *, check: bool = False, progress: Progress = silent) -> SealedRoll:
    """Open a sealed roll read-only.

    check: compute the content hash anew and raise BadInput where it is not the sealed one. NotFound where
    there is no sealed roll.
    """
    directory = Path(directory)
    roll = SealedRoll(directory, read_seal(directory))
    if not roll.path.is_file():
        raise NotFound(f"{directory.name} has a seal but no roll.duckdb.", do="Import the voter file again.")
    if check and content_hash(roll.con, progress) != roll.seal.content_hash:
        roll.close()
        raise BadInput(
            "the roll is not what was sealed.",
            file=roll.path,
            why="Its content hash differs from seal.json.",
            do="Take the roll from a backup, or import the voter file again.",
        )
    return roll


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=True, config={"autoinstall_known_extensions": False})
    except duckdb.Error as error:
        raise BadInput(
            "this is not a roll, or it is damaged.", file=path, do="Import the voter file again."
        ) from error
