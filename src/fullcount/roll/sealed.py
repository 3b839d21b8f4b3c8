"""A sealed roll as it is used: opened read-only by any number of processes, asked for voters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Self, TypeVar

import duckdb

from fullcount.roll.former import Former, FormerReader
from fullcount.roll.index import Index, open_index
from fullcount.roll.indexing import prepare_search, sweep_search
from fullcount.roll.look import look
from fullcount.roll.query import Answer, Query, parse
from fullcount.roll.seal import Seal, content_hash, read_seal
from fullcount.roll.search import search, search_many
from fullcount.terms import BadInput, Fault, NotFound, Progress, Voter, silent

K = TypeVar("K")


class SealedRoll:
    """A sealed roll. path: its roll.duckdb; seal: what it holds. `close` it when done.

    Searching and reading voters needs the search index alone and may be done in many threads once `index`
    was asked for; `con` is for one thread.
    """

    def __init__(self, directory: Path, seal: Seal) -> None:
        self.directory, self.seal = directory, seal
        self.path = directory / "roll.duckdb"
        self._con: duckdb.DuckDBPyConnection | None = None
        self._index: Index | None = None
        self._former = FormerReader(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._index = None
        self._former.close()
        if self._con is not None:
            self._con.close()
            self._con = None

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection, opened at the first use."""
        if self._con is None:
            self._con = _connect(self.path)
        return self._con

    @property
    def index(self) -> Index:
        """The search index, opened at the first use and made where there is none."""
        if self._index is None:
            prepare_search(self.directory)
            self._index = open_index(self.directory)
        if self._index is None:
            raise Fault("the search index that was just made cannot be read")
        return self._index

    def voter(self, voter_id: str) -> Voter | None:
        """The voter of an id, or None."""
        row = self.index.row(voter_id)
        return None if row is None else _voter(self.index.record(row))

    def voters(self, rows: list[int]) -> list[Voter]:
        """The voters of the rows, in the order asked for."""
        return [_voter(self.index.record(row)) for row in rows]

    def unknown(self, voter_ids: Collection[str]) -> set[str]:
        """Those of the ids that no voter of the roll has."""
        return {voter_id for voter_id in voter_ids if self.index.row(voter_id) is None}

    def former(self, voter_ids: Iterable[str]) -> dict[str, tuple[Former, ...]]:
        """The former registrations of each voter who has any, the latest first; in any number of threads."""
        rows = {row: voter_id for voter_id in voter_ids if (row := self.index.row(voter_id)) is not None}
        found = self._former.of(rows) if rows else {}
        return {rows[row]: former for row, former in found.items()}

    def search(self, what: str | Query, limit: int = 20) -> Answer:
        """The voters that fit what is typed, best first; a text is read by `parse`."""
        return search(self.index, parse(what) if isinstance(what, str) else what, limit)

    def look(self, text: str, limit: int = 20) -> Answer:
        """The voters that fit what is typed in any field, best first: see `look`."""
        return look(self.index, text, limit)

    def search_many(
        self, queries: Iterable[tuple[K, Query]], limit: int = 20
    ) -> Iterator[tuple[K, int, str]]:
        """For many queries, each with a key: (key, rank, voter id), in the order of the queries."""
        return search_many(self.index, queries, limit)


def open_roll(directory: Path, *, check: bool = False, progress: Progress = silent) -> SealedRoll:
    """Open a sealed roll read-only; what a killed process left of making its search index is swept away.

    check: compute the content hash anew and raise BadInput where it is not the sealed one. NotFound where
    there is no sealed roll.
    """
    directory = Path(directory)
    roll = SealedRoll(directory, read_seal(directory))
    sweep_search(directory)
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


def _voter(record: list[str]) -> Voter:
    voter_id, first, middle, last, suffix, born, address, unit, city, zip_code, status, since, inside = record
    birth, registered = (date.fromisoformat(day) if day else None for day in (born, since))
    where = (address, unit, city, zip_code)
    return Voter(voter_id, first, middle, last, suffix, birth, *where, status, registered, inside)


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=True, config={"autoinstall_known_extensions": False})
    except duckdb.Error as error:
        raise BadInput(
            "this is not a roll, or it is damaged.", file=path, do="Import the voter file again."
        ) from error
