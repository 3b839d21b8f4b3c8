"""Where voters come from: a sealed roll, prepared once, or a voter file read for one linking only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import duckdb
import numpy as np
from numpy.typing import NDArray

from fullcount.evidence.streets import NUMBER_PATTERN, StreetForm, routed_sql
from fullcount.linkage.arrays import Flags, Ints, Longs, present
from fullcount.linkage.coding import Coded, Coding, Lexicon, Numbered, Relation
from fullcount.linkage.normal import (
    Lexicons,
    ReadNames,
    ReadPlaces,
    read_names,
    read_voter_places,
    voter_names,
    voter_places,
)
from fullcount.linkage.prepare import DAYS, read_prepared
from fullcount.linkage.prepared import Prepared, counted
from fullcount.linkage.weights import STATUSES
from fullcount.terms import BadInput, Progress

WHAT: Final = "Preparing the voters"


@dataclass(frozen=True, slots=True)
class VoterFile:
    """A voter file as the engine reads it.

    read: does on a connection what is needed first; gives a query in brackets of, in the file's order, the
    texts voter_id, first_name, middle_name, last_name, suffix, residence_address, unit, city, zip, status and
    jurisdiction (in normal words, never NULL), the dates birth_date and registered_on, and why (NULL for a
    voter; other rows are passed over). name: for messages.
    """

    name: str
    read: Callable[[duckdb.DuckDBPyConnection], str]


class Voters(Protocol):
    """The roll in numbers, and the ids of its rows. passed_over: rows of the file that are no voters."""

    roll: Prepared
    passed_over: int

    def name_rows(self, db: duckdb.DuckDBPyConnection, rows: Ints) -> None:
        """Make the table `voter_id(vrow, voter_id)` for these rows, each given once."""


class Sealed:
    """The voters of a sealed roll that is prepared; of its file's other rows its seal tells."""

    passed_over = 0

    def __init__(self, db: duckdb.DuckDBPyConnection, roll_dir: Path) -> None:
        self.roll = read_prepared(roll_dir)
        path = str(roll_dir / "roll.duckdb").replace("'", "''")
        db.execute(f"ATTACH '{path}' AS roll (READ_ONLY)")

    def name_rows(self, db: duckdb.DuckDBPyConnection, rows: Ints) -> None:
        """Look the ids up in the roll."""
        _name(db, {"vrow": rows}, "SELECT vrow, voter_id FROM roll.voter SEMI JOIN wanted USING (vrow)")


class Unsealed:
    """The voters of a file: nothing is kept of them."""

    def __init__(self, db: duckdb.DuckDBPyConnection, file: VoterFile, progress: Progress) -> None:
        try:
            sql = file.read(db)
            progress(WHAT, 0, 3)
            (texts, numbers), names, places = _coded(db, sql)
        except duckdb.Error as error:
            if isinstance(
                error, duckdb.CatalogException | duckdb.BinderException | duckdb.OutOfMemoryException
            ):
                raise
            raise BadInput("The file is damaged.", file=file.name, do="Copy or export it again.") from error
        progress(WHAT, 1, 3)
        self._ids = _Ids(db, sql, np.asarray(numbers.pop("id"), dtype=np.uint64))
        self._rows = _good(self._ids, texts, numbers, file.name)
        self.passed_over = 0
        if self._rows is not None:
            self.passed_over = len(numbers["number"]) - len(self._rows)
            texts, numbers = _only(self._rows, texts, numbers)
        known = Lexicons(Lexicon(), Lexicon()).parted()
        with ThreadPoolExecutor(1) as pool:
            placed = pool.submit(voter_places, texts, places, known)
            columns = {**numbers, **voter_names(texts, names, known), **placed.result()}
        progress(WHAT, 2, 3)
        self.roll = counted(columns, known)
        progress(WHAT, 3, 3)

    def name_rows(self, db: duckdb.DuckDBPyConnection, rows: Ints) -> None:
        """Look the ids up in the file."""
        places, ids = self._ids.of(rows if self._rows is None else self._rows[rows])
        if self._rows is not None:
            places = np.searchsorted(self._rows, places)
        _name(db, {"vrow": places, "voter_id": ids}, "FROM wanted")


class _Ids:
    """The voter ids in a file's rows. Where no two share a hash, a row's id is found by it."""

    def __init__(self, db: duckdb.DuckDBPyConnection, sql: str, hashes: NDArray[np.uint64]) -> None:
        self._db, self._sql, self._hashes = db, sql, hashes
        ordered = np.sort(hashes)
        self._shared = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])

    def of(self, rows: Ints) -> tuple[NDArray[Any], NDArray[Any]]:
        """Rows of the file, each given once, and their ids, in any order. By number rows are found slowly."""
        by_number = len(self._shared) > 0
        key = "row_number() OVER () - 1" if by_number else "hash(voter_id)"
        self._db.register("wanted", {"place": rows, "key": rows if by_number else self._hashes[rows]})
        found = self._db.execute(
            f"SELECT place, voter_id FROM (SELECT voter_id, {key} AS key FROM {self._sql}) "
            "JOIN wanted USING (key)"
        ).fetchnumpy()
        self._db.unregister("wanted")
        return found["place"], found["voter_id"]

    def repeated(self, bad: Flags) -> Flags:
        """Of rows with one voter id the first stands. bad: rows that are no voters."""
        repeated: Flags = np.zeros(len(bad), dtype=np.bool_)
        if not len(self._shared):
            return repeated
        rows = np.flatnonzero(np.isin(self._hashes, self._shared) & ~bad).astype(np.int32)
        places, ids = self.of(rows)
        seen: set[str] = set()
        for at in np.argsort(places).tolist():
            repeated[places[at]] = ids[at] in seen
            seen.add(ids[at])
        return repeated


def by_id(voters: Voters, db: duckdb.DuckDBPyConnection, shown: Ints, rows: Ints) -> Longs:
    """For each row the place of its voter's id among theirs: candidates as probable as each other stand so.

    A sealed roll and the file it was made of have their rows in different orders. Makes the table `voter_id`
    for all that are shown, the rows among them: looking ids up takes as long for few as for many.
    """
    voters.name_rows(db, present(shown, len(voters.roll)))
    db.register("tied", {"vrow": present(rows, len(voters.roll))})
    found = db.execute(
        "SELECT vrow, row_number() OVER (ORDER BY voter_id) AS place "
        "FROM voter_id SEMI JOIN tied USING (vrow)"
    ).fetchnumpy()
    db.unregister("tied")
    order = np.argsort(found["vrow"])
    at = np.searchsorted(found["vrow"][order], rows)
    return np.asarray(found["place"][order][at], dtype=np.int64)


def _name(db: duckdb.DuckDBPyConnection, wanted: Mapping[str, NDArray[Any]], sql: str) -> None:
    db.register("wanted", {**wanted})
    db.execute(f"CREATE OR REPLACE TABLE voter_id AS {sql}")
    db.unregister("wanted")


# The house number and what follows it, as evidence.split_number has them. Most addresses begin with digits
# and a space; the expression that reads all the others is dear.
_ADDRESSED: Final = f"""
    CREATE OR REPLACE TEMP TABLE addressed AS
    SELECT CASE WHEN plain THEN plain_number ELSE try_cast(house.number AS INTEGER) END AS number,
        CASE WHEN plain THEN substr(address, p) WHEN house.number <> '' THEN house.rest ELSE address END
            AS rest
    FROM (
        SELECT *, CASE WHEN NOT plain
            THEN regexp_extract({routed_sql("address")}, '{NUMBER_PATTERN}', ['number', 'rest']) END AS house
        FROM (
            SELECT address, p, try_cast(left(address, p - 1) AS INTEGER) AS plain_number,
                coalesce(p > 1 AND plain_number > 0 AND plain_number::VARCHAR = left(address, p - 1), false)
                    AS plain
            FROM (SELECT residence_address AS address, position(' ' IN address) AS p FROM"""

_TEXTS: Final = {
    "first": "first_name",
    "middle": "middle_name",
    "last": "last_name",
    **{name: name for name in ("suffix", "unit", "city", "zip")},
}
_NUMBERS: Final = {
    **DAYS,
    "status": f"CASE status {' '.join(f'WHEN {s!r} THEN {n}' for n, s in enumerate(STATUSES))} END",
    "inside": "(jurisdiction = 'in')::INTEGER",
    "bad": "(why IS NOT NULL)::INTEGER",
}


def _coded(db: duckdb.DuckDBPyConnection, sql: str) -> tuple[Numbered, ReadNames, ReadPlaces[StreetForm]]:
    """The file's rows in numbers, and what its texts say."""
    db.execute(f"{_ADDRESSED} {sql})))")
    streets = Coding(db, Relation("addressed", {"rest": "rest"}, {"number": "number"}))
    rows = Coding(db, Relation(sql, _TEXTS, _NUMBERS, {"id": "voter_id"}))
    with ThreadPoolExecutor(1) as pool:  # the engine numbers rows while the interpreter reads texts
        numbered = pool.submit(_numbered, db, streets, rows)
        names, places = read_names(rows.texts), read_voter_places({**rows.texts, **streets.texts})
        return numbered.result(), names, places


def _numbered(db: duckdb.DuckDBPyConnection, streets: Coding, rows: Coding) -> Numbered:
    rest, number = streets.numbered()
    db.execute("DROP TABLE addressed")
    texts, numbers = rows.numbered()
    return {**texts, **rest}, {**numbers, **number}


def _good(ids: _Ids, texts: dict[str, Coded], numbers: dict[str, Ints], name: str) -> Ints | None:
    """The places of rows that are voters, the first of each id; None where all are."""
    bad: Flags = numbers.pop("bad") > 0
    for column in texts.values():
        if any("\0" in text for text in column.texts):
            bad |= column.where(lambda text: "\0" in text)
    bad |= ids.repeated(bad)
    if len(bad) and not bad.any():
        return None
    good = np.flatnonzero(~bad).astype(np.int32)
    if not len(good):
        raise BadInput(
            "No row of the file is a voter.",
            file=name,
            do="Check that the export was finished; `fullcount roll import` tells each row and why.",
        )
    return good


def _only(
    rows: Ints, texts: dict[str, Coded], numbers: dict[str, Ints]
) -> tuple[dict[str, Coded], dict[str, Ints]]:
    return (
        {name: Coded(column.texts, column.codes[rows]) for name, column in texts.items()},
        {name: column[rows] for name, column in numbers.items()},
    )
