"""Making the search index of a sealed roll, once."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from fullcount.roll.importing import Resources
from fullcount.roll.index import INDEX, made_from, open_index, starts
from fullcount.roll.mapped import Array, Making, Writer
from fullcount.roll.texts import add_texts
from fullcount.terms import BadInput, Progress, Refused, silent

WHAT: Final = "search index"
_NOT_WRITABLE: Final = {errno.EACCES, errno.EPERM, errno.EROFS}
PIECE: Final = 1_000_000  # voters in numbers at once
RECORDS: Final = 100_000  # voters as registered at once
STEPS: Final = 6

_SURNAMES: Final = """SELECT last AS text, any_value(sound_last) AS sound, count(*)::INTEGER AS voters
    FROM form GROUP BY last ORDER BY last"""
_GIVENS: Final = "SELECT first AS text, any_value(root_first) AS root FROM form GROUP BY first ORDER BY first"
_STREETS: Final = """SELECT street AS text, count(*)::INTEGER AS voters FROM form
    WHERE street <> '' GROUP BY street ORDER BY street"""
_CODED: Final = """SELECT f.vrow, g.place AS given, coalesce(s.place, -1)::INTEGER AS street,
    coalesce(f.number, -1) AS number
    FROM form f JOIN given g ON g.text = f.first LEFT JOIN street s ON s.text = f.street
    WHERE f.vrow >= $1 AND f.vrow < $2"""
_RECORD: Final = """SELECT concat_ws(chr(9), voter_id, first_name, middle_name, last_name, suffix,
    coalesce(birth_date::VARCHAR, ''), residence_address, unit, city, zip, status,
    coalesce(registered_on::VARCHAR, ''), jurisdiction) AS record
    FROM voter WHERE vrow >= $1 AND vrow < $2 ORDER BY vrow"""


def prepare_search(directory: Path, progress: Progress = silent, resources: Resources | None = None) -> None:
    """Write search.index beside a sealed roll, unless the roll's own is there.

    Processes that want it at the same time wait for the one that makes it. Raises NotFound where there is no
    sealed roll, BadInput where it is damaged, Refused where nothing can be written.
    """
    directory = Path(directory)
    if open_index(directory) is not None:
        sweep_search(directory)
        return
    try:
        with Making(directory / INDEX) as making:
            if open_index(directory) is None:
                _make(directory, making, progress, resources or Resources())
    except OSError as error:
        if error.errno not in _NOT_WRITABLE:
            raise
        raise Refused(
            f"{directory.name} has no search index, and none can be written there.",
            do="Let the owner of that folder search the roll once.",
        ) from error


def sweep_search(directory: Path) -> None:
    """Remove what a killed process left of making search.index: it holds names and addresses."""
    Making(directory / INDEX).sweep()


def _make(directory: Path, making: Making, progress: Progress, resources: Resources) -> None:
    with making.writer(made_from(directory)) as writer:
        con = _connect(directory / "roll.duckdb", making.spill, resources)
        try:
            _Indexing(con, writer, progress).write()
        finally:
            con.close()


def _connect(path: Path, spill: Path, resources: Resources) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": resources.memory,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": False,
    }
    if resources.threads:
        config["threads"] = resources.threads
    con = duckdb.connect(config=config)  # apart from the roll's own connection, which has other settings
    try:
        con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS roll (READ_ONLY)")
    except duckdb.Error as error:
        con.close()
        raise BadInput(
            "this is not a roll, or it is damaged.", file=path, do="Import the voter file again."
        ) from error
    con.execute("USE roll")
    con.execute("SET enable_progress_bar = false")
    return con


@dataclass
class _Indexing:
    """Writes the arrays of an index, one after the other; see `Index` for what they are."""

    con: duckdb.DuckDBPyConnection
    writer: Writer
    progress: Progress

    def write(self) -> None:
        """Write them all."""
        self.voters = int(self.con.execute("SELECT count(*) FROM form").fetchall()[0][0])
        self._step(0)
        surname_voters, surname_sound = self._surnames()
        self._givens()
        street_count = self._streets()
        self._step(1)
        given, street, number = self._coded()
        self._step(2)
        self._persons(surname_voters, surname_sound, given)
        self._numbers(number, street)
        self._step(3)
        self._by_street(street, street_count)
        self._step(4)
        self._ids()
        self._step(5)
        self._records()
        self._step(STEPS)

    def _step(self, done: int) -> None:
        self.progress(WHAT, done, STEPS)

    def _surnames(self) -> tuple[Array, Array]:
        """Write them; where each one's voters begin, and its sound."""
        found = self.con.execute(_SURNAMES).fetchnumpy()
        sounds, sound = np.unique(found["sound"].astype(str), return_inverse=True)
        add_texts(self.writer, "surname", found["text"].tolist(), hashed=True)
        add_texts(self.writer, "sound", sounds.tolist())
        voters = starts(found["voters"])
        self.writer.add("surname.voters", voters)
        self.writer.add("surname.sound", sound.astype(np.int32))
        self._lists("sound.surnames", "sound.surname", sound, len(sounds))
        return voters, sound

    def _givens(self) -> None:
        found = self.con.execute(_GIVENS).fetchnumpy()
        roots, root = np.unique(found["root"].astype(str), return_inverse=True)
        add_texts(self.writer, "given", found["text"].tolist(), hashed=True)
        add_texts(self.writer, "root", roots.tolist())
        self.writer.add("given.root", root.astype(np.int32))
        self._places("given", found["text"])

    def _streets(self) -> int:
        found = self.con.execute(_STREETS).fetchnumpy()
        add_texts(self.writer, "street", found["text"].tolist())
        self._places("street", found["text"])
        return len(found["text"])

    def _places(self, name: str, texts: Array) -> None:
        """A table of texts and their places, to be joined."""
        self.con.execute(
            f"""CREATE TEMP TABLE {name} AS SELECT unnest($1::VARCHAR[]) AS text,
            unnest(range(len($1)))::INTEGER AS place""",
            [texts.tolist()],
        )

    def _coded(self) -> tuple[Array, Array, Array]:
        """Of each voter the place of the given name and of the street, and the number; -1: none."""
        given, street, number = (np.empty(self.voters, np.int32) for _ in range(3))
        for begin in range(0, self.voters, PIECE):
            found = self.con.execute(_CODED, [begin, begin + PIECE]).fetchnumpy()
            for column, name in ((given, "given"), (street, "street"), (number, "number")):
                column[found["vrow"]] = found[name]
        return given, street, number

    def _persons(self, surname_voters: Array, surname_sound: Array, given: Array) -> None:
        """Distinct names: where the surname or the given name is another than the voter's before."""
        new = np.ones(self.voters + 1, np.bool_)
        new[1:-1] = given[1:] != given[:-1]
        new[surname_voters] = True
        begins = np.flatnonzero(new).astype(np.int32)
        self.writer.add("person.voters", begins)
        given = given[begins[:-1]]
        self.writer.add("person.given", given)
        surname_persons = np.searchsorted(begins, surname_voters).astype(np.int32)
        self.writer.add("surname.persons", surname_persons)
        self._by_sound(np.repeat(surname_sound, np.diff(surname_persons)).astype(np.int32), given)

    def _by_sound(self, sound: Array, given: Array) -> None:
        """Distinct names by the surname's sound, and within it by given name."""
        order = np.lexsort((given, sound)).astype(np.int32)
        self.writer.add("sound.persons", starts(np.bincount(sound)))
        self.writer.add("sound.person", order)
        self.writer.add("sound.given", given[order])

    def _numbers(self, number: Array, street: Array) -> None:
        order = np.argsort(number, kind="stable").astype(np.int32)
        order = order[np.searchsorted(number[order], 0) :]
        values, counts = np.unique(number[order], return_counts=True)
        self.writer.add("number.value", values)
        self.writer.add("number.voters", starts(counts))
        self.writer.add("number.voter", order)
        self.writer.add("number.street", street[order])

    def _by_street(self, street: Array, count: int) -> None:
        order = np.argsort(street, kind="stable").astype(np.int32)
        none = np.searchsorted(street[order], 0)
        self.writer.add("street.voters", starts(np.bincount(street[order[none:]], minlength=count)))
        self.writer.add("street.voter", order[none:])

    def _lists(self, runs: str, members: str, of: Array, count: int) -> None:
        """What belongs to each of so many groups, in order; of: each member's group."""
        self.writer.add(runs, starts(np.bincount(of, minlength=count)))
        self.writer.add(members, np.argsort(of, kind="stable").astype(np.int32))

    def _ids(self) -> None:
        found = self.con.execute("SELECT vrow FROM voter ORDER BY voter_id").fetchnumpy()
        self.writer.add("id.voter", found["vrow"].astype(np.int32))

    def _records(self) -> None:
        ends = np.zeros(self.voters + 1, np.int64)
        self.writer.add_parts("record.text", np.dtype(np.uint8), self._texts(ends))
        self.writer.add("record.at", ends)

    def _texts(self, ends: Array) -> Iterator[bytes]:
        """The records of the voters in pieces; fills in where each ends."""
        for begin in range(0, self.voters, RECORDS):
            rows = self.con.execute(_RECORD, [begin, begin + RECORDS]).fetchnumpy()["record"].tolist()
            texts = [row.encode("utf-8") for row in rows]
            lengths = np.fromiter(map(len, texts), np.int64, len(texts))
            ends[begin + 1 : begin + 1 + len(texts)] = ends[begin] + np.cumsum(lengths)
            yield b"".join(texts)
            self.progress("voters as registered", min(begin + RECORDS, self.voters), self.voters)
