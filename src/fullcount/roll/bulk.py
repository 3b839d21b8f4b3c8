"""Search for many queries at once: the ways as joins, ranked by the same points as for one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

import duckdb

from fullcount.roll.query import Query, readings
from fullcount.roll.ways import PERSONS, PLACES, Way, levels, points

K = TypeVar("K")

BATCH: Final = 20_000  # queries answered at once


def search_many(
    con: duckdb.DuckDBPyConnection, queries: Iterable[tuple[K, Query]], limit: int
) -> Iterator[tuple[K, int, str]]:
    """For many queries with keys: (key, rank, voter id), in the order of the queries, then by rank."""
    source = iter(queries)
    while part := list(islice(source, BATCH)):
        _load(con, [query for _, query in part])
        yield from (
            (part[place][0], rank, voter) for place, rank, voter in con.execute(SQL, [limit]).fetchall()
        )


def _load(con: duckdb.DuckDBPyConnection, part: list[Query]) -> None:
    rows = [(place, *asked) for place, query in enumerate(part) for asked in readings(query)]
    columns = [list(column) for column in zip(*rows, strict=True)]
    con.execute(
        """CREATE OR REPLACE TEMP TABLE q AS SELECT unnest($1::INTEGER[]) AS qid,
        unnest($2::VARCHAR[]) AS last, unnest($3::VARCHAR[]) AS first, unnest($4::VARCHAR[]) AS root,
        unnest($5::VARCHAR[]) AS sound, unnest($6::INTEGER[]) AS number, unnest($7::VARCHAR[]) AS street,
        unnest($8::BOOLEAN[]) AS turned, unnest($9::VARCHAR[]) AS stop""",
        columns,
    )


def _rows(way: Way, columns: str) -> str:
    return f"""SELECT q.qid, {columns}, {levels(way)} FROM {way.source} q
        JOIN {way.table} b ON {way.join} WHERE {way.asks}"""


def _sql() -> str:
    places = " UNION ALL ".join(_rows(way, "b.vrow") for way in PLACES)
    persons = " UNION ALL ".join(_rows(way, "b.vrow, b.voters, b.last, b.first") for way in PERSONS)
    return f"""WITH roads AS (
        SELECT q.*, r.street AS road FROM q JOIN road r ON r.start = q.street[1:2]
        WHERE q.street <> '' AND r.street >= q.street AND r.street < q.street || q.stop),
    surnames AS (
        SELECT q.*, s.last AS name, s.sound_last AS name_sound FROM q JOIN surname s ON s.start = q.last[1:2]
        WHERE q.last <> '' AND s.last >= q.last AND s.last < q.last || q.stop),
    persons AS (SELECT *, {points()} AS points FROM ({persons}) WHERE f >= 0),
    named AS (
        SELECT *, coalesce(sum(voters) OVER (PARTITION BY qid ORDER BY points DESC, last, first, turned
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before FROM persons),
    found AS (
        SELECT qid, unnest(range(vrow, vrow + least(voters, $1)))::INTEGER AS vrow, l, f, n, s, turned
        FROM named WHERE before < $1
        UNION ALL {places}),
    best AS (SELECT qid, vrow, max({points()}) AS points FROM found GROUP BY qid, vrow),
    ranked AS (
        SELECT qid, vrow, row_number() OVER (PARTITION BY qid ORDER BY points DESC, vrow) AS rank
        FROM best QUALIFY rank <= $1)
    SELECT qid, rank, voter_id FROM ranked JOIN voter USING (vrow) ORDER BY qid, rank"""


SQL: Final = _sql()
