"""Publishing: the bundle of files from which anyone can check the result, without names or addresses.

Everything is written into a directory beside, made durable, and put in place by a rename. A publishing
that is cut short leaves the bundle that was there; between the last two renames it is called bundle.old.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from fullcount import ledger, paper
from fullcount.case import kinds, read, rows
from fullcount.case.book import (
    checkpoint,
    documents,
    entries,
    last_body,
    last_document,
    origin,
    reading,
)
from fullcount.case.documents import figures
from fullcount.case.home import Case
from fullcount.terms import Progress, canonical, silent
from fullcount.terms.alone import alone

HEADING = "fullcount bundle v1"
FOR_EVERYBODY = 0o755  # it is published: no names, no addresses
NOTE = "bundle.note"
READ_AT_ONCE = 1 << 20
PIECES_AT_ONCE = 1 << 20


def publish(case: Case, published: date, progress: Progress = silent) -> Path:
    """Write the bundle of the case as it stands; may be done at any time and again. Gives its directory.

    published: the day printed on the documents. Raises Refused before the manifest is frozen.
    """
    with alone(case.dir / "bundle.part") as into:
        with reading(case):  # one moment of the case for all files
            petition = str(read.petition().id)
            read.raw_count()
            for done, (name, pieces) in enumerate(_files(case, petition)):
                progress("writing the bundle", done, 0)
                _write(into / name, pieces)
            paper.write_documents(into, figures(published), progress)
        _write(into / NOTE, [_note(case, petition, into).encode("utf-8")])
        into.chmod(FOR_EVERYBODY)
        _sync(into)
        _put_in_place(into, case.bundle_dir)
    return case.bundle_dir


def _files(case: Case, petition: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "petition.json", _json(last_document("petition"))
    yield "law.json", _json(last_document("law"))
    yield "manifest.csv", rows.csv_file(rows.MANIFEST, rows.manifest())
    yield from _draw()
    yield "findings.csv", rows.csv_file(rows.FINDINGS, rows.findings())
    yield "withdrawals.csv", rows.csv_file(rows.WITHDRAWALS, rows.withdrawals())
    yield "settlements.csv", rows.csv_file(rows.SETTLEMENTS, rows.settlements())
    yield "determination.json", _json(documents("determination"))
    yield from _results()
    yield "ledger.jsonl", (entry + b"\n" for entry in entries())
    name, key = origin(petition), case.key_pem
    yield "checkpoint.note", [ledger.sign_note(checkpoint(name).text(), name, key).encode("utf-8")]
    yield "key.txt", [f"{ledger.verifier_key(name, key)}\n".encode()]


def _draw() -> Iterator[tuple[str, Iterable[bytes]]]:
    body = last_body(kinds.DRAWN)
    if body:
        wanted = {name: body[name] for name in ("seed", "size", "manifest_sha256")}
        yield "draw.json", _json({"algorithm": "sha256-ticket", **wanted, "lines": read.drawn_lines()})


def _results() -> Iterator[tuple[str, Iterable[bytes]]]:
    projections = documents("projection")
    if projections:
        yield "projection.json", _json(projections[-1])
    if documents("certificate"):
        yield "standing.csv", rows.csv_file(rows.STANDING, read.certified_standings())


def _json(value: object) -> list[bytes]:
    return [canonical(value) + b"\n"]


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb", buffering=PIECES_AT_ONCE) as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _note(case: Case, petition: str, into: Path) -> str:
    names = sorted(path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file())
    listed = "".join(f"{_digest(into / name)}  {name}\n" for name in names if name != NOTE)
    return ledger.sign_note(f"{HEADING}\n{petition}\n{listed}", origin(petition), case.key_pem)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(READ_AT_ONCE):
            digest.update(piece)
    return digest.hexdigest()


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put_in_place(made: Path, bundle: Path) -> None:
    """Rename, moving an earlier bundle out of the way first; a directory cannot be renamed over another."""
    old = bundle.with_name(f"{bundle.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if bundle.exists():
        bundle.rename(old)
    made.rename(bundle)
    _sync(bundle.parent)
    shutil.rmtree(old, ignore_errors=True)
