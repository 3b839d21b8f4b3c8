"""The sides of the search benchmark: each is built once in a process of its own, then asked by many.

Run as a program it does one part and prints one JSON object:
python -m bench.search_sides build|ask|clients SIDE ROLL FOLDER QUERIES.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol

import duckdb

from bench.search_queries import Typed
from bench.sides import peak
from fullcount import roll
from fullcount.evidence import sound, surname_form
from fullcount.roll.index import INDEX

SHOWN: Final = 20
CLIENTS: Final = 25  # in each process
SECONDS: Final = 20
Ask = Callable[[roll.Query], list[str]]

# The peers' tables: columns in the order they are sorted by.
TABLES: Final = {
    "by_name": "last, first, voter_id",
    "by_number": "number, last, first, voter_id",
    "by_address": "number, street, voter_id, last, first",
    "by_sound": "sound, number, first, last, voter_id",
}
_FROM: Final = """(SELECT last, first, number, street, sound_last AS sound, voter_id
    FROM roll.form JOIN roll.voter USING (vrow))"""
_ASKED: Final = {
    "name": "FROM by_name WHERE last >= ? AND last < ? AND first >= ? AND first < ? ORDER BY last, first",
    "name and number": "FROM by_number WHERE number = ? AND last >= ? AND last < ? ORDER BY last, first",
    "address": "FROM by_address WHERE number = ? AND street >= ? AND street < ? ORDER BY street",
    "misspelt": "FROM by_sound WHERE sound = ? AND number = ? AND first >= ? AND first < ? ORDER BY first",
}


def question(query: roll.Query) -> tuple[str, list[object]]:
    """A peer's SQL and its values. Its answer is not ranked, and holds id and name alone."""
    last, first = query.last.upper(), query.first.upper()
    street, number = query.street.upper(), int(query.number) if query.number else None
    if query.street:
        return "address", [number, street, street + "~"]
    if number is None:
        return "name", [last, last + "~", first, first + "~"]
    if not first:
        return "name and number", [number, last, last + "~"]
    return "misspelt", [sound(surname_form(last)), number, first, first + "~"]


class Side(Protocol):
    """What can be searched: made once from a sealed roll, opened by each process, asked by threads."""

    version: str

    def build(self, roll_dir: Path, folder: Path) -> int:
        """Make its files; their size in bytes."""

    def open(self, roll_dir: Path, folder: Path) -> Callable[[], Ask]:
        """Open the files; gives what each thread calls once, to get what it asks."""


class Ours:
    """The search index: hits ranked and told in words, and all fields of the voters shown."""

    version = "fullcount"

    def build(self, roll_dir: Path, _folder: Path) -> int:
        """As Side."""
        (roll_dir / INDEX).unlink(missing_ok=True)
        roll.prepare_search(roll_dir)
        return (roll_dir / INDEX).stat().st_size

    def open(self, roll_dir: Path, _folder: Path) -> Callable[[], Ask]:
        """As Side."""
        sealed = roll.open_roll(roll_dir)

        def ask(query: roll.Query) -> list[str]:
            found = sealed.search(query, SHOWN)
            return [voter.voter_id for voter in sealed.voters([hit.voter_row for hit in found])]

        return lambda: ask


class DuckDB:
    """Four sorted copies of what is searched; the engine skips the blocks that cannot hold what is asked."""

    version = f"DuckDB {duckdb.__version__}"

    def build(self, roll_dir: Path, folder: Path) -> int:
        """As Side."""
        path = folder / "peer.duckdb"
        with duckdb.connect(str(path)) as db:
            db.execute(f"ATTACH '{roll_dir / 'roll.duckdb'}' AS roll (READ_ONLY)")
            for table, columns in TABLES.items():
                db.execute(f"CREATE TABLE {table} AS SELECT {columns} FROM {_FROM} ORDER BY {columns}")
        return path.stat().st_size

    def open(self, _roll_dir: Path, folder: Path) -> Callable[[], Ask]:
        """As Side."""
        db = duckdb.connect(str(folder / "peer.duckdb"), read_only=True)

        def opened() -> Ask:
            cursor = db.cursor()

            def ask(query: roll.Query) -> list[str]:
                kind, values = question(query)
                sql = f"SELECT voter_id, last, first {_ASKED[kind]} LIMIT {SHOWN}"
                return [row[0] for row in cursor.execute(sql, values).fetchall()]

            return ask

        return opened


class SQLite:
    """B-trees that hold all that is asked for, filled in their own order from rows that DuckDB sorts."""

    version = f"SQLite {sqlite3.sqlite_version}"

    def build(self, roll_dir: Path, folder: Path) -> int:
        """As Side."""
        path = folder / "peer.sqlite"
        db = sqlite3.connect(path, isolation_level=None)
        for setting in (
            "page_size = 16384",
            "journal_mode = OFF",
            "synchronous = OFF",
            "cache_size = -200000",
        ):
            db.execute(f"PRAGMA {setting}")
        with duckdb.connect() as source:
            source.execute(f"ATTACH '{roll_dir / 'roll.duckdb'}' AS roll (READ_ONLY)")
            for table, columns in TABLES.items():
                db.execute(f"CREATE TABLE {table} ({columns}, PRIMARY KEY ({columns})) WITHOUT ROWID")
                self._fill(db, source, table, columns)
        db.close()
        return path.stat().st_size

    def _fill(
        self, db: sqlite3.Connection, source: duckdb.DuckDBPyConnection, table: str, columns: str
    ) -> None:
        marks = ", ".join("?" for _ in columns.split(","))
        first = columns.split(",", maxsplit=1)[0]
        rows = source.execute(f"SELECT {columns} FROM {_FROM} WHERE {first} IS NOT NULL ORDER BY {columns}")
        db.execute("BEGIN")
        while part := rows.fetchmany(100_000):
            db.executemany(f"INSERT INTO {table} VALUES ({marks})", [_known(row) for row in part])
        db.execute("COMMIT")

    def open(self, _roll_dir: Path, folder: Path) -> Callable[[], Ask]:
        """As Side."""

        def opened() -> Ask:
            db = sqlite3.connect(f"file:{folder / 'peer.sqlite'}?immutable=1", uri=True)
            db.execute("PRAGMA mmap_size = 4000000000")

            def ask(query: roll.Query) -> list[str]:
                kind, values = question(query)
                sql = f"SELECT voter_id, last, first {_ASKED[kind]} LIMIT {SHOWN}"
                return [row[0] for row in db.execute(sql, values)]

            return ask

        return opened


def _known(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row for a key of SQLite, where nothing may be unknown."""
    return tuple(-1 if value is None else value for value in row)


SIDES: Final[dict[str, Side]] = {"fullcount": Ours(), "DuckDB": DuckDB(), "SQLite": SQLite()}


def build(side: str, roll_dir: Path, folder: Path, _asked: list[Typed]) -> dict[str, float]:
    """Build a side; wall and CPU seconds, size in bytes, peak memory in GB."""
    wall, cpu = time.perf_counter(), time.process_time()
    size = SIDES[side].build(roll_dir, folder)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"wall": wall, "cpu": cpu, "size": size, "peak": peak()}


def ask(side: str, roll_dir: Path, folder: Path, asked: list[Typed]) -> dict[str, Any]:
    """One client asks all queries, one after the other: wall and CPU milliseconds, whether found."""
    one = SIDES[side].open(roll_dir, folder)()
    for typed in asked[:50]:
        one(typed.query)
    took, worked, found = [], [], []
    for typed in asked:
        began, work = time.perf_counter(), time.process_time()
        answer = one(typed.query)
        worked.append((time.process_time() - work) * 1e3)
        took.append((time.perf_counter() - began) * 1e3)
        found.append(typed.voter_id in answer)
    return {"ms": took, "cpu": worked, "found": found, "own": own_memory()}


def clients(side: str, roll_dir: Path, folder: Path, asked: list[Typed]) -> dict[str, Any]:
    """Threads of one process, each asking one query a second, at a moment of its own in the second.

    Milliseconds from the moment a query is due to its answer: waiting for the other threads counts.
    """
    opened = SIDES[side].open(roll_dir, folder)
    opened()(asked[0].query)
    took: list[float] = []
    begin = time.perf_counter() + 1

    def client(number: int) -> None:
        one = opened()
        for second in range(SECONDS):
            due = begin + second + number / CLIENTS
            time.sleep(max(0, due - time.perf_counter()))
            one(asked[(number * SECONDS + second) % len(asked)].query)
            took.append((time.perf_counter() - due) * 1e3)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"ms": took}


def own_memory() -> float:
    """Memory of this process that it shares with no other, in MB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1e3 for line in lines if line.startswith("RssAnon"))


PARTS: Final = {"build": build, "ask": ask, "clients": clients}


def main(part: str, side: str, roll_dir: str, folder: str, queries: str) -> None:
    """Do one part and print what it gave."""
    asked = [
        Typed(kind, roll.Query(*query), voter) for kind, query, voter in json.loads(Path(queries).read_text())
    ]
    print(json.dumps(PARTS[part](side, Path(roll_dir), Path(folder), asked)))


if __name__ == "__main__":
    main(*sys.argv[1:])
