"""Linking as a queue of named SQL steps: each says why it is there, and its counts are kept.

A step makes one table; the table carries the step's name, so that a reader can open the database of a
run and follow a line from step to step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import duckdb

from fullcount.terms import Fault, Progress, silent

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Step:
    """One SQL step: makes the table `name`. why: one sentence for whoever audits a run."""

    name: str
    why: str
    sql: str


@dataclass(frozen=True, slots=True)
class StepCount:
    """What a step did. rows: rows it made; seconds: by the clock given, 0 without one."""

    name: str
    why: str
    rows: int
    seconds: float


@dataclass(slots=True)
class Run:
    """A database connection, the listener and the counts so far. what: the work as a listener hears it."""

    db: duckdb.DuckDBPyConnection
    what: str
    progress: Progress = silent
    clock: Clock = field(default=lambda: 0.0)
    of: int = 0
    counts: list[StepCount] = field(default_factory=list)

    def table(self, step: Step) -> int:
        """Make the step's table; returns how many rows it has."""
        return self._count(step, f"CREATE OR REPLACE TABLE {step.name} AS {step.sql}")

    def add(self, step: Step, into: str) -> int:
        """Add the rows a step finds to a table that exists; returns how many were added."""
        return self._count(step, f"INSERT INTO {into} {step.sql}")

    def drop(self, names: Sequence[str]) -> None:
        """Drop tables that are no longer needed, so that memory stays bounded."""
        for name in names:
            self.db.execute(f"DROP TABLE IF EXISTS {name}")

    def _count(self, step: Step, sql: str) -> int:
        began = self.clock()
        self.progress(self.what, len(self.counts), self.of)
        rows = _rows(self.db, sql, step)
        self.counts.append(StepCount(step.name, step.why, rows, self.clock() - began))
        return rows


def _rows(db: duckdb.DuckDBPyConnection, sql: str, step: Step) -> int:
    try:
        answer = db.execute(sql).fetchone()
    except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException) as error:
        raise Fault(f"The step {step.name} cannot be run: {error}") from error
    return int(answer[0]) if answer else 0
