"""Which of the known layouts a voter file has, told from its first rows.

Each layout is tried on the first rows and gets a score from 0 to 1: the share of its columns that the header
names (or, without a header, whether the rows have its width), and the share of rows whose status and dates
it can read. It is taken when its score is high and clearly above the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb

from fullcount.roll.layout import Layout, Place
from fullcount.roll.layout_files import layout, layouts
from fullcount.roll.parquet import column_names, is_parquet
from fullcount.roll.scan import needed, split_row
from fullcount.terms import BadInput, NotFound

HEAD: Final = 1 << 18  # bytes looked at
ROWS: Final = 50  # rows looked at
ENOUGH: Final = 0.85
APART: Final = 0.1
_DELIMITERS: Final = (",", "\t", "|", ";")
_ENCODINGS: Final = ("utf-8-sig", "windows-1252", "latin-1")
_OTHER_DELIMITER: Final = 0.05  # taken off the score where the delimiter is not the layout's


@dataclass(frozen=True)
class Guess:
    """A layout a file may have, with the file's encoding and delimiter. score: 0 to 1; why: in words."""

    layout: Layout
    score: float
    why: str


def recognise(path: Path) -> Layout:
    """The layout of a voter file among those shipped; see `recognised` for why."""
    return recognised(path).layout


def recognised(path: Path) -> Guess:
    """The layout of a voter file among those shipped, and why it is this one.

    Raises BadInput naming the two best where none stands out, NotFound where there is no file.
    """
    best, second = guesses(path)[:2]
    if best.score >= ENOUGH and best.score - second.score >= APART:
        return best
    said = "; ".join(f"{guess.layout.name} ({guess.score:.0%}: {guess.why})" for guess in (best, second))
    raise BadInput(
        "the file's layout is not recognised.",
        file=path,
        why=f"The best guesses are {said}.",
        do="Name one with --layout, or the columns with --map or a layout of your own.",
    )


def guesses(path: Path) -> list[Guess]:
    """All shipped layouts with how well each fits the file, best first."""
    if not path.is_file():
        raise NotFound(f"There is no file {path.name}.")
    known = [layout(name) for name in layouts()]
    if is_parquet(path):
        with duckdb.connect() as con:
            names = column_names(con, path)
        found = [_by_header(each, names, []) for each in known]
    else:
        with path.open("rb") as file:
            head = file.read(HEAD)
        if not head:
            raise BadInput("the file is empty.", file=path, do="Check that the export was finished.")
        found = [_best(each, head) for each in known]
    return sorted(found, key=lambda guess: (-guess.score, guess.layout.name))


def _best(known: Layout, head: bytes) -> Guess:
    """How well a layout fits the first bytes of a file, in its encoding and with its delimiter or another."""
    if known.format == "nist-vri":
        is_vri = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"<"} and b"VoterRecord" in head
        return Guess(
            known, float(is_vri), "voter records of NIST SP 1500-102" if is_vri else "no such records"
        )
    if b"\0" in head:
        return Guess(known, 0.0, "the file is not text")
    encoding, text = _decoded(known, head)
    lines = text.splitlines()
    lines = [line for line in (lines if len(head) < HEAD else lines[:-1]) if line.strip()][: ROWS + 1]
    known = replace(known, encoding=encoding)
    if known.format == "fixed":
        return _by_width(known, lines)
    others = [mark for mark in _DELIMITERS if mark != known.delimiter]
    tried = [_delimited(known, lines)]
    for mark in others:
        guess = _delimited(replace(known, delimiter=mark), lines)
        tried.append(
            replace(guess, score=guess.score - _OTHER_DELIMITER, why=f"{guess.why}, set apart by {mark!r}")
        )
    return max(tried, key=lambda guess: guess.score)


def _decoded(known: Layout, head: bytes) -> tuple[str, str]:
    """The encoding that reads the bytes, the layout's own if it does, and the text."""
    cut = head[: head.rfind(b"\n") + 1] if len(head) == HEAD and b"\n" in head else head
    if cut.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig", cut.decode("utf-8-sig", "replace")
    for encoding in (known.encoding, *_ENCODINGS):
        try:
            return encoding, cut.decode(encoding)
        except UnicodeDecodeError:
            continue
    return "latin-1", cut.decode("latin-1")


def _delimited(known: Layout, lines: Sequence[str]) -> Guess:
    rows = [split_row(line, known) for line in lines]
    if not rows:
        return Guess(known, 0.0, "no rows")
    if known.header:
        return _by_header(known, rows[0], rows[1:])
    wide = sum(len(row) == known.width for row in rows) / len(rows)
    if not wide:
        return Guess(known, 0.0, f"not {known.width} columns")
    index: dict[Place, int] = {
        place: place - 1 for places in known.columns.values() for place in places if isinstance(place, int)
    }
    good = _readable(known, [row for row in rows if len(row) == known.width], index)
    return Guess(known, wide * good, f"{known.width} columns, {good:.0%} of the rows readable")


def _by_header(known: Layout, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Guess:
    folded = {name.strip().lower(): place for place, name in reversed(list(enumerate(header)))}
    wanted = {str(place).lower() for places in known.columns.values() for place in places}
    needed_ones = {str(place).lower() for name in known.required for place in known.columns.get(name, ())}
    seen = wanted & set(folded)
    if not known.header or known.format != "delimited":
        return Guess(known, 0.0, "it has no header")
    share = max(len(seen) / len(wanted), len(seen) / len(header))  # fullcount's may have few columns
    why = f"{len(seen)} of its {len(wanted)} columns"
    if needed_ones - seen:
        return Guess(known, share / 2, why)
    index = {
        place: folded[str(place).lower()]
        for places in known.columns.values()
        for place in places
        if str(place).lower() in folded
    }
    good = _readable(known, [row for row in rows if len(row) == len(header)], index)
    return Guess(known, (0.5 + share / 2) * (0.7 + 0.3 * good), f"{why}, {good:.0%} of the rows readable")


def _by_width(known: Layout, lines: Sequence[str]) -> Guess:
    fits = sum(needed(known) <= len(line) <= known.width for line in lines) / max(len(lines), 1)
    exact = sum(len(line) == known.width for line in lines) / max(len(lines), 1)
    if not fits:
        return Guess(known, 0.0, f"not {known.width} characters a row")
    names = list(known.positions)
    rows = [[line[first - 1 : last].strip() for first, last in known.positions.values()] for line in lines]
    good = _readable(known, rows, {name: place for place, name in enumerate(names)})
    why = f"{known.width} characters a row, {good:.0%} of the rows readable"
    return Guess(known, fits * good * (1.0 if exact else 0.8), why)


def _readable(known: Layout, rows: Sequence[Sequence[str]], index: Mapping[Place, int]) -> float:
    """The share of rows whose status and dates the layout can read, and that have an id."""
    if not rows:
        return 1.0
    return sum(_reads(known, row, index) for row in rows) / len(rows)


def _reads(known: Layout, row: Sequence[str], index: Mapping[Place, int]) -> bool:
    texts = {name: " ".join(_values(known, name, row, index)) for name in ("birth_date", "registered_on")}
    dates = all(not said or _is_date(said, known) for said in texts.values())
    word = next(iter(_values(known, "status", row, index)), "").lower()
    status = not word or word in known.status or "*" in known.status
    return dates and status and (known.row_ids or bool(_values(known, "voter_id", row, index)))


def _values(known: Layout, name: str, row: Sequence[str], index: Mapping[Place, int]) -> list[str]:
    found = (row[index[place]] for place in known.columns.get(name, ()) if place in index)
    return [value for value in found if value and value not in known.blank]


def _is_date(said: str, known: Layout) -> bool:
    return any(_parses(said, form) for form in known.dates)


def _parses(said: str, form: str) -> bool:
    try:
        datetime.strptime(said, form)  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return False
    return True
