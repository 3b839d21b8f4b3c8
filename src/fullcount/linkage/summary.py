"""What a linking came to, in counts: for the link report. No line, no voter, no address leaves this module.

For each line one proposal is looked at, whatever else was shown: the best candidate, with its
probability; or, where the line is read "nobody found", that nobody on this roll signed, with the
probability of that reading. A line read otherwise for which no candidate is shown (a name held by too
many) proposes nobody in particular.

Held against the truth a proposal is right or wrong:

* a candidate is right where the signer is that voter;
* "nobody found" is right where the signer is nobody on this roll.

The counting is SQL over grouped rows; probabilities are summed as whole millionths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from platform import python_version
from typing import Any, Final

import duckdb
import numpy as np

from fullcount import __version__
from fullcount.estimates import MILLION, TENTHS, Calibration, Sums, calibration
from fullcount.linkage.blocks import Tier, tiers
from fullcount.linkage.result import LinkResult
from fullcount.linkage.steps import StepCount
from fullcount.linkage.voters import VoterFile
from fullcount.linkage.weights import Weights
from fullcount.terms import Candidate, DuplicateGroup, Reading

EDGES: Final = (*TENTHS[:-1], 950_000, 990_000, 999_000, MILLION)
"""Bins in millionths: tenths, the last one cut finer, for most lines lie there."""

SURE: Final = 900_000  # from here on a proposal counts as sure
_BATCH: Final = 50_000

Truth = Iterable[tuple[str, str]]
"""Line and voter id; an empty voter id where the signer is known to be nobody on the roll."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Lines by what is left to do. Each line is decided by a person, whatever stands here.

    sure: one candidate is. nobody: surely nobody. choose: candidates are shown, and neither is so.
    search: no candidate is shown, and it is not sure that there is nobody.
    """

    sure: int
    nobody: int
    choose: int
    search: int


@dataclass(frozen=True, slots=True)
class Copies:
    """Duplicate groups of one kind and certainty. low: millionths, from an edge of EDGES up to the next."""

    of_voter: bool
    low: int
    groups: int
    lines: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A linking in counts. proposed: for each reading the proposals' probabilities, in bins of EDGES."""

    lines: int
    candidates: int
    readings: tuple[tuple[Reading, int], ...]
    proposed: tuple[tuple[Reading, Calibration], ...]
    outcomes: Outcomes
    copies: tuple[Copies, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Proposals held against the truth. by_reading: as `proposed`, of the lines judged.

    truths: lines the truth tells of. unknown: of these, lines that were not linked. silent: lines that
    propose nobody in particular. ranks: how often the signer was the candidate of rank 1, 2, ... 5.
    missed: how often a signer on the roll was not among the candidates.
    """

    by_reading: tuple[tuple[Reading, Calibration], ...]
    truths: int
    unknown: int
    silent: int
    ranks: tuple[int, ...]
    missed: int


@dataclass(frozen=True, slots=True)
class Searched:
    """A tier of searches that was made, each block of it in words; pairs: how many it brought up."""

    name: str
    why: str
    searches: tuple[str, ...]
    pairs: int


class Tables:
    """The tables `proposal`, `shown` and `grouped` of one linking, in a database of their own."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self.db = db

    def summary(self) -> Summary:
        """Everything but the truth, counted."""
        counts = {Reading(name): number for name, number in self._rows(_READINGS)}
        proposed = _calibrations((Reading(row[0]), *row[1:]) for row in self._rows(_PROPOSED))
        lines, candidates, sure, nobody, choose, search = self._rows(_OUTCOMES)[0]
        return Summary(
            lines,
            candidates,
            tuple((reading, counts.get(reading, 0)) for reading in Reading),
            proposed,
            Outcomes(sure, nobody, choose, search),
            tuple(Copies(*row) for row in self._rows(_COPIES)),
        )

    def lines(self) -> int:
        """How many lines were linked."""
        return int(self._rows("SELECT count(*) FROM proposal")[0][0])

    def judge(self, truth: Truth, roll: Path | VoterFile) -> Judged:
        """Hold the proposals against the truth; a voter who is not on the roll counts as nobody on it."""
        self.db.execute("CREATE OR REPLACE TABLE truth (line VARCHAR, voter_id VARCHAR)")
        for rows in _batches(truth):
            _append(self.db, "truth", zip(*rows, strict=True))
        self._show_ids(roll)
        self.db.execute(_SIGNER)
        self.db.execute("DROP TABLE on_roll")
        truths, unknown, silent, missed = self._rows(_TRUTHS)[0]
        ranks = dict(self._rows(_RANKS))
        return Judged(
            _calibrations((Reading(row[0]), *row[1:]) for row in self._rows(_JUDGED)),
            truths,
            unknown,
            silent,
            tuple(ranks.get(rank, 0) for rank in range(1, 6)),
            missed,
        )

    def _show_ids(self, roll: Path | VoterFile) -> None:
        """Make `on_roll` of the ids told that are a voter's."""
        if isinstance(roll, Path):
            path = str(roll / "roll.duckdb").replace("'", "''")
            self.db.execute(f"ATTACH IF NOT EXISTS '{path}' AS roll (READ_ONLY)")
            ids = "SELECT voter_id FROM roll.voter"
        else:
            ids = f"SELECT DISTINCT voter_id FROM {roll.read(self.db)} WHERE why IS NULL"
        self.db.execute(f"CREATE TABLE on_roll AS FROM ({ids}) SEMI JOIN truth USING (voter_id)")

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.db.execute(sql).fetchall()


@contextmanager
def tables_of(result: LinkResult) -> Iterator[Tables]:
    """The tables of a finished linking, read from its file."""
    path = str(result.path).replace("'", "''")
    with duckdb.connect(":memory:") as db:
        db.execute(f"ATTACH '{path}' AS links (READ_ONLY)")
        db.execute(f"CREATE TABLE shown AS {_SHOWN.format(candidate='links.candidate')}")
        db.execute(f"CREATE TABLE read AS {_READ.format(reading='links.reading')}")
        db.execute(
            "CREATE TABLE grouped AS SELECT voter_id <> '' AS of_voter, certainty, count(*) AS lines "
            "FROM links.duplicate GROUP BY first_row, voter_id, certainty"
        )
        db.execute(_PROPOSAL)
        yield Tables(db)


@contextmanager
def tables_from(
    readings: Iterable[tuple[str, Reading, float]],
    candidates: Iterable[Candidate],
    groups: Iterable[DuplicateGroup],
) -> Iterator[Tables]:
    """The same from what a linking gave, where its file is gone: readings, candidates and groups as kept."""
    with duckdb.connect(":memory:") as db:
        db.execute("CREATE TABLE reading (line VARCHAR, reading VARCHAR, probability DOUBLE)")
        for some in _batches(readings):
            _append(
                db, "reading", zip(*((line, str(read), share) for line, read, share in some), strict=True)
            )
        db.execute(
            "CREATE TABLE candidate (line VARCHAR, rank INTEGER, voter_id VARCHAR, probability DOUBLE)"
        )
        for found in _batches(candidates):
            _append(
                db,
                "candidate",
                zip(*((c.line, c.rank, c.voter_id, c.probability) for c in found), strict=True),
            )
        db.execute("CREATE TABLE grouped (of_voter BOOLEAN, certainty DOUBLE, lines BIGINT)")
        for each in _batches(groups):
            _append(
                db,
                "grouped",
                zip(*((g.voter_id != "", g.certainty, len(g.lines)) for g in each), strict=True),
            )
        db.execute(f"CREATE TABLE shown AS {_SHOWN.format(candidate='candidate')}")
        db.execute(f"CREATE TABLE read AS {_READ.format(reading='reading')}")
        db.execute(_PROPOSAL)
        yield Tables(db)


def versions(*, spark: bool = False) -> tuple[tuple[str, str], ...]:
    """The program, the language and the libraries that decide what linking finds, each with its version."""
    libraries = ((name, version(name)) for name in ("duckdb", "numpy", *(["pyspark"] if spark else [])))
    return (("fullcount", __version__), ("Python", python_version()), *libraries)


def searched(steps: Sequence[StepCount], weights: Weights) -> tuple[Searched, ...]:
    """The searches a linking made for a line it found nobody for, in order, from its steps."""
    pairs = {step.name: step.rows for step in steps}
    made = [tier for tier in tiers(weights, dated=True) if _pairs(tier) in pairs]
    return tuple(
        Searched(tier.name, tier.why, tuple(block.why for block in tier.blocks), pairs[_pairs(tier)])
        for tier in made
    )


def _pairs(tier: Tier) -> str:
    return f"{tier.name}_pairs"


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _append(db: duckdb.DuckDBPyConnection, table: str, columns: Iterable[Sequence[Any]]) -> None:
    """Append rows by column, in the table's order."""
    batch = {f"c{place}": _array(column) for place, column in enumerate(columns)}
    db.register("batch", batch)
    db.execute(f"INSERT INTO {table} FROM batch")
    db.unregister("batch")


def _array(column: Sequence[Any]) -> np.ndarray[Any, Any]:
    return np.array(column, dtype=object if isinstance(column[0], str) else None)


def _calibrations(rows: Iterable[tuple[Any, ...]]) -> tuple[tuple[Reading, Calibration], ...]:
    """Calibrations by reading, in the order of readings, from rows (reading, low edge, the sums)."""
    found: dict[Reading, list[tuple[int, Sums]]] = {}
    for reading, low, *sums in rows:
        found.setdefault(reading, []).append((low, Sums(*sums)))
    return tuple((reading, calibration(found[reading], EDGES)) for reading in Reading if reading in found)


def _low(micro: str) -> str:
    """SQL for the edge at which a probability's bin begins."""
    cases = " ".join(f"WHEN {micro} >= {low} THEN {low}" for low in reversed(EDGES[1:-1]))
    return f"CASE {cases} ELSE 0 END"


_READ = f"SELECT line, reading, round(probability * {MILLION})::BIGINT AS micro FROM {{reading}}"
_SHOWN = f"SELECT line, rank, voter_id, round(probability * {MILLION})::BIGINT AS micro FROM {{candidate}}"

# voter_id: of the best candidate, '' where nobody is proposed, NULL where nobody in particular.
_PROPOSAL = f"""
CREATE TABLE proposal AS
SELECT line, reading, best.line IS NOT NULL AS shown,
    CASE WHEN reading = '{Reading.NOBODY}' THEN '' ELSE best.voter_id END AS voter_id,
    CASE WHEN reading = '{Reading.NOBODY}' THEN read.micro ELSE best.micro END AS micro
FROM read LEFT JOIN (FROM shown WHERE rank = 1) best USING (line)
"""

_READINGS = "SELECT reading, count(*) FROM proposal GROUP BY reading"

_SUMS = "count(*), {right}, sum(micro)::BIGINT, sum(micro::HUGEINT * micro), {total_right}"

_PROPOSED = f"""
SELECT reading, {_low("micro")} AS low, {_SUMS.format(right=0, total_right=0)}
FROM proposal WHERE voter_id IS NOT NULL GROUP BY reading, low
"""

_OUTCOMES = f"""
SELECT count(*), (SELECT count(*) FROM shown),
    count(*) FILTER (voter_id <> '' AND micro >= {SURE}),
    count(*) FILTER (voter_id = '' AND micro >= {SURE}),
    count(*) FILTER (shown AND NOT coalesce(micro >= {SURE}, false)),
    count(*) FILTER (NOT shown AND NOT coalesce(micro >= {SURE}, false))
FROM proposal
"""

_COPIES = f"""
SELECT of_voter, {_low("certainty * 1e6")} AS low, count(*), sum(lines)::BIGINT
FROM grouped GROUP BY of_voter, low ORDER BY of_voter DESC, low DESC
"""

_SIGNER = """
CREATE OR REPLACE TABLE signer AS
SELECT truth.line, coalesce(on_roll.voter_id, '') AS voter_id
FROM truth LEFT JOIN on_roll ON on_roll.voter_id = truth.voter_id
"""

_TRUTHS = """
SELECT (SELECT count(*) FROM signer),
    (SELECT count(*) FROM signer ANTI JOIN proposal USING (line)),
    (SELECT count(*) FROM signer JOIN proposal USING (line) WHERE proposal.voter_id IS NULL),
    (SELECT count(*) FROM signer SEMI JOIN proposal USING (line) ANTI JOIN shown USING (line, voter_id)
        WHERE voter_id <> '')
"""

_RANKS = "SELECT rank, count(*) FROM signer JOIN shown USING (line, voter_id) GROUP BY rank"

_RIGHT = "signer.voter_id = proposal.voter_id"

_SUMS_JUDGED = _SUMS.format(
    right=f"count(*) FILTER ({_RIGHT})", total_right=f"coalesce(sum(micro) FILTER ({_RIGHT}), 0)::BIGINT"
)

_JUDGED = f"""
SELECT reading, {_low("micro")} AS low, {_SUMS_JUDGED}
FROM proposal JOIN signer USING (line) WHERE proposal.voter_id IS NOT NULL GROUP BY reading, low
"""
