"""Checking rows that were given against the lines of the case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fullcount.case.bulk import lines_by_id
from fullcount.terms import BadInput, LineState


def check_lines(rows: Sequence[tuple[int, str]], file: Path | None) -> list[int]:
    """The place of each (row, line id). Raises BadInput for an id that is not of a signed line."""
    known, signed = lines_by_id({line for _, line in rows}), LineState.SIGNED.value
    places = []
    for row, line in rows:
        place, state = known.get(line, (0, ""))
        if state != signed:
            raise _not_signed(row, line, state, file)
        places.append(place)
    return places


def _not_signed(row: int, line: str, state: str, file: Path | None) -> BadInput:
    what = f"The line {line} is {state}." if state else "This is not the id of a line of the manifest."
    return BadInput(what, file=file, row=row, column="line", do="Give the id of a signed line.")
