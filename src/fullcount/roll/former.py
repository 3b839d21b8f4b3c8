"""Reading former registrations of a few voters at once: where they were registered before, and when."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from fullcount.roll.seal import has_former
from fullcount.terms import BadInput

MEMORY: Final = "128MB"  # a few rows of one table are read
_FOUND: Final = """SELECT vrow, residence_address, unit, city, zip, status, valid_from, valid_to FROM former
    WHERE vrow IN (SELECT unnest($1::INTEGER[])) AND vrow BETWEEN $2 AND $3 ORDER BY vrow, nth DESC"""


@dataclass(frozen=True, slots=True)
class Former:
    """A former registration. It held from valid_from to before valid_to; either may be unknown."""

    residence_address: str
    unit: str
    city: str
    zip: str
    status: str
    valid_from: date | None
    valid_to: date | None


class FormerReader:
    """Reads them from a roll.duckdb, opened at the first use; threads wait for each other."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._con: duckdb.DuckDBPyConnection | None = None
        self._none = False

    def of(self, rows: Collection[int]) -> dict[int, tuple[Former, ...]]:
        """The former registrations of each voter's row that has any, the latest first."""
        found: dict[int, list[Former]] = {}
        with self._lock:
            con = self._opened()
            for row, *values in self._read(con, sorted(rows)) if con else ():
                found.setdefault(row, []).append(Former(*values))
        return {row: tuple(some) for row, some in found.items()}

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._con is not None:
                self._con.close()
                self._con = None

    def _read(self, con: duckdb.DuckDBPyConnection, rows: list[int]) -> list[tuple[Any, ...]]:
        return con.execute(_FOUND, [rows, rows[0], rows[-1]]).fetchall()

    def _opened(self) -> duckdb.DuckDBPyConnection | None:
        """The connection; None where the roll has no former registration."""
        if self._con is None and not self._none:
            con = _connect(self._path)
            if has_former(con) and con.execute("SELECT 1 FROM former LIMIT 1").fetchone():
                self._con = con
            else:
                self._none = True
                con.close()
        return self._con


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"memory_limit": MEMORY, "threads": 1, "autoinstall_known_extensions": False})
    try:
        con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS roll (READ_ONLY)")
    except duckdb.Error as error:
        con.close()
        raise BadInput(
            "this is not a roll, or it is damaged.", file=path, do="Import the voter file again."
        ) from error
    con.execute("USE roll")
    return con
