"""How a clerk writes the lines of a section down, on the number block alone, and what it means.

A number is the last signed line; the lines after it are blank: `37`. With `+` or a space between, page by
page: `10+10+10+7`. After a number `-3` says that line 3 is struck and `/4` that line 4 is blank. Where there
is one number the lines are counted through the section, else within their page.
"""

from __future__ import annotations

import re
from typing import Final

from fullcount.terms import BadInput, LineState

STATES: Final = {"S": LineState.SIGNED, "X": LineState.STRUCK, "B": LineState.BLANK}
_PAGE = re.compile(r"([0-9]{1,4})((?:[-/][0-9]{1,4})*)")
_EXCEPT = re.compile(r"([-/])([0-9]{1,4})")
_LETTER: Final = {"-": "X", "/": "B"}
HOW: Final = (
    "Write the last signed line, 37; or page by page, 10+10+7; -3 for a struck line, /4 for a blank one."
)


def states_of(text: str, lines: int, page_lines: int) -> str:
    """The letter of each line, S, X or B, of a section of so many lines, so many to a page.

    Raises BadInput for what is not of the form, or a line or page that the section does not have.
    """
    pages = [part for part in re.split(r"[+\s]+", text.strip()) if part]
    if not pages:
        raise BadInput("The lines of the section are not counted.", do=HOW)
    if len(pages) == 1:
        return _page(pages[0], lines, "section")
    sizes = [min(page_lines, lines - first) for first in range(0, lines, page_lines)]
    if len(pages) > len(sizes):
        raise BadInput(
            f"There are {len(pages)} pages, and the section has {len(sizes)}.",
            why=f"It has {lines} lines, {page_lines} to a page.",
            do="Leave a page out, or put the section's number of lines right.",
        )
    full = [
        _page(page, size, f"page {at}") for at, (page, size) in enumerate(zip(pages, sizes, strict=False), 1)
    ]
    return "".join(full).ljust(lines, "B")


def _page(text: str, size: int, where: str) -> str:
    found = _PAGE.fullmatch(text)
    if found is None:
        raise BadInput(f"The count of the {where} is not of the form.", do=HOW)
    signed = _within(int(found[1]), size, where, least=0)
    states = ["S"] * signed + ["B"] * (size - signed)
    for sign, number in _EXCEPT.findall(found[2]):
        states[_within(int(number), size, where) - 1] = _LETTER[sign]
    return "".join(states)


def _within(number: int, size: int, where: str, least: int = 1) -> int:
    if not least <= number <= size:
        raise BadInput(f"The {where} has lines 1 to {size}, and this is number {number}.", do=HOW)
    return number


def written(states: str, page_lines: int) -> str:
    """The shortest way to write the states of a section down, through the section or page by page."""
    pages = [states[first : first + page_lines] for first in range(0, len(states), page_lines)]
    while len(pages) > 1 and set(pages[-1]) == {"B"}:
        pages.pop()
    through = _written(states)
    by_page = "+".join(_written(page) for page in pages)
    return by_page if len(pages) > 1 and len(by_page) < len(through) else through


def _written(states: str) -> str:
    """A page, or a whole section, by its last signed line and the exceptions."""
    last = states.rfind("S") + 1
    odd = [
        f"-{at}" if state == "X" else f"/{at}" for at, state in enumerate(states, 1) if _odd(at, state, last)
    ]
    return f"{last}{''.join(odd)}"


def _odd(at: int, state: str, last: int) -> bool:
    return state == "X" or (state == "B" and at <= last)
