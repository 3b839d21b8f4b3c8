"""What linking found, kept in a file and read back in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from fullcount.linkage.files import publish
from fullcount.linkage.settle import READINGS
from fullcount.linkage.steps import Run, StepCount
from fullcount.linkage.weights import COMPARISONS, Weights
from fullcount.linkage.words import (
    DITTO,
    NOT_SEARCHED,
    SEARCHES,
    SHARED_VOTER,
    SHARED_WORDS,
    evidence,
    from_above,
)
from fullcount.terms import Candidate, DuplicateGroup, NotFound, Reading

LINKS = "links.duckdb"
_BATCH = 20_000  # rows read at a time


# Readings and evidence are few words said many times: kept as numbers of a list of words.
_SEARCHED = ", ".join(f"CASE WHEN {test} THEN '{words}' END" for words, test in SEARCHES.items())
_MARKS = 4 * len(COMPARISONS)  # behind a pair's levels, in the same number: what its line took from above
_SAID = f"codes | (coalesce(marks, 0)::BIGINT << {_MARKS})"
_TABLES = {
    "reading": f"""
        SELECT line_id.line, named.words AS reading, probability, CASE WHEN named.words = '{Reading.NOBODY}'
            THEN coalesce(nullif(concat_ws('; ', {_SEARCHED}), ''), '{NOT_SEARCHED}') END AS searched,
            took.words AS took
        FROM reading JOIN line_id USING (lrow) JOIN line USING (lrow) JOIN named ON named.code = reading
            LEFT JOIN from_above USING (lrow) LEFT JOIN took ON took.code = marks
        ORDER BY lrow""",
    "candidate": f"""
        SELECT line, rank, voter_id, probability, named.words AS reading, sentence.words AS evidence
        FROM candidate JOIN line_id USING (lrow) JOIN voter_id USING (vrow) LEFT JOIN from_above USING (lrow)
            JOIN sentence ON sentence.code = {_SAID} JOIN named ON named.code = reading
        ORDER BY lrow, rank""",
    "duplicate": """
        SELECT first_row, line, coalesce(voter_id, '') AS voter_id, certainty
        FROM member JOIN line_id USING (lrow) LEFT JOIN voter_id USING (vrow)
        ORDER BY first_row, lrow""",
}


@dataclass(frozen=True, slots=True)
class Linked:
    """One line's candidates, best first, and the reading proposed with its probability.

    took: in words what was read by ditto mark, from the line above; mostly empty.
    """

    line: str
    candidates: tuple[Candidate, ...]
    reading: Reading
    probability: float
    took: str


class RollCount(NamedTuple):
    """What was linked to. voters: how many; passed_over: rows of a file that is not sealed that are none."""

    voters: int
    passed_over: int


class LinkResult:
    """The candidates, readings and duplicate groups of one linking; read from its file as often as wanted."""

    def __init__(self, path: Path) -> None:
        """Open a finished links.duckdb; raises NotFound where there is none."""
        if not path.exists():
            raise NotFound(f"There is no {path.name}.", do="Link the lines first.")
        self.path = path

    @property
    def roll(self) -> RollCount:
        """The roll, or the voter file, in counts."""
        return RollCount(*next(self._rows("SELECT voters, passed_over FROM roll")))

    @property
    def steps(self) -> tuple[StepCount, ...]:
        """What each step of the run did, in order."""
        rows = self._rows("SELECT name, why, rows, seconds FROM step ORDER BY place")
        return tuple(StepCount(*row) for row in rows)

    def candidates(self) -> Iterator[Candidate]:
        """Up to five candidates a line, in line order, best first."""
        for line, rank, voter_id, probability, reading, words in self._rows("FROM candidate"):
            yield Candidate(line, rank, voter_id, probability, Reading(reading), words)

    def readings(self) -> Iterator[tuple[str, Reading, float]]:
        """Every line with its proposed reading and how probable that reading is, in line order."""
        for line, reading, probability in self._rows("SELECT line, reading, probability FROM reading"):
            yield line, Reading(reading), probability

    def searches(self) -> Iterator[tuple[str, str]]:
        """Lines read "nobody found", in line order, and in words what each was searched by."""
        yield from self._rows("SELECT line, searched FROM reading WHERE searched IS NOT NULL")

    def took(self) -> Iterator[tuple[str, str]]:
        """Lines of which a part was read by ditto mark, in line order, and in words which part.

        A candidate's evidence says so, too; this tells it also of lines without a candidate.
        """
        yield from self._rows("SELECT line, took FROM reading WHERE took IS NOT NULL")

    def groups(self) -> Iterator[DuplicateGroup]:
        """Lines that appear to be of one person, at least two a group, by their first line."""
        for (_, voter_id), members in groupby(self._rows("FROM duplicate"), key=lambda row: (row[0], row[2])):
            rows = list(members)
            words = SHARED_VOTER if voter_id else SHARED_WORDS
            least = min(row[3] for row in rows)
            yield DuplicateGroup(tuple(row[1] for row in rows), voter_id, least, words)

    def write_csv(self, path: Path) -> int:
        """Write line,rank,voter_id,probability,reading,evidence; no row for a line with nobody.

        UTF-8, LF line ends; probability with four decimals. Returns the number of rows. The file is
        written under another name and renamed.
        """
        building = path.with_name(f"{path.name}.building")
        target = str(building).replace("'", "''")
        try:
            with duckdb.connect(str(self.path), read_only=True) as db:
                written = db.execute(
                    f"""COPY (
                        SELECT c.line, c.rank, c.voter_id, format('{{:.4f}}', c.probability) AS probability,
                            c.reading, c.evidence
                        FROM candidate c JOIN reading r USING (line)
                        WHERE r.reading <> '{Reading.NOBODY}' ORDER BY c.rowid
                    ) TO '{target}' (FORMAT csv, HEADER true, DELIMITER ',')"""
                ).fetchall()
            publish(building, path)
        finally:
            building.unlink(missing_ok=True)
        return int(written[0][0])

    def _rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Stream a query; each reading has a connection of its own, for an unread rest blocks one."""
        with duckdb.connect(str(self.path), read_only=True) as db:
            answer = db.execute(sql)
            while rows := answer.fetchmany(_BATCH):
                yield from rows


def write_candidates(db: duckdb.DuckDBPyConnection, path: Path, weights: Weights) -> None:
    """Begin a new file at path: candidates and readings of the tables `candidate`, `reading`, `voter_id`."""
    target = str(path).replace("'", "''")
    db.execute(f"ATTACH '{target}' AS links")
    # To try each compression takes longer than to write: the file is a third larger, and read as fast.
    db.execute("SET force_compression = 'zstd'")
    _say(db, "named", dict(enumerate(READINGS)))
    _say(db, "took", {marks: from_above(marks) for marks in range(1, 1 << len(DITTO))})
    said = f"SELECT DISTINCT {_SAID} FROM candidate LEFT JOIN from_above USING (lrow)"
    codes = [int(row[0]) for row in db.execute(said).fetchall()]
    _say(db, "sentence", {each: _evidence(each, weights) for each in codes})
    for name in ("reading", "candidate"):
        db.execute(f"CREATE TABLE links.{name} AS {_TABLES[name]}")


def write_rest(run: Run, roll: RollCount) -> None:
    """Write to the file begun the duplicates of the table `member`, the steps, and the roll in counts."""
    run.db.execute(f"CREATE TABLE links.duplicate AS {_TABLES['duplicate']}")
    run.db.execute(
        "CREATE TABLE links.step (place INTEGER, name VARCHAR, why VARCHAR, rows BIGINT, seconds DOUBLE)"
    )
    run.db.executemany(
        "INSERT INTO links.step VALUES (?, ?, ?, ?, ?)",
        [(place, step.name, step.why, step.rows, step.seconds) for place, step in enumerate(run.counts)],
    )
    run.db.execute(
        "CREATE TABLE links.roll AS SELECT $1::BIGINT AS voters, $2::BIGINT AS passed_over", list(roll)
    )
    run.db.execute("DETACH links")


def _say(db: duckdb.DuckDBPyConnection, table: str, said: dict[int, str]) -> None:
    """Make a table of numbers and the words they stand for, these as a type of the file that is written."""
    words = sorted(set(said.values())) or [""]
    db.execute(f"CREATE TYPE links.{table}_words AS ENUM (SELECT unnest($1::VARCHAR[]))", [words])
    db.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT unnest($1::BIGINT[]) AS code, "
        f"unnest($2::VARCHAR[])::links.{table}_words AS words",
        [list(said), [str(text) for text in said.values()]],
    )


def _evidence(code: int, weights: Weights) -> str:
    """The words for one number: a pair's levels, four bits each, in the order of COMPARISONS, then marks."""
    levels = [code >> (4 * place) & 15 for place in range(len(COMPARISONS))]
    return evidence(levels, weights, code >> _MARKS)


def linked(db: duckdb.DuckDBPyConnection, weights: Weights) -> Iterator[Linked]:
    """What a run that is not written came to, line by line."""
    shown: dict[int, list[Candidate]] = {}
    for lrow, line, rank, voter_id, probability, reading, code in db.execute(_SHOWN).fetchall():
        words = _evidence(code, weights)
        candidate = Candidate(line, rank, voter_id, probability, READINGS[reading], words)
        shown.setdefault(lrow, []).append(candidate)
    for lrow, line, reading, probability, marks in db.execute(_READ).fetchall():
        yield Linked(line, tuple(shown.get(lrow, ())), READINGS[reading], probability, from_above(marks))


_SHOWN = f"""
    SELECT lrow, line, rank, voter_id, probability, reading, {_SAID} AS code
    FROM candidate JOIN line_id USING (lrow) JOIN voter_id USING (vrow) LEFT JOIN from_above USING (lrow)
    ORDER BY lrow, rank
"""
_READ = """
    SELECT lrow, line, reading, probability, coalesce(marks, 0) AS marks
    FROM reading JOIN line_id USING (lrow) LEFT JOIN from_above USING (lrow) ORDER BY lrow
"""
