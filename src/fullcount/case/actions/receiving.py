"""Receiving sections: every section is logged, every line of it is signed, struck or blank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from fullcount.case import bulk, files, kinds
from fullcount.case.acting import Acting
from fullcount.case.book import Page, writing
from fullcount.case.home import Case
from fullcount.case.models import LineRow, SectionRow
from fullcount.terms import BadInput, Line, LineState, Progress, Section, silent

PLACES = 10_000  # numbers a section has room for in the line's place
SECTION = ("number", "lines", "circulator", "circulated_from", "circulated_to", "entry_id")
LINE = ("place", "line", "section_id", "number", "state", "entry_id")

Numbered = Iterable[tuple[int, Line]]


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
        return _receive(page, enumerate(sections, 1), _Lines(enumerate(lines, 1)), progress)


def receive_files(
    case: Case, acting: Acting, sections_csv: Path, lines_csv: Path, progress: Progress = silent
) -> Received:
    """The same from two CSV files: section,circulator,from,to,lines and line,section,number,state."""
    with writing(case, acting, kinds.RECEIVED) as page:
        return _receive(
            page, files.sections(sections_csv), _Lines(files.lines(lines_csv), lines_csv), progress
        )


@dataclass(frozen=True, slots=True)
class _Lines:
    """Numbered lines and the file they come from, if any."""

    rows: Numbered
    file: Path | None = None


def _receive(
    page: Page, sections: Iterable[tuple[int, Section]], lines: _Lines, progress: Progress
) -> Received:
    promised = _write_sections(page, sections)
    counted: Counter[LineState] = Counter()
    missing = dict(promised)
    for some in bulk.batches(lines.rows):
        _check_new(some, lines.file)
        bulk.insert(LineRow, LINE, [_line_row(row, line, promised, lines.file, page) for row, line in some])
        counted.update(line.state for _, line in some)
        for _, line in some:
            missing[line.section] -= 1
        progress("receiving lines", counted.total(), sum(promised.values()))
    _check_complete(missing)
    received = Received(len(promised), counted.total(), *(counted[state] for state in LineState))
    page.close(asdict(received))
    return received


def _write_sections(page: Page, sections: Iterable[tuple[int, Section]]) -> dict[int, int]:
    """Write the sections; gives the number of lines each must have."""
    promised: dict[int, int] = {}
    for row, section in sections:
        if section.number in promised or SectionRow.objects.filter(number=section.number).exists():
            raise BadInput(f"Section {section.number} was received before.", row=row, do="Log each once.")
        if not 0 < section.lines < PLACES:
            raise BadInput(f"A section has 1 to {PLACES - 1:,} lines.", row=row, column="lines")
        promised[section.number] = section.lines
        days = [day.isoformat() if day else None for day in (section.circulated_from, section.circulated_to)]
        values = (section.number, section.lines, section.circulator, *days, page.index)
        bulk.insert(SectionRow, SECTION, [values])
    if not promised:
        raise BadInput("No section was given.", do="Give one or more sections and their lines.")
    return promised


def _line_row(
    row: int, line: Line, promised: dict[int, int], file: Path | None, page: Page
) -> tuple[object, ...]:
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


def _check_new(some: list[tuple[int, Line]], file: Path | None) -> None:
    """Refuse an id or a numbered space that is there already, here or in the case."""
    ids: set[str] = set()
    places: set[tuple[int, int]] = set()
    before = bulk.lines_by_id(line.id for _, line in some)
    held = _places_held(some)
    for row, line in some:
        if not line.id or set(line.id) & set(',"') or not line.id.isprintable():
            raise BadInput(
                "The line id is empty or holds a comma or a quote.", file=file, row=row, column="line"
            )
        if line.id in ids or line.id in before:
            raise BadInput(f"The line id {line.id} was given before.", file=file, row=row, column="line")
        if (line.section, line.number) in places or line.section * PLACES + line.number in held:
            where = f"Line {line.number} of section {line.section}"
            raise BadInput(f"{where} was given before.", file=file, row=row, column="number")
        ids.add(line.id)
        places.add((line.section, line.number))


def _places_held(some: list[tuple[int, Line]]) -> set[int]:
    held: set[int] = set()
    for part in bulk.batches((line.section * PLACES + line.number for _, line in some), bulk.LOOKUP):
        held.update(LineRow.objects.filter(place__in=part).values_list("place", flat=True))
    return held


def _check_complete(missing: dict[int, int]) -> None:
    """Every numbered space of a section must be accounted for (Elections Code 100)."""
    short = next((number for number, lines in missing.items() if lines), None)
    if short is not None:
        raise BadInput(
            f"Section {short} has {missing[short]} numbered lines that were not given.",
            why="Every space is signed, struck or blank, and each must be accounted for.",
            do="Give the missing lines with their state, or mend the section's number of lines.",
        )
