"""Search in a sealed roll while a clerk types: a few narrow questions to sorted tables, best voters first.

What is looked for, and how it is weighed, is in `ways`; the same for many queries at once is in `bulk`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import duckdb

from fullcount.roll.query import Asked, Hit, Query, readings
from fullcount.roll.ways import (
    PERSONS,
    PLACES,
    Levels,
    Way,
    asked_for,
    street_level,
    weigh,
    written_in,
)

Row = tuple[Any, ...]

_LAST: Final = {
    3: "surname the same",
    2: "surname begins so",
    1: "surname sounds alike",
    -1: "another surname",
}
_FIRST: Final = {
    4: "given name the same",
    3: "given name a nickname of the other",
    2: "given name begins so",
    1: "given name differs in one letter",
    -1: "another given name",
}
_STREET: Final = {2: "same street", 1: "street begins so"}


def search(con: duckdb.DuckDBPyConnection, query: Query, limit: int) -> list[Hit]:
    """The best voters for one query, best first; equal ones in the order of the roll."""
    best: dict[int, Levels] = {}
    for vrow, found in (*_at_places(con, query, limit), *_persons(con, query, limit)):
        best[vrow] = max(best.get(vrow, found), found)
    ranked = sorted(best, key=lambda vrow: (-best[vrow][0], vrow))[:limit]
    ids = voter_ids(con, ranked)
    return [Hit(vrow, ids[vrow], rank, why(best[vrow])) for rank, vrow in enumerate(ranked, 1)]


def voter_ids(con: duckdb.DuckDBPyConnection, rows: list[int]) -> dict[int, str]:
    """The voter ids of rows. One narrow question for each row reads far fewer pages than one for all."""
    if not rows:
        return {}
    parts = (f"SELECT vrow, voter_id FROM voter WHERE vrow = {row:d}" for row in rows)
    return dict(con.execute(" UNION ALL ".join(parts)).fetchall())


def why(found: Levels) -> str:
    """What agrees, in words, naming no name and no address."""
    _, last, first, number, street, straight = found
    said = [
        _LAST.get(last, ""),
        _FIRST.get(first, ""),
        "same house number" if number else "",
        _STREET.get(street, ""),
        "" if straight else "given name and surname exchanged",
    ]
    return "; ".join(part for part in said if part)


def _at_places(con: duckdb.DuckDBPyConnection, query: Query, limit: int) -> Iterator[tuple[int, Levels]]:
    seen: dict[str, list[Row]] = {}
    for asked in readings(query):
        nameless = not asked.last and not asked.first
        for way in PLACES:
            if asked_for(way, asked):
                best = f"ORDER BY b.street = q.street DESC, b.vrow LIMIT {limit:d}" if nameless else ""
                columns = "b.vrow, b.last, b.first, b.root_first, b.sound_last, b.street"
                for vrow, *names, street in _rows(con, way, asked, (columns, best), seen):
                    known = way.street != "0"
                    where = (way.number == "true", street_level(asked, street) if known else 0)
                    yield vrow, weigh(asked, names, where)


def _persons(con: duckdb.DuckDBPyConnection, query: Query, limit: int) -> Iterator[tuple[int, Levels]]:
    """The voters of the best names: names in order until there are as many voters as wanted."""
    names = []
    for asked in readings(query):
        for way in PERSONS:
            if asked_for(way, asked):
                best = "" if asked.first else f"ORDER BY b.last, b.first LIMIT {limit:d}"
                columns = "b.vrow, b.voters, b.last, b.first, b.root_first, b.sound_last"
                for vrow, voters, *row in _rows(con, way, asked, (columns, best), {}):
                    found = weigh(asked, row, (False, 0))
                    if found[2] >= 0:
                        names.append((-found[0], row[0], row[1], asked.turned, vrow, voters, found))
    before = 0
    for *_, vrow, voters, found in sorted(names):
        if before >= limit:
            return
        before += voters
        yield from ((vrow + place, found) for place in range(min(voters, limit)))


def _rows(
    con: duckdb.DuckDBPyConnection,
    way: Way,
    asked: Asked,
    wanted: tuple[str, str],
    seen: dict[str, list[Row]],
) -> list[Row]:
    """The rows of a way for one query. A short question is planned in a millisecond; the weighing is ours."""
    columns, best = wanted
    sql = written_in(f"SELECT {columns} FROM {way.table} b WHERE {way.one} {best}", asked)
    if sql not in seen:
        seen[sql] = con.execute(sql).fetchall()
    return seen[sql]
