"""One pass over the bytes of a voter file before it is parsed, to say what would spoil the whole import.

Empty and binary files, a wrong encoding, a line without an end, a wrong delimiter and a missing column are
found by reading the file in pieces of bounded size; a digest of the file is taken on the way.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from fullcount.roll.layout import Layout
from fullcount.terms import BadInput, NotFound, Progress, silent

PIECE: Final = 1 << 22  # bytes read at once
LONGEST_LINE: Final = 1 << 20  # bytes; a voter's row has some hundred
BINARY_LOOK: Final = 4096  # a text file holds no NUL so early
_LIKE_ASCII: Final = {"utf-8", "ascii", "iso8859-1", "cp1252"}
TRY_AUTO: Final = "--layout auto tells which known layout the file has."


@dataclass(frozen=True)
class Scan:
    """What one pass found: path is the file to parse, in UTF-8; blanks are rows with nothing on them.

    types: of a Parquet file, the type of each column in DuckDB's words; of a text, nothing.
    """

    path: Path
    size: int
    sha256: str
    header: tuple[str, ...]
    columns: int
    blanks: tuple[int, ...]
    types: tuple[str, ...] = ()

    def row(self, place: int, layout: Layout) -> int:
        """The row number in the file of the row that was read as number `place`, from 0."""
        return place + (2 if layout.header and not self.types and layout.format == "delimited" else 1)


def scan(source: Path, layout: Layout, workdir: Path, progress: Progress = silent) -> Scan:
    """Read the file through once; raise BadInput for what spoils the whole of it.

    A file of another encoding than UTF-8 is written anew as UTF-8 into workdir.
    """
    if not source.is_file():
        raise NotFound(f"There is no file {source.name}.")
    size = source.stat().st_size
    if not size:
        raise BadInput("the file is empty.", file=source, do="Check that the export was finished.")
    header = _first_row(source, layout)
    utf8 = codecs.lookup(layout.encoding).name in {"utf-8", "utf-8-sig"}
    target = source if utf8 else workdir / "utf8.csv"
    reader = _Reader(source, layout.encoding, progress)
    if utf8:
        for _ in reader.texts():
            pass
    else:
        with target.open("wb") as out:
            out.writelines(reader.texts())
    names = tuple(header) if layout.header or layout.format == "fixed" else ()
    return Scan(target, size, reader.digest.hexdigest(), names, len(header), tuple(reader.blanks))


class _Reader:
    """Reads a file in pieces, decoding them, and remembers digest and blank rows."""

    def __init__(self, source: Path, encoding: str, progress: Progress) -> None:
        self.source, self.progress = source, progress
        self.encoding = "utf-8" if codecs.lookup(encoding).name == "utf-8-sig" else encoding
        self.digest = hashlib.sha256()
        self.blanks: list[int] = []
        self.lines = 0
        self.open = 0
        self.size = source.stat().st_size

    def texts(self) -> Iterator[bytes]:
        """The text in UTF-8, piece by piece. A piece of ASCII is the same in the encodings of _LIKE_ASCII."""
        decoder = codecs.getincrementaldecoder(self.encoding)("strict")
        like_ascii = codecs.lookup(self.encoding).name in _LIKE_ASCII
        done = 0
        with self.source.open("rb") as file:
            while piece := file.read(PIECE):
                self.digest.update(piece)
                same = like_ascii and piece.isascii() and not decoder.getstate()[0]
                text = piece if same else self._decoded(decoder, piece).encode("utf-8")
                self._count(piece)
                done += len(piece)
                self.progress("reading the voter file", done, self.size)
                yield text
        self._decoded(decoder, b"", final=True)

    def _decoded(self, decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> str:
        try:
            return decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            row = self.lines + 1 + error.object[: error.start].count(b"\n")
            raise BadInput(
                f"the text is not {self.encoding}.",
                file=self.source,
                row=row,
                why="Most such files were written as Latin-1 or Windows-1252.",
                do="Try --encoding latin-1, and look at the accents.",
            ) from error

    def _count(self, piece: bytes) -> None:
        """Count lines, note blank ones, and refuse a line without an end."""
        self._refuse_long(piece)
        if b"\n\n" in piece or b"\r\n\r\n" in piece or piece.startswith((b"\n", b"\r\n")):
            self._note_blanks(piece)
        self.lines += piece.count(b"\n")
        last = piece.rfind(b"\n")
        self.open = len(piece) - last - 1 if last >= 0 else self.open + len(piece)

    def _refuse_long(self, piece: bytes) -> None:
        begin, room = 0, LONGEST_LINE - self.open
        while len(piece) - begin > room:
            end = piece.rfind(b"\n", begin, begin + room)
            if end < 0:
                row = self.lines + 1 + piece.count(b"\n", 0, begin)
                raise _too_long(self.source, row)
            begin, room = end + 1, LONGEST_LINE

    def _note_blanks(self, piece: bytes) -> None:
        lines = piece.split(b"\n")
        for place, line in enumerate(lines[:-1]):
            begins = place > 0 or self.open == 0
            if begins and not line.strip(b"\r"):
                self.blanks.append(self.lines + 1 + place)


def _too_long(source: Path, row: int) -> BadInput:
    return BadInput(
        f"the line is longer than {LONGEST_LINE:,} bytes.",
        file=source,
        row=row,
        why="A voter's row has some hundred bytes; the line ends may be missing or the file is not a table.",
        do="Export the file again as delimited text with one voter in a line.",
    )


def _first_row(source: Path, layout: Layout) -> list[str]:
    """The columns of the first row, checked against the layout."""
    text = _first_text(source, layout)
    if layout.format == "fixed":
        return _check_width(text, layout, source)
    return check_columns(split_row(text, layout), layout, source)


def header_of(source: Path, layout: Layout) -> list[str]:
    """The values of a delimited text's first row. Raises BadInput where it cannot be read."""
    return split_row(_first_text(source, layout), layout)


def _first_text(source: Path, layout: Layout) -> str:
    with source.open("rb") as file:
        line = _first_line(file, source)
    try:
        return line.decode(layout.encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"the text is not {layout.encoding}.",
            file=source,
            row=1,
            do="Try --encoding latin-1.",
        ) from error


def split_row(text: str, layout: Layout) -> list[str]:
    """The values of one row of a delimited text, without spaces around them."""
    if layout.quote:
        form = csv.reader([text], delimiter=layout.delimiter, quotechar=layout.quote)
    else:
        form = csv.reader([text], delimiter=layout.delimiter, quoting=csv.QUOTE_NONE)
    try:
        return [value.strip() for value in next(form, [])]
    except csv.Error:  # a value longer than any voter's
        return [text]


def _first_line(file: BinaryIO, source: Path) -> bytes:
    line = file.readline(LONGEST_LINE + 1)
    if b"\0" in line[:BINARY_LOOK]:
        raise BadInput(
            "this is not a text file.",
            file=source,
            why="It holds NUL bytes.",
            do="Give delimited text (CSV); spreadsheets and archives must be exported or unpacked first.",
        )
    if len(line) > LONGEST_LINE:
        raise _too_long(source, 1)
    return line.rstrip(b"\r\n")


def _check_width(text: str, layout: Layout, source: Path) -> list[str]:
    """The names of a fixed-width row's columns, if the first row can be one."""
    if not needed(layout) <= len(text) <= layout.width:
        raise BadInput(
            f"the first row has {len(text):,} characters.",
            file=source,
            row=1,
            why=f"The layout {layout.name} has {layout.width:,}.",
            do=TRY_AUTO,
        )
    return list(layout.positions)


def needed(layout: Layout) -> int:
    """How many characters a fixed-width row must have: to the end of its required columns."""
    used = [str(place) for name in layout.required for place in layout.columns.get(name, ())]
    return max((layout.positions[name][1] for name in used), default=0)


def check_columns(seen: list[str], layout: Layout, source: Path) -> list[str]:
    """The columns seen, if the layout can be used with them; else BadInput saying what is missing."""
    return _check_header(seen, layout, source) if layout.header else _check_positions(seen, layout, source)


def _check_header(seen: list[str], layout: Layout, source: Path) -> list[str]:
    wanted = {str(place).lower() for name in layout.required for place in layout.columns.get(name, ())}
    folded = [name.lower() for name in seen]
    missing = sorted(wanted - set(folded))
    doubled = sorted({name for name in folded if name and folded.count(name) > 1})
    if missing:
        raise _not_the_header(seen, missing, layout, source)
    if doubled:
        raise BadInput(
            f"the header names {doubled[0]} twice.", file=source, row=1, do="Rename one of the two."
        )
    return seen


def _not_the_header(seen: list[str], missing: list[str], layout: Layout, source: Path) -> BadInput:
    if len(seen) == 1:
        why = f"With the delimiter {layout.delimiter!r} the first row is one column only."
        return BadInput(
            "the columns are not set apart as the layout says.",
            file=source,
            row=1,
            why=f"{why} Wanted: {', '.join(missing)}.",
            do=f"Name the right delimiter (a tab is \\t). {TRY_AUTO}",
        )
    known = sum(
        1
        for places in layout.columns.values()
        for place in places
        if str(place).lower() in {name.lower() for name in seen}
    )
    names = (
        f" Seen: {', '.join(seen)}."
        if known
        else f" Seen are {len(seen)} columns with none of the layout's names."
    )
    return BadInput(
        f"there is no column {missing[0]}.",
        file=source,
        row=1,
        why=f"Wanted: {', '.join(missing)}.{names}",
        do=f"Name the file's columns with a layout, or each with --map FIELD=COLUMN. {TRY_AUTO}",
    )


def _check_positions(seen: list[str], layout: Layout, source: Path) -> list[str]:
    last = max(
        (place for places in layout.columns.values() for place in places if isinstance(place, int)), default=0
    )
    if last > len(seen) or (layout.width and len(seen) != layout.width):
        wanted = f"{layout.width} columns" if layout.width else f"column {last}"
        raise BadInput(
            f"the layout wants {wanted}, the first row has {len(seen)}.",
            file=source,
            row=1,
            do=f"Check the delimiter and the positions. {TRY_AUTO}",
        )
    return seen
