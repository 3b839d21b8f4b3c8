"""Linking as a queue of named steps: each says why it is there, and its counts are kept.

Most are one SQL statement that makes one table of the step's name; the weighing of pairs is done in arrays.
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
        began = self.begin()
        rows = _rows(self.db, f"CREATE OR REPLACE TABLE {step.name} AS {step.sql}", step)
        self.note(began, step.name, step.why, rows)
        return rows

    def begin(self) -> float:
        """The time now, for `note`; tells the listener that the next step begins."""
        self.progress(self.what, len(self.counts), self.of)
        return self.clock()

    def note(self, began: float, name: str, why: str, rows: int) -> None:
        """Keep the count of a step that is no SQL statement."""
        self.counts.append(StepCount(name, why, rows, self.clock() - began))

    def drop(self, names: Sequence[str]) -> None:
        """Drop tables that are no longer needed, so that memory stays bounded."""
        for name in names:
            self.db.execute(f"DROP TABLE IF EXISTS {name}")


def _rows(db: duckdb.DuckDBPyConnection, sql: str, step: Step) -> int:
    try:
        answer = db.execute(sql).fetchone()
    except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException) as error:
        raise Fault(f"The step {step.name} cannot be run: {error}") from error
    return int(answer[0]) if answer else 0
