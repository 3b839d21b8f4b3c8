"""CSV files of sections and lines, as a clerk sends them, and waiting for work in the background."""

import threading
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from small_petition import lines, sections

import fullcount.web  # noqa: F401 - before the case: Django is set up once
from fullcount.case import Case
from fullcount.web import errands


def sections_csv(name: str = "sections.csv") -> SimpleUploadedFile:
    """The sections of the small petition."""
    rows = [f"{one.number},{one.lines},{one.circulator}" for one in sections()]
    return SimpleUploadedFile(name, "\n".join(["section,lines,circulator", *rows]).encode())


def lines_csv(name: str = "lines.csv", bad: int = 0) -> SimpleUploadedFile:
    """Its lines; bad: the row that has a state nobody knows."""
    rows = [f"{one.id},{one.section},{one.number},{one.state}" for one in lines()]
    if bad:
        rows[bad - 2] = rows[bad - 2].rsplit(",", 1)[0] + ",signd"
    return SimpleUploadedFile(name, "\n".join(["line,section,number,state", *rows]).encode())


def wait(seconds: float = 60) -> None:
    """Wait until all work of this process has ended; fails where it does not end."""
    for thread in threading.enumerate():
        if thread.name.startswith("errand-"):
            thread.join(seconds)
            assert not thread.is_alive()


def ended(case: Case, lane: str) -> errands.Stand:
    """How work ended; fails where it does not end."""
    wait()
    return errands.stand(case, lane)


def roll_file(path: Path) -> SimpleUploadedFile:
    """The voter file of the small petition, to be sent."""
    from small_petition import write_roll

    write_roll(path)
    return SimpleUploadedFile("../roll 1.csv", path.read_bytes())
