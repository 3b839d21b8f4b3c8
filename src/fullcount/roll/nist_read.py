"""Voter records of NIST SP 1500-102 from a file of any size, JSON or XML, record by record.

Both readers are the standard library's and hold one record at a time. The XML one is expat with a document
type refused, so that there are no entities to expand and nothing to fetch; a library for that
(defusedxml) would wrap the same parser. Depth and size of a record are bounded in both.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.parsers import expat

from fullcount.roll.nist import COLUMNS, Tree, row_of
from fullcount.roll.scan import PIECE
from fullcount.terms import BadInput, Progress, silent

DEEPEST: Final = 64  # levels; a record of the standard has about ten
LARGEST: Final = 1 << 20  # characters of one record; pictures of signatures are rarely of a tenth of it
_DO: Final = "Ask for a message VoterRecordResults of NIST SP 1500-102, version 1."
_DECODER: Final = json.JSONDecoder()
_SPACE: Final = re.compile(r"[ \t\r\n]*")


def flatten(source: Path, into: Path, progress: Progress = silent) -> str:
    """Write the voter records of a file as CSV (UTF-8, the columns of `nist.COLUMNS`); give its SHA-256.

    Raises BadInput where the file is not such a message, or is broken off; row is then the record.
    """
    reading = _Source(source, progress)
    with source.open("rb") as file, into.open("w", encoding="utf-8", errors="replace", newline="") as out:
        reading.file = file
        start = reading.begin()
        records = _xml(reading, start) if start.lstrip()[:1] == b"<" else _json(reading, start)
        table = csv.writer(out, lineterminator="\n")
        table.writerow(COLUMNS)
        for record in records:
            reading.record += 1
            table.writerow(row_of(record))
    return reading.digest.hexdigest()


class _Source:
    """The bytes of a file in pieces, its digest taken on the way; remembers how many records were read."""

    def __init__(self, source: Path, progress: Progress) -> None:
        self.source, self.progress = source, progress
        self.digest = hashlib.sha256()
        self.file: BinaryIO
        self.done = self.record = 0
        self.size = source.stat().st_size

    def begin(self) -> bytes:
        """The first bytes, a byte order mark left out."""
        return self.piece().removeprefix(b"\xef\xbb\xbf")

    def piece(self) -> bytes:
        """The next bytes; none at the end."""
        piece = self.file.read(PIECE)
        self.digest.update(piece)
        self.done += len(piece)
        self.progress("reading the voter file", self.done, self.size)
        return piece

    def bad(self, what: str, why: str = "", do: str = _DO) -> BadInput:
        """The error, at the record that comes next."""
        return BadInput(what, file=self.source, row=self.record + 1, why=why, do=do)


class _Text:
    """The text of a JSON file, as much of it at a time as the value that is read needs."""

    def __init__(self, source: _Source, start: bytes) -> None:
        self.source, self.place, self.ended = source, 0, False
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self.text = self._decoded(start)

    def more(self) -> bool:
        """Read on; whether there was more."""
        piece = self.source.piece()
        self.text = self.text[self.place :] + self._decoded(piece)
        self.place = 0
        self.ended = not piece
        return not self.ended

    def peek(self) -> str:
        """The next character that is no space; none at the end."""
        while True:
            found = _SPACE.match(self.text, self.place)
            self.place = found.end() if found else self.place
            if self.place < len(self.text):
                return self.text[self.place]
            if not self.more():
                return ""

    def take(self, wanted: str) -> None:
        """Go past a character that must come."""
        if self.peek() != wanted:
            raise self.source.bad("this is not JSON, or it is cut off.", f"{wanted} is missing.")
        self.place += 1

    def value(self) -> Any:
        """The next JSON value."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.place)
                if end < len(self.text) or self.ended:  # a number may go on in the next piece
                    self.place = end
                    return value
            except RecursionError as error:
                raise self.source.bad("the record is nested too deep.") from error
            except ValueError as error:
                if self.ended:
                    raise self.source.bad("this is not JSON, or it is cut off.") from error
            if len(self.text) - self.place > LARGEST + PIECE:
                raise self.source.bad(f"the record has more than {LARGEST:,} characters.")
            self.more()

    def _decoded(self, piece: bytes) -> str:
        try:
            return self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            raise self.source.bad("the text is not utf-8.", do="JSON is to be written in UTF-8.") from error


def _json(source: _Source, start: bytes) -> Iterator[Tree]:
    """The items of VoterRecord of a JSON message."""
    found = _Text(source, start)
    found.take("{")
    seen = False
    while found.peek() == '"':
        key = found.value()
        found.take(":")
        if key == "VoterRecord":
            seen = True
            yield from _items(found)
        elif key == "@type" and found.value() != "VRI.VoterRecordResults":
            raise source.bad("this message holds no voter records.")
        elif key != "@type":
            found.value()
        if found.peek() != ",":
            break
        found.take(",")
    found.take("}")
    if not seen:
        raise source.bad("this message holds no voter records.")


def _items(found: _Text) -> Iterator[Tree]:
    found.take("[")
    while found.peek() != "]":
        record = found.value()
        if not isinstance(record, dict):
            raise found.source.bad("a voter record is not an object.")
        yield record
        if found.peek() != ",":
            break
        found.take(",")
    found.take("]")


class _Tree:
    """Builds each VoterRecord from what expat tells, and keeps no other element."""

    def __init__(self, source: _Source) -> None:
        self.source = source
        self.path: list[str] = []
        self.open: list[dict[str, Any]] = []
        self.texts: list[list[str]] = []
        self.room = 0
        self.ready: list[Tree] = []

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(" ")[2]
        if not self.path and name not in {"VoterRecordsResponse", "VoterRecordResults"}:
            raise self.source.bad("this message holds no voter records.", f"Its root is {name[:40]}.")
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise self.source.bad("the record is nested too deep.")
        if self.open or (name == "VoterRecord" and len(self.path) == 2):  # noqa: PLR2004 - below the root
            self.room = self.room if self.open else LARGEST
            own = {key.rpartition(" ")[2]: [value] for key, value in attributes.items()}
            self._spend(sum(len(key) + len(value[0]) for key, value in own.items()) + len(name))
            self.open.append(own)
            self.texts.append([])

    def data(self, data: str) -> None:
        """Text within an element."""
        if self.open:
            self._spend(len(data))
            self.texts[-1].append(data)

    def end(self, _tag: str) -> None:
        """An element ends."""
        name = self.path.pop()
        if not self.open:
            return
        node, said = self.open.pop(), "".join(self.texts.pop()).strip()
        if not self.open:
            self.ready.append(node)
            return
        if node and said:
            node["Value"] = [said]
        self.open[-1].setdefault(name, []).append(node or said)

    def doctype(self, *_: object) -> None:
        """A document type: refused, as entities would come with it."""
        raise self.source.bad("the XML has a document type.", "It could define entities; none is read.")

    def _spend(self, size: int) -> None:
        self.room -= size
        if self.room < 0:
            raise self.source.bad(f"the record has more than {LARGEST:,} characters.")


def _xml(source: _Source, start: bytes) -> Iterator[Tree]:
    """The VoterRecord elements of an XML message."""
    tree, parser = _Tree(source), expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = tree.begin, tree.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = tree.data, tree.doctype
    piece = start
    while True:
        try:
            parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            raise source.bad("this is not XML, or it is cut off.", f"Line {error.lineno:,}.") from error
        yield from tree.ready
        tree.ready.clear()
        if not piece:
            return
        piece = source.piece()
