"""The CSV files a case takes in, row by row as the nouns they mean. Errors name file, row and column.

Each reader gives pairs of the row's number (the header is row 1) and the noun. The whole file is
swept for what makes it unreadable before its first row is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from fullcount.terms import BadInput, Line, LineState, Outcome, Section, Transcript
from fullcount.terms.tables import open_table, read_table

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
LONGEST_NUMBER = 9
TRANSCRIPT = tuple(Transcript.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as an official makes it. voter_id: the voter found, needed where the line is valid.

    official: who found it, a role or staff number; empty for whoever acts.
    """

    line: str
    outcome: Outcome
    reason: str = ""
    voter_id: str = ""
    official: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A request to withdraw a signature: of a line, or of a voter wherever that voter signed.

    received: the day it came; unknown counts as in time.
    """

    request: str
    line: str = ""
    voter_id: str = ""
    received: date | None = None


class Record:
    """One row of a table, which knows its place for the message of an error in it."""

    __slots__ = ("_columns", "_values", "file", "row")

    def __init__(self, file: Path, row: int, columns: tuple[str, ...], values: tuple[str, ...]) -> None:
        self.file, self.row, self._columns, self._values = file, row, columns, values

    def text(self, column: str) -> str:
        """The value as it stands."""
        return self._values[self._columns.index(column)]

    def whole(self, column: str) -> int:
        """The value as a whole number of at least 1."""
        value = self.text(column)
        if not (value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER) or int(value) < 1:
            raise self.bad(column, "This is not a whole number of 1 or more.", "Give digits only.")
        return int(value)

    def day(self, column: str) -> date | None:
        """The value as a date, None where empty."""
        value = self.text(column)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError as error:
            raise self.bad(column, "This is not a date.", "Write it as 2022-07-06.") from error

    def one_of(self, column: str, words: type[E]) -> E:
        """The value as a member of an enum."""
        try:
            return words(self.text(column).lower())
        except ValueError as error:
            raise self.bad(column, "This is not a word known here.", f"Use {', '.join(words)}.") from error

    def bad(self, column: str, what: str, do: str) -> BadInput:
        """The error about a value, which is not repeated."""
        return BadInput(what, file=self.file, row=self.row, column=column, do=do)


def sections(path: Path) -> Iterator[tuple[int, Section]]:
    """section,lines and where known circulator,from,to."""
    return _read(path, ("section", "lines"), ("circulator", "from", "to"), _section)


def lines(path: Path) -> Iterator[tuple[int, Line]]:
    """line,section,number and where not all are signed state."""
    return _read(path, ("line", "section", "number"), ("state",), _line)


def transcripts(path: Path) -> Iterator[tuple[int, Transcript]]:
    """line, then name or first,middle,last, address and where known city,zip."""
    table = open_table(path, ("line",))
    return ((row, Transcript(*values)) for row, values in read_table(table, TRANSCRIPT))


def findings(path: Path) -> Iterator[tuple[int, Found]]:
    """line,outcome,reason and where known official,voter_id."""
    return _read(path, ("line", "outcome", "reason"), ("voter_id", "official"), _found)


def withdrawals(path: Path) -> Iterator[tuple[int, Withdrawal]]:
    """request, line or voter_id, and where known received."""
    return _read(path, ("request",), ("line", "voter_id", "received"), _withdrawal)


def _read(
    path: Path, wanted: tuple[str, ...], known: tuple[str, ...], make: Callable[[Record], T]
) -> Iterator[tuple[int, T]]:
    table, columns = open_table(path, wanted), (*wanted, *known)
    for row, values in read_table(table, columns):
        yield row, make(Record(path, row, columns, values))


def _section(row: Record) -> Section:
    lines = row.whole("lines")
    return Section(row.whole("section"), lines, row.text("circulator"), row.day("from"), row.day("to"))


def _line(row: Record) -> Line:
    state = row.one_of("state", LineState) if row.text("state") else LineState.SIGNED
    return Line(row.text("line"), row.whole("section"), row.whole("number"), state)


def _found(row: Record) -> Found:
    outcome = row.one_of("outcome", Outcome)
    return Found(row.text("line"), outcome, row.text("reason"), row.text("voter_id"), row.text("official"))


def _withdrawal(row: Record) -> Withdrawal:
    return Withdrawal(row.text("request"), row.text("line"), row.text("voter_id"), row.day("received"))
