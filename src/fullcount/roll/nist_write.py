"""The voters of a sealed roll as voter records of NIST SP 1500-102, JSON or XML, written record by record."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TextIO
from xml.sax.saxutils import escape, quoteattr

from fullcount.roll.layout import FIELDS
from fullcount.roll.nist import record_of
from fullcount.roll.sealed import SealedRoll
from fullcount.terms import BadInput, Progress, Voter, silent

OWNER_ONLY: Final = 0o600
_BATCH: Final = 10_000
_VOTERS: Final = f"SELECT {', '.join(FIELDS)} FROM voter ORDER BY voter_id"
_SPACES: Final = {
    "": "http://itl.nist.gov/ns/voting/1500-102/v1",
    "addr": "http://www.fgdc.gov/schemas/address/addr",
    "addr_type": "http://www.fgdc.gov/schemas/address/addr_type",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_OF_ADDRESS: Final = ("CompleteAddressNumber", "CompleteStreetName", "CompleteSubaddress")
_OF_TYPE: Final = ("CompletePlaceName1", "ZipCode", "ZipPlus4")


def export_voters(roll: SealedRoll, into: Path, progress: Progress = silent) -> int:
    """Write all voters of a sealed roll to a new file, .json or .xml; give their number.

    The file is its owner's only, and appears whole or not at all. Raises BadInput where it is there
    already or is to be of another kind.
    """
    writers = {".json": _write_json, ".xml": _write_xml}
    if into.suffix.lower() not in writers:
        raise BadInput(f"{into.name} is neither .json nor .xml.", do="Name the file to write with --out.")
    if into.exists():
        raise BadInput(f"{into.name} is there already.", do="Name another file with --out.")
    if not into.parent.is_dir():
        raise BadInput(f"There is no folder {into.parent.name}.", do="Make it, or write somewhere else.")
    part = into.with_name(f".{into.name}.part")
    part.unlink(missing_ok=True)
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            count = writers[into.suffix.lower()](out, _told(roll, progress))
            out.flush()
            os.fsync(out.fileno())
        part.rename(into)
    finally:
        part.unlink(missing_ok=True)
    return count


def _told(roll: SealedRoll, progress: Progress) -> Iterator[Voter]:
    found, done = roll.con.execute(_VOTERS), 0
    while rows := found.fetchmany(_BATCH):
        yield from (Voter(*row) for row in rows)
        done += len(rows)
        progress("writing voter records", done, roll.seal.voters)


def _write_json(out: TextIO, voters: Iterator[Voter]) -> int:
    out.write('{"@type":"VRI.VoterRecordResults","VoterRecord":[')
    count = 0
    for voter in voters:
        record = json.dumps(record_of(voter), ensure_ascii=False, separators=(",", ":"))
        out.write((",\n" if count else "\n") + record)
        count += 1
    out.write("\n]}\n")
    return count


def _write_xml(out: TextIO, voters: Iterator[Voter]) -> int:
    spaces = "".join(f" xmlns{':' if name else ''}{name}={quoteattr(uri)}" for name, uri in _SPACES.items())
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f'<VoterRecordsResponse{spaces} xsi:type="VoterRecordResults">\n')
    count = 0
    for voter in voters:
        out.write(_element("VoterRecord", record_of(voter)) + "\n")
        count += 1
    out.write("</VoterRecordsResponse>\n")
    return count


def _element(tag: str, value: Any) -> str:
    """One value of a record as XML: texts, objects, and the address in its class."""
    if isinstance(value, str):
        return f"<{tag}>{_safe(value)}</{tag}>"
    if tag == "ResidenceAddress":
        kind = value["@type"].rpartition(".")[2]
        return f"<{tag}><{kind}>{_address(value)}</{kind}></{tag}>"
    parts = []
    for key, each in value.items():
        if key != "@type":
            parts += [_element(key, one) for one in (each if isinstance(each, list) else [each])]
    return f"<{tag}>{''.join(parts)}</{tag}>"


def _address(value: dict[str, Any]) -> str:
    """An address in the order of the FGDC schema: number, street, unit, then place and ZIP."""
    parts = []
    for key in (*_OF_ADDRESS, *_OF_TYPE):
        if key in value:
            space = "addr" if key in _OF_ADDRESS else "addr_type"
            parts.append(_typed_element(space, key.rstrip("1"), value[key]))
    return "".join(parts)


def _typed_element(space: str, tag: str, value: Any) -> str:
    """An element of the FGDC schemas; a place's name is text, and its kind an attribute."""
    name = f"{space}:{tag}"
    if isinstance(value, str):
        return f"<{name}>{_safe(value)}</{name}>"
    if tag == "PlaceName":
        return f"<{name} PlaceNameType={quoteattr(value['PlaceNameType'])}>{_safe(value['Value'])}</{name}>"
    parts = []
    for key, each in value.items():
        if key != "@type":
            parts += [
                _typed_element("addr_type", key, one) for one in (each if isinstance(each, list) else [each])
            ]
    return f"<{name}>{''.join(parts)}</{name}>"


def _safe(value: str) -> str:
    """Text for XML; a control character, which XML cannot hold, is left out."""
    return escape("".join(letter for letter in value if letter >= " " and letter not in "\ufffe\uffff"))
