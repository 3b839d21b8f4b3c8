"""Texts as numbers: each distinct text of a column is looked at once, and rows carry its number.

A county's roll has millions of rows and a few hundred thousand different surnames. The engine finds the
distinct texts and numbers the rows; what a text means is worked out for each text, not for each row, and
carried to the rows by looking numbers up in arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from fullcount.linkage.arrays import Flags, Ints
from fullcount.linkage.ranges import ranges, side_by_side


class Coded(NamedTuple):
    """A column of texts. texts: the distinct ones, in order; codes: for each row the place of its text."""

    texts: Sequence[str]
    codes: Ints

    def lookup(self, of_text: Ints | Flags) -> Ints:
        """What belongs to each row, given what belongs to each of `texts`."""
        return np.take(of_text, self.codes)

    def where(self, test: Callable[[str], bool]) -> Flags:
        """The rows whose text passes a test."""
        return np.take(np.fromiter(map(test, self.texts), np.bool_, len(self.texts)), self.codes)


class Relation(NamedTuple):
    """Rows to be numbered.

    sql: a table or a query in brackets, its rows in an order that is kept. texts: SQL of columns of texts,
    never NULL, by name. numbers: SQL of whole numbers; NULL is 0, unknown. hashes: SQL of texts of which only
    the hash is wanted, as a number of 64 bits.
    """

    sql: str
    texts: Mapping[str, str]
    numbers: Mapping[str, str]
    hashes: Mapping[str, str] = MappingProxyType({})


MANY: Final = 50_000  # distinct texts from which on rows are numbered by a hash, which is faster then


Numbered = tuple[dict[str, Coded], dict[str, Ints]]
"""Columns of texts, numbered, and columns of numbers and of hashes, each in the order of the rows."""


def code(db: duckdb.DuckDBPyConnection, rows: Relation) -> Numbered:
    """The columns of texts, numbered, and the columns of numbers."""
    return Coding(db, rows).numbered()


class Coding:
    """Rows being numbered. texts: the distinct texts of each column, there before the rows are numbered."""

    def __init__(self, db: duckdb.DuckDBPyConnection, rows: Relation) -> None:
        """Find the distinct texts."""
        self._db, self._rows = db, rows
        self._kinds = [_Kind(db, name, sql, rows.sql) for name, sql in rows.texts.items()]
        self.texts: dict[str, Sequence[str]] = {kind.name: kind.texts for kind in self._kinds}

    def numbered(self) -> Numbered:
        """Number the rows. The interpreter is free meanwhile: texts can be read in another thread."""
        columns = [f"{kind.column} AS t_{kind.name}" for kind in self._kinds]
        columns += [f"coalesce({sql}, 0)::INTEGER AS n_{name}" for name, sql in self._rows.numbers.items()]
        columns += [f"hash({sql}) AS n_{name}" for name, sql in self._rows.hashes.items()]
        found = self._db.execute(f"SELECT {', '.join(columns)} FROM {self._rows.sql}").fetchnumpy()
        texts = {kind.name: kind.coded(self._db, np.asarray(found[f"t_{kind.name}"])) for kind in self._kinds}
        names = (*self._rows.numbers, *self._rows.hashes)
        return texts, {name: np.asarray(found[f"n_{name}"]) for name in names}


class _Kind:
    """The distinct texts of a column, and how its rows are numbered: by a type of the engine, or a hash."""

    def __init__(self, db: duckdb.DuckDBPyConnection, name: str, sql: str, rows: str) -> None:
        self.name = name
        db.execute(f"DROP TYPE IF EXISTS kind_{name}")
        db.execute(
            f"CREATE OR REPLACE TEMP TABLE distinct_{name} AS "
            f"SELECT DISTINCT {sql} AS text FROM {rows} ORDER BY text"
        )
        found = db.execute(f"SELECT text, hash(text) AS hash FROM distinct_{name}").fetchnumpy()
        order = np.argsort(found["hash"])
        self._hashes = found["hash"][order]
        self.hashed = len(order) > MANY and bool((self._hashes[1:] != self._hashes[:-1]).all())
        self.texts: list[str] = (found["text"][order] if self.hashed else found["text"]).tolist()
        self.column = f"hash({sql})"
        if not self.hashed:
            db.execute(f"CREATE TEMP TYPE kind_{name} AS ENUM (SELECT text FROM distinct_{name})")
            self.column = f"enum_code(({sql})::kind_{name})::INTEGER"
        db.execute(f"DROP TABLE distinct_{name}")

    def coded(self, db: duckdb.DuckDBPyConnection, column: NDArray[Any]) -> Coded:
        """The column, given what the engine made of it."""
        if not self.hashed:
            db.execute(f"DROP TYPE kind_{self.name}")
            return Coded(self.texts, column)
        return Coded(self.texts, _places(self._hashes, column))


def _places(keys: NDArray[np.uint64], column: NDArray[np.uint64]) -> Ints:
    """For each row the place of its hash among the keys, which are in order.

    Sorting hashes together with their rows is faster than looking each up; it needs the bits that the row
    takes, and where two keys differ only in these, rows are looked up.
    """
    rows = np.uint64(len(column).bit_length())
    if len(np.unique(keys >> rows)) < len(keys):
        return np.searchsorted(keys, column).astype(np.int32)
    parts = [slice(piece.start, piece.stop) for piece in ranges(len(column))]
    return np.concatenate(
        side_by_side(lambda piece: _sorted_places(keys >> rows, column[piece], rows), parts)
    )


def _sorted_places(heads: NDArray[np.uint64], column: NDArray[np.uint64], rows: np.uint64) -> Ints:
    """For each row the place of its hash, without the last bits, among the heads."""
    both = ((column >> rows) << rows) | np.arange(len(column), dtype=np.uint64)
    both.sort()
    order = both & ((np.uint64(1) << rows) - np.uint64(1))
    both >>= rows
    first = np.r_[True, both[1:] != both[:-1]][: len(both)]
    of_run = np.searchsorted(heads, both[first]).astype(np.int32)
    places = np.empty(len(column), dtype=np.int32)
    places[order.astype(np.int64)] = of_run[np.cumsum(first, dtype=np.int32) - 1]
    return places


class Lexicon:
    """Texts and their numbers; 0 is the empty text. One that goes on from another keeps its numbers."""

    def __init__(self, texts: Sequence[str] = ("",), base: Lexicon | None = None) -> None:
        self._base = base
        self._first = len(base) if base else 0
        self._known = base.own_numbers() if base else {}
        self.own: list[str] = [] if base else list(texts)
        self._number: dict[str, int] = {text: self._first + place for place, text in enumerate(self.own)}

    def __len__(self) -> int:
        return self._first + len(self.own)

    def own_numbers(self) -> dict[str, int]:
        """The texts that are not from another lexicon, with their numbers."""
        return self._number

    def number(self, text: str) -> int:
        """The number of a text; a new one gets the next."""
        known = self._known.get(text)
        if known is None:
            known = self._number.get(text)
        if known is None:
            known = self._number[text] = len(self)
            self.own.append(text)
        return known

    def numbers(self, texts: Iterable[str]) -> Ints:
        """The numbers of texts; new ones get the next numbers, in the order given."""
        texts = texts if isinstance(texts, list) else list(texts)
        known = list(map((self._known or self._number).get, texts))
        if None in known:
            known = [
                self.number(text) if found is None else found
                for text, found in zip(texts, known, strict=True)
            ]
        return np.array(known, dtype=np.int32)

    def text(self, number: int) -> str:
        """The text of a number."""
        return (
            self._base.text(number) if self._base and number < self._first else self.own[number - self._first]
        )

    def known(self, text: str) -> int:
        """The number of a text, 0 where there is none."""
        return self._number.get(text) or (self._base.known(text) if self._base else 0)


def combined(one: Coded, other: Coded, function: Callable[[str, str], str]) -> Coded:
    """A column made of two: the function is asked once for each two texts that stand in one row.

    It must give the other text where one is empty: most rows are such, and are not looked at.
    """
    rows = np.flatnonzero(one.where(bool))
    if not len(rows):
        return other
    pair = (one.codes[rows].astype(np.int64) << 32) | other.codes[rows]
    pairs, where = np.unique(pair, return_inverse=True)
    codes = other.codes.copy()
    codes[rows] = (len(other.texts) + where).astype(np.int32)
    made = [function(one.texts[each >> 32], other.texts[each & 0xFFFFFFFF]) for each in pairs.tolist()]
    return Coded([*other.texts, *made], codes)
