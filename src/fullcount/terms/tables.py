"""Reading CSV files that people hand in: bad input is normal and is told by file, row and column.

Two things are offered, and both look at the whole file before anybody acts on any of it:
`check_text` sweeps a file of any size for what makes it unreadable, in bounded memory; `read_table`
then gives its rows. Values never stand in a message: they may be names.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fullcount.terms.errors import BadInput, NotFound

LONGEST_LINE = 1 << 20  # bytes; a petition or voter record takes a few hundred
CHUNK = 1 << 22
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Table:
    """The shape of a file: its columns in order, delimiter and encoding."""

    path: Path
    columns: tuple[str, ...]
    delimiter: str = ","
    encoding: str = "utf-8"


def check_text(path: Path, encoding: str = "utf-8") -> None:
    """Refuse a file that is missing, empty, binary, wrongly encoded or has a line beyond 1 MiB.

    Raises NotFound or BadInput with the row. Reads 4 MiB at a time.
    """
    _refuse_absent(path)
    sweep = _Sweep(path, encoding)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sweep.take(chunk)
    sweep.end()


def open_table(path: Path, wanted: Sequence[str], *, delimiter: str = ",", encoding: str = "utf-8") -> Table:
    """Check the file and read its header; every wanted column must be there.

    Column names are compared without regard to case and surrounding spaces. Raises BadInput.
    """
    check_text(path, encoding)
    with path.open(encoding=_bom_safe(encoding), newline="") as file:
        header = next(csv.reader(file, delimiter=delimiter), [])
    columns = tuple(name.strip().lower() for name in header)
    _refuse_header(path, columns, wanted, delimiter)
    return Table(path, columns, delimiter, encoding)


def read_table(
    table: Table, wanted: Sequence[str], *, exact: bool = False
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each row as (row number, the wanted values in the order asked); absent columns give ''.

    Spaces around a value are taken off unless it is wanted exact. Raises BadInput for a row with too
    few or too many values, or the header again.
    """
    width = len(table.columns)
    places = [table.columns.index(name) if name in table.columns else width for name in wanted]
    with table.path.open(encoding=_bom_safe(table.encoding), newline="") as file:
        reader = csv.reader(file, delimiter=table.delimiter, strict=True)
        next(reader, None)
        for values in _rows(reader, table.path):
            if not values:
                continue
            if len(values) != width:
                raise BadInput(
                    f"{len(values)} values where the header has {width} columns.",
                    file=table.path,
                    row=reader.line_num,
                    do="Mend the row (a comma inside a value needs quotes round it) and run again.",
                )
            if _is_header(values, table):
                raise _second_header(table, reader.line_num)
            values.append("")  # what an absent column gives
            found = [values[at] for at in places]
            yield reader.line_num, tuple(found) if exact else tuple(map(str.strip, found))


def _rows(reader: Iterator[list[str]], path: Path) -> Iterator[list[str]]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadInput(
                "The quotes of this row do not pair.",
                file=path,
                row=getattr(reader, "line_num", None),
                do='Write a quote inside a value twice ("") and run again.',
            ) from error


def _refuse_absent(path: Path) -> None:
    if not path.exists():
        raise NotFound(f"There is no file {path.name}.", do="Check the path.")
    if path.is_dir():
        raise BadInput("This is a folder, not a file.", file=path, do="Name the file inside it.")
    if path.stat().st_size == 0:
        raise BadInput("The file is empty.", file=path, do="Export it again and check its size.")


class _Sweep:
    """One pass over a file's bytes, remembering the row it is in and how long that line is so far."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.path, self.encoding = path, encoding
        self.row, self.open_line = 1, 0
        try:
            self.decoder = codecs.getincrementaldecoder(encoding)()
        except LookupError as error:
            raise BadInput(f"There is no encoding {encoding!r}.", do="Use utf-8 or latin-1.") from error

    def take(self, chunk: bytes) -> None:
        self._refuse_nul(chunk)
        self._decode(chunk)
        self._refuse_long_line(chunk)

    def end(self) -> None:
        self._decode(b"", final=True)

    def _refuse_nul(self, chunk: bytes) -> None:
        nul = chunk.find(b"\0")
        if nul >= 0:
            raise BadInput(
                "The file holds NUL bytes; it is not a text file.",
                file=self.path,
                row=self.row + chunk.count(b"\n", 0, nul),
                do="Export it as CSV text (not .xlsx, .zip or UTF-16).",
            )

    def _decode(self, chunk: bytes, *, final: bool = False) -> None:
        try:
            self.decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            raise BadInput(
                f"Not {self.encoding.upper()} text.",
                file=self.path,
                row=self.row + bytes(error.object).count(b"\n", 0, error.start),
                why="It was probably saved in another encoding, often Latin-1.",
                do="Save it as UTF-8, or say its encoding where the command takes one (--encoding latin-1).",
            ) from error

    def _refuse_long_line(self, chunk: bytes) -> None:
        start = -self.open_line
        while (end := chunk.find(b"\n", max(start, 0))) >= 0 and end - start <= LONGEST_LINE:
            self.row, start = self.row + 1, end + 1
            # Leap to the last line end within the allowed length: no line before it can be too long.
            far = chunk.rfind(b"\n", start, start + LONGEST_LINE)
            if far >= 0:
                self.row, start = self.row + chunk.count(b"\n", start, far + 1), far + 1
        if (end if end >= 0 else len(chunk)) - start > LONGEST_LINE:
            raise BadInput(
                "The line is longer than 1 MiB.",
                file=self.path,
                row=self.row,
                why="It is probably not a table, or its line ends are missing.",
                do="Export it again with one record a line.",
            )
        self.open_line = len(chunk) - start


def _refuse_header(path: Path, columns: tuple[str, ...], wanted: Sequence[str], delimiter: str) -> None:
    missing = [name for name in wanted if name not in columns]
    if missing and len(columns) == 1:
        other = [mark for mark in DELIMITERS if mark != delimiter and mark in columns[0]]
        if other:
            raise BadInput(
                f"The header has one column only; the delimiter seems to be {other[0]!r}, not {delimiter!r}.",
                file=path,
                row=1,
                do="Save it with commas, or say the delimiter where the command takes one (--delimiter).",
            )
    if missing:
        raise BadInput(
            f"The header has no column {', '.join(missing)}.",
            file=path,
            row=1,
            why=f"It has {len(columns)} columns.",
            do=f"Name the columns as documented: {', '.join(wanted)}.",
        )
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise BadInput(
            f"The header names {', '.join(twice)} twice.", file=path, row=1, do="Rename one of them."
        )


def _is_header(values: Sequence[str], table: Table) -> bool:
    # The first value decides for nearly every row; only where it agrees are the others looked at.
    if values[0].strip().lower() != table.columns[0]:
        return False
    return tuple(value.strip().lower() for value in values) == table.columns


def _second_header(table: Table, row: int) -> BadInput:
    return BadInput(
        "The header stands here a second time.",
        file=table.path,
        row=row,
        why="Two files were probably put together.",
        do="Delete this row and run again.",
    )


def _bom_safe(encoding: str) -> str:
    return "utf-8-sig" if encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else encoding
