"""Sections and lines taken in from two CSV files, in one act: all of them or none."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from fullcount import case
from fullcount.case import actions
from fullcount.terms import Progress
from fullcount.web import errands
from fullcount.web.clock import now
from fullcount.web.models import Errand, Person
from fullcount.web.office.intake.batches import check_open
from fullcount.web.uploads import keep

KIND: Final = "import"


def start(
    opened: case.Case, person: Person, sections: UploadedFile[bytes], lines: UploadedFile[bytes]
) -> Errand:
    """Begin to receive what two files hold; `errands.stand` tells how it goes on."""
    check_open()

    def prepare(folder: Path) -> errands.Work:
        first, second = (_kept(file, folder / name) for file, name in ((sections, "s"), (lines, "l")))
        return lambda progress: _receive(opened, person, (first, second), progress)

    return errands.begin(opened, person, (KIND, ""), prepare)


def _kept(file: UploadedFile[bytes], folder: Path) -> Path:
    """The file under its own name, which an error in it tells; two may have the same."""
    folder.mkdir()
    path = folder / Path(file.name or "file.csv").name
    keep(file, path)
    return path


def _receive(opened: case.Case, person: Person, files: tuple[Path, Path], progress: Progress) -> str:
    got = actions.receive_files(opened, case.Acting(person.name, now()), *files, progress)
    return (
        f"{got.sections:,} sections with {got.lines:,} lines are received: {got.signed:,} signed, "
        f"{got.struck:,} struck, {got.blank:,} blank."
    )
