"""What is on the paper: petition, section, line, transcript."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LineState(StrEnum):
    """What a line holds when it is received."""

    SIGNED = "signed"
    STRUCK = "struck"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered space of a section. id: unique in the petition, never empty, no comma."""

    id: str
    section: int
    number: int
    state: LineState = LineState.SIGNED


@dataclass(frozen=True, slots=True)
class Section:
    """A booklet of sheets with one circulator's declaration; numbers count from 1."""

    number: int
    lines: int
    circulator: str = ""
    circulated_from: date | None = None
    circulated_to: date | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """Name and address of a line as written. Confidential: never leaves the case database."""

    line: str
    first: str = ""
    middle: str = ""
    last: str = ""
    name: str = ""
    address: str = ""
    city: str = ""
    zip: str = ""


@dataclass(frozen=True, slots=True)
class Petition:
    """What is asked, of whom, under which law. law: a rulebook id such as ca/recall-local."""

    id: str
    title: str
    law: str
    jurisdiction: str
    officer: str
    office: str
    filed: date
    registered: int | None
    required: int


def line_id(section: int, number: int) -> str:
    """The id fullcount gives a line it counted itself: section and number, 00012-07."""
    return f"{section:05d}-{number:02d}"
