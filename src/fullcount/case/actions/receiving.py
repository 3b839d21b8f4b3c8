"""Receiving sections: every section is logged, every line of it is signed, struck or blank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Generic, TypeVar

from django.db import transaction
from django.db.utils import IntegrityError

from fullcount.case import bulk, files, kinds
from fullcount.case.acting import PUBLISHED_NAME, Acting, is_published_name
from fullcount.case.book import Page, writing
from fullcount.case.home import Case
from fullcount.case.models import PLACES, LineRow, SectionRow
from fullcount.terms import BadInput, Fault, Line, LineState, Progress, Section, silent

SECTION = ("number", "lines", "circulator", "circulated_from", "circulated_to", "entry_id")
LINE = ("place", "line", "section_id", "number", "state", "entry_id")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Received:
    """How much was received by one act."""

    sections: int
    lines: int
    signed: int
    struck: int
    blank: int


def receive_sections(
    case: Case,
    acting: Acting,
    sections: Iterable[Section],
    lines: Iterable[Line],
    progress: Progress = silent,
) -> Received:
    """Log sections and all their lines; may be done several times before the manifest is frozen.

    Raises BadInput (row counts what was given, from 1) for a section or line that is there twice, a
    line of a section not in this receipt, or a section whose lines are not numbered 1 to its `lines`.
    """
    with writing(case, acting, kinds.RECEIVED) as page:
        return _receive(page, _Given(enumerate(sections, 1)), _Given(enumerate(lines, 1)), progress)


def receive_files(
    case: Case, acting: Acting, sections_csv: Path, lines_csv: Path, progress: Progress = silent
) -> Received:
    """The same from two CSV files: section,circulator,from,to,lines and line,section,number,state."""
    with writing(case, acting, kinds.RECEIVED) as page:
        sections = _Given(files.sections(sections_csv), sections_csv)
        return _receive(page, sections, _Given(files.lines(lines_csv), lines_csv), progress)


@dataclass(frozen=True, slots=True)
class _Given(Generic[T]):
    """Numbered rows and the file they come from, if any."""

    rows: Iterable[tuple[int, T]]
    file: Path | None = None


def _receive(page: Page, sections: _Given[Section], lines: _Given[Line], progress: Progress) -> Received:
    promised = _write_sections(page, sections)
    counted: Counter[LineState] = Counter()
    missing = dict(promised)
    for some in bulk.batches(lines.rows):
        made = [_line_row(row, line, promised, lines.file, page) for row, line in some]
        _keep(some, made, lines.file)
        counted.update(line.state for _, line in some)
        for _, line in some:
            missing[line.section] -= 1
        progress("receiving lines", counted.total(), sum(promised.values()))
    _check_complete(missing)
    received = Received(len(promised), counted.total(), *(counted[state] for state in LineState))
    page.close(asdict(received))
    return received


def _write_sections(page: Page, sections: _Given[Section]) -> dict[int, int]:
    """Write the sections; gives the number of lines each must have."""
    promised: dict[int, int] = {}
    for some in bulk.batches(sections.rows):
        before = bulk.fetch("section", ("number",), "number", (section.number for _, section in some))
        known = {number for (number,) in before}
        for row, section in some:
            if section.number in known or section.number in promised:
                raise BadInput(
                    f"Section {section.number} was received before.",
                    file=sections.file,
                    row=row,
                    column="section",
                    do="Leave out what was received already, or mend the section's number.",
                )
            if not 0 < section.lines < PLACES:
                what = f"A section has 1 to {PLACES - 1:,} lines."
                raise BadInput(what, file=sections.file, row=row, column="lines")
            promised[section.number] = section.lines
        bulk.insert(SectionRow, SECTION, [_section_row(section, page.index) for _, section in some])
    if not promised:
        raise BadInput("No section was given.", do="Give one or more sections and their lines.")
    return promised


def _section_row(section: Section, index: int) -> bulk.Row:
    days = (section.circulated_from, section.circulated_to)
    written = (day.isoformat() if day else None for day in days)
    return (section.number, section.lines, section.circulator, *written, index)


def _line_row(row: int, line: Line, promised: dict[int, int], file: Path | None, page: Page) -> bulk.Row:
    if not is_published_name(line.id):
        raise BadInput(f"The line id is not {PUBLISHED_NAME}.", file=file, row=row, column="line")
    if line.section not in promised:
        raise BadInput(
            f"Section {line.section} is not among the sections received now.",
            file=file,
            row=row,
            column="section",
        )
    if not 1 <= line.number <= promised[line.section]:
        raise BadInput(
            f"The section has lines 1 to {promised[line.section]}, and this is number {line.number}.",
            file=file,
            row=row,
            column="number",
            do="Check the section's number of lines.",
        )
    place = line.section * PLACES + line.number
    return (place, line.id, line.section, line.number, line.state.value, page.index)


def _keep(some: list[tuple[int, Line]], rows: list[bulk.Row], file: Path | None) -> None:
    """Insert lines; where the database finds an id or a numbered space taken, say which row it is."""
    try:
        with transaction.atomic():
            bulk.insert(LineRow, LINE, rows)
    except IntegrityError as error:
        raise _repeated(some, rows, file) from error


def _repeated(some: list[tuple[int, Line]], rows: list[bulk.Row], file: Path | None) -> BadInput:
    ids = set(bulk.lines_by_id(line.id for _, line in some))
    places = {place for (place,) in bulk.fetch("line", ("place",), "place", (row[0] for row in rows))}
    for (at, line), row in zip(some, rows, strict=True):
        if line.id in ids:
            return BadInput(f"The line id {line.id} was given before.", file=file, row=at, column="line")
        if row[0] in places:
            where = f"Line {line.number} of section {line.section}"
            return BadInput(f"{where} was given before.", file=file, row=at, column="number")
        ids.add(line.id)
        places.add(row[0])
    raise Fault("The database refused lines that are not repeated.")


def _check_complete(missing: dict[int, int]) -> None:
    """Every numbered space of a section must be accounted for (Elections Code 100)."""
    short = next((number for number, lines in missing.items() if lines), None)
    if short is not None:
        raise BadInput(
            f"Section {short} has {missing[short]} numbered lines that were not given.",
            why="Every space is signed, struck or blank, and each must be accounted for.",
            do="Give the missing lines with their state, or mend the section's number of lines.",
        )
