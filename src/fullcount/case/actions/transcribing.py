"""Transcribing: name and address of a line as written. A later transcript of a line stands."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fullcount.case import bulk, files, kinds, private
from fullcount.case.acting import Acting
from fullcount.case.actions.given import check_lines
from fullcount.case.book import Page, writing
from fullcount.case.home import Case
from fullcount.case.models import TranscriptRow
from fullcount.case.read import TRANSCRIPT
from fullcount.terms import Progress, Transcript, silent

COLUMNS = ("line_id", *TRANSCRIPT, "entry_id")


def transcribe_lines(
    case: Case, acting: Acting, transcripts: Iterable[Transcript], progress: Progress = silent
) -> int:
    """Keep transcripts of signed lines; gives how many. Raises BadInput for a line that is not one."""
    with writing(case, acting, kinds.TRANSCRIBED) as page:
        return _transcribe(page, enumerate(transcripts, 1), None, progress)


def transcribe_file(case: Case, acting: Acting, path: Path, progress: Progress = silent) -> int:
    """The same from a CSV file: line, then name or first,middle,last, address and where known city,zip."""
    with writing(case, acting, kinds.TRANSCRIBED) as page:
        return _transcribe(page, files.transcripts(path), path, progress)


def _transcribe(
    page: Page, numbered: Iterable[tuple[int, Transcript]], file: Path | None, progress: Progress
) -> int:
    writer, secret, index = bulk.Writer(progress, "keeping transcripts"), page.case.secret, page.index
    for some in bulk.batches(numbered):
        places = check_lines([(row, one.line) for row, one in some], file)
        values = [astuple_of(one) for _, one in some]
        rows = [(place, *one[1:], index) for place, one in zip(places, values, strict=True)]
        writer.write(TranscriptRow, COLUMNS, rows, private.commitments(secret, "transcript", values))
    writer.check_any("transcript", file)
    page.close({"items": writer.items()})
    return writer.count


def astuple_of(one: Transcript) -> tuple[str, ...]:
    """The transcript's values in the order of its fields; dataclasses.astuple copies deeply and is slow."""
    return (one.line, one.first, one.middle, one.last, one.name, one.address, one.city, one.zip)
