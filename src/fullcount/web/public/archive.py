"""The published bundle to take along: one archive, made once of each bundle, and its files one by one.

Only the bundle of the latest certificate is offered: one published while lines are examined holds findings.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fullcount.case import Case
from fullcount.terms import NotFound
from fullcount.terms.alone import alone
from fullcount.web.office import papers

FOLDER: Final = "download"
NOTE: Final = "bundle.note"
FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # in place of a file's time: the same bundle gives the same archive
DIGITS: Final = 16  # of the note's digest, in an archive's name


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be taken along. files: name and bytes of each file of the bundle."""

    files: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for _, size in self.files)


def offered(opened: Case) -> Offered | None:
    """The bundle of the latest certificate; None before it is published."""
    if not papers.is_current(opened.bundle_dir):
        return None
    return Offered(tuple((file.name, file.stat().st_size) for file in _files(opened)))


def file_of(opened: Case, name: str) -> Path:
    """A file of the bundle. Raises NotFound for a name that it does not hold."""
    found = {file.name: file for file in _files(opened)} if offered(opened) else {}
    if name not in found:
        raise NotFound("The bundle has no such file.", do="Take one that the public page names.")
    return found[name]


def archive_of(opened: Case) -> Path:
    """All files as a ZIP archive, made where it is not there. Raises NotFound before they are published.

    Raises Refused while another process makes it.
    """
    if not offered(opened):
        raise NotFound("No bundle is published.", do="Come back after the result is certified.")
    digest = hashlib.sha256((opened.bundle_dir / NOTE).read_bytes()).hexdigest()
    archive = opened.dir / FOLDER / f"bundle-{digest[:DIGITS]}.zip"
    if not archive.is_file():
        _make(opened, archive)
    return archive


def _make(opened: Case, archive: Path) -> None:
    with alone(opened.dir / f"{FOLDER}.part") as room:
        part = room / archive.name
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
            for file in _files(opened):
                entry = zipfile.ZipInfo(f"bundle/{file.name}", FIRST_DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                with file.open("rb") as source, made.open(entry, "w", force_zip64=True) as target:
                    while piece := source.read(1 << 20):
                        target.write(piece)
        archive.parent.mkdir(mode=0o700, exist_ok=True)
        for old in archive.parent.glob("bundle-*.zip"):
            old.unlink()
        part.replace(archive)


def _files(opened: Case) -> list[Path]:
    return sorted(file for file in opened.bundle_dir.iterdir() if file.is_file() and not file.is_symlink())
