"""Taking images in: every row and every file is checked before anything of an import is to be seen.

Files are made ready in a folder that is gone if the import fails; then they move to their places, and one
transaction of the index makes them known. A process killed between the two leaves files that nothing names.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from fullcount.exemplars.images import Unfit, kind_of, quietly, shown_copy
from fullcount.exemplars.manifest import Row, crop_rows, exemplar_rows
from fullcount.exemplars.source import Source, open_source
from fullcount.exemplars.store import BUSY_SECONDS, FILES, FOLDER, INDEX, SHOWN, path_of
from fullcount.terms import BadInput, NotFound, Progress, silent
from fullcount.terms.alone import OWNER_ONLY, alone

WORK: Final = ".taking"
AT_ONCE: Final = 512  # files looked at together
CHECKED: Final = 20_000  # ids asked for together
Unknown = Callable[[Collection[str]], set[str]]
"""Those of some ids that the roll, or the petition, does not have."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS exemplar (voter_id TEXT, number INTEGER, sha256 BLOB, taken TEXT, source TEXT,
    PRIMARY KEY (voter_id, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS crop (line TEXT, part TEXT, sha256 BLOB, PRIMARY KEY (line, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS import (at TEXT, what TEXT, manifest_sha256 TEXT, files INTEGER);
"""
_STAGED: Final = """CREATE TABLE staged
    (key TEXT, part TEXT, sha256 BLOB, taken TEXT, source TEXT, PRIMARY KEY ({}))"""
_KNOWN_EXEMPLARS: Final = """UPDATE exemplar SET taken = s.taken, source = s.source FROM work.staged s
    WHERE exemplar.voter_id = s.key AND exemplar.sha256 = s.sha256"""
_NEW_EXEMPLARS: Final = """INSERT INTO exemplar SELECT key,
    coalesce((SELECT max(number) FROM exemplar WHERE voter_id = key), 0)
        + row_number() OVER (PARTITION BY key ORDER BY taken, rowid), sha256, taken, source
    FROM work.staged s
    WHERE NOT EXISTS (SELECT 1 FROM exemplar WHERE voter_id = s.key AND sha256 = s.sha256)"""
_CROPS: Final = """INSERT INTO crop SELECT key, part, sha256 FROM work.staged WHERE true
    ON CONFLICT (line, part) DO UPDATE SET sha256 = excluded.sha256"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did. files: rows of the manifest; new: images that were not there before.

    keys: voters or lines in the manifest; unknown: voters of them who are not on the roll.
    """

    files: int
    new: int
    keys: int
    unknown: int
    manifest_sha256: str


class _Kind(NamedTuple):
    """What is taken in. strict: a key that is not known is an error."""

    what: str
    column: str
    rows: Callable[[Path], Iterator[Row]]
    key: str
    merge: tuple[str, ...]
    strict: bool


_EXEMPLAR = _Kind(
    "exemplars", "voter_id", exemplar_rows, "key, sha256", (_KNOWN_EXEMPLARS, _NEW_EXEMPLARS), strict=False
)
_CROP = _Kind("crops", "line", crop_rows, "key, part", (_CROPS,), strict=True)


def import_exemplars(
    source: Path, case_dir: Path, at: datetime, unknown: Unknown, progress: Progress = silent
) -> Taken:
    """Take in signatures on file from a folder or a zip archive with a manifest.csv.

    at: the moment, which is noted with the manifest's digest. A signature that a voter has already is not
    taken twice; its day and source become those of this manifest. Raises NotFound or BadInput, with the row
    of the manifest, and then nothing is imported; Refused where another import is going on.
    """
    return _take(_EXEMPLAR, source, _Order(case_dir, at, unknown, progress))


def import_crops(
    source: Path, case_dir: Path, at: datetime, unknown: Unknown, progress: Progress = silent
) -> Taken:
    """Take in images of lines, likewise. A line's new image takes the place of its old one.

    Raises as `import_exemplars`; BadInput for a line that the petition does not have.
    """
    return _take(_CROP, source, _Order(case_dir, at, unknown, progress))


class _Order(NamedTuple):
    case_dir: Path
    at: datetime
    unknown: Unknown
    progress: Progress


def _take(kind: _Kind, source: Path, order: _Order) -> Taken:
    if not order.case_dir.is_dir():
        raise NotFound(f"There is no case in {order.case_dir.name}.", do="Check the path given with --case.")
    folder = order.case_dir / FOLDER
    folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
    with alone(folder / WORK) as work, closing(open_source(source, work)) as given:
        files, unknown = _check_rows(kind, given.manifest, order)
        with closing(_staging(work, kind)) as staged:
            new = _Taking(given, folder, work).take(kind, staged, files, order.progress)
            keys: int = staged.execute("SELECT count(DISTINCT key) FROM staged").fetchone()[0]
        digest = _digest(given.manifest)
        _put_in_place(work, folder)
        _make_known(kind, folder, work, (order.at.isoformat(), kind.what, digest, files))
    return Taken(files, new, keys, unknown, digest)


def _check_rows(kind: _Kind, manifest: Path, order: _Order) -> tuple[int, int]:
    """Read the whole manifest before the first file is looked at; how many rows, and unknown keys."""
    count, strange = 0, set[str]()
    rows = kind.rows(manifest)
    while some := list(islice(rows, CHECKED)):
        unknown = order.unknown({row.key for row in some})
        if kind.strict and unknown:
            row = next(row for row in some if row.key in unknown)
            raise BadInput(
                "The petition has no such line.", file=manifest, row=row.row, column=kind.column,
                do="Give the lines' ids as they were received.",
            )  # fmt: skip
        strange |= unknown
        count += len(some)
    if not count:
        raise BadInput("The manifest has no rows.", file=manifest, do="Give one row a file.")
    return count, len(strange)


def _staging(work: Path, kind: _Kind) -> sqlite3.Connection:
    con = sqlite3.connect(work / INDEX, isolation_level=None)
    con.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_STAGED.format(kind.key)}; BEGIN")
    return con


class _Taking:
    """Looks at files, and makes them and their copies ready in the work folder."""

    def __init__(self, given: Source, folder: Path, work: Path) -> None:
        self._given, self._folder, self._work = given, folder, work

    def take(self, kind: _Kind, staged: sqlite3.Connection, files: int, progress: Progress) -> int:
        """Stage every row; how many images were not there before."""
        new, rows = 0, kind.rows(self._given.manifest)
        with quietly(), ThreadPoolExecutor(os.cpu_count()) as pool:
            done = 0
            while some := list(islice(rows, AT_ONCE)):
                progress(f"Taking in {kind.what}", done, files)
                for row, (digest, fresh) in zip(some, pool.map(self._file, some), strict=True):
                    self._stage(staged, row, digest)
                    new += fresh
                done += len(some)
        progress(f"Taking in {kind.what}", files, files)
        staged.execute("COMMIT")
        return new

    def _stage(self, staged: sqlite3.Connection, row: Row, digest: bytes) -> None:
        taken = row.taken.isoformat() if row.taken else ""
        try:
            staged.execute(
                "INSERT INTO staged VALUES (?, ?, ?, ?, ?)", (row.key, row.part, digest, taken, row.source)
            )
        except sqlite3.IntegrityError as error:
            raise self._bad(
                row, "This stands in the manifest twice.", "Take one of the two rows out."
            ) from error

    def _file(self, row: Row) -> tuple[bytes, bool]:
        """The digest of a row's file, and whether it is new."""
        try:
            kind = kind_of(row.file)
            data = self._given.read(row.file)
            digest = _digest_of(data, row.sha256)
            if path_of(self._folder / SHOWN, digest).exists():
                return digest, False
            shown = shown_copy(data, kind)
        except Unfit as error:
            raise self._bad(row, error.what, error.do) from error
        _write(path_of(self._work / SHOWN, digest), shown)
        return digest, _write(path_of(self._work / FILES, digest), data)

    def _bad(self, row: Row, what: str, do: str) -> BadInput:
        """The error about a row's file, whose name is not repeated: it may be somebody's."""
        return BadInput(what, file=self._given.manifest, row=row.row, column="file", do=do)


def _digest_of(data: bytes, told: str) -> bytes:
    digest = hashlib.sha256(data).digest()
    if told and digest.hex() != told:
        raise Unfit("The file is not the one of this SHA-256.", "Copy it again.")
    return digest


def _write(path: Path, data: bytes) -> bool:
    """Write a file for its owner only; whether it was not there."""
    _make(path.parent)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return True


def _make(folder: Path) -> None:
    """Make a folder and those it lies in, for their owner only."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(mode=OWNER_ONLY, exist_ok=True)


def _put_in_place(work: Path, folder: Path) -> None:
    """Move what was made ready to its place; the same bytes may be there already."""
    os.sync()  # once for all files
    for made in _files(work):
        place = folder / made.relative_to(work)
        _make(place.parent)
        made.replace(place)


def _files(work: Path) -> Iterable[Path]:
    """The originals first: an image that is shown has one."""
    for kind in (FILES, SHOWN):
        yield from (path for path in (work / kind).rglob("*") if path.is_file())


def _make_known(kind: _Kind, folder: Path, work: Path, note: tuple[str, str, str, int]) -> None:
    index = folder / INDEX
    if not index.exists():
        os.close(os.open(index, os.O_WRONLY | os.O_CREAT, 0o600))
    with closing(sqlite3.connect(index, isolation_level=None, timeout=BUSY_SECONDS)) as con:
        con.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {_TABLES}")
        con.execute("ATTACH ? AS work", (str(work / INDEX),))
        con.execute("BEGIN IMMEDIATE")
        for sql in kind.merge:
            con.execute(sql)
        con.execute("INSERT INTO import VALUES (?, ?, ?, ?)", note)
        con.execute("COMMIT")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
