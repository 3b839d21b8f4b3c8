"""The draw by tickets. This docstring is the specification; docs/formats/draw.md has its vectors.

A line id is a non-empty string of Unicode text; no two lines of a manifest have the same. A seed
is a string of 20 or more of the digits 0 to 9; it is used as written, so a leading zero counts and
there is no space around it.

    ticket(line) = SHA-256(UTF-8(seed + "," + line_id)), as 64 lower-case hexadecimal digits

The sample of size n is the n lines with the lowest (ticket, line_id), in that order. Two equal
tickets have never been seen; were there any, the line ids decide, compared by code point.

Why it is fair: until the seed is rolled nobody can say which ticket a line will get, and afterwards
nobody can choose. The order of the lines in the manifest does not matter, because each ticket
depends on the seed and its own line only. For the same reason a draw extended is the draw begun:
the sample of size n is the beginning of the sample of size n + 1.

>>> ticket("00000000000000000000", "00001-01")
'e6ad6581e5d5e65253d5232d619d3619e72ada21c8efaf690e3b731cc07442ec'
>>> draw(["a", "b", "c"], "00000000000000000000", 2).lines
('b', 'c')
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from fullcount.terms import BadInput, Draw

SEED_DIGITS = 20  # ten-sided dice rolled: 10**20 seeds, more than anyone can try beforehand


def ticket(seed: str, line_id: str) -> str:
    """The ticket of one line, 64 lower-case hexadecimal digits. Source: the module's specification.

    Raises BadInput for a seed or a line id that is not of the form.
    """
    check_seed(seed)
    return _tickets([line_id], seed)[0]


def draw(line_ids: Iterable[str], seed: str, size: int) -> Draw:
    """The sample of `size` lines with the lowest (ticket, line_id), in ticket order.

    line_ids: every line that may be drawn (the signed ones), in any order. Raises BadInput for a
    seed that is not of the form, an empty or repeated line id (naming its row, the first id
    standing in row 2, below a header), and a size below 1 or above the number of lines.
    """
    check_seed(seed)
    ids = list(line_ids)
    _check_size(size, len(ids))
    tickets = _tickets(ids, seed)
    _check_distinct(ids)
    last = sorted(tickets)[size - 1]
    lowest = sorted(pair for pair in zip(tickets, ids, strict=True) if pair[0] <= last)
    return Draw(seed=seed, size=size, lines=tuple(line for _, line in lowest[:size]))


def check_seed(seed: str) -> None:
    """Raise BadInput unless the seed is 20 or more ASCII digits and nothing else."""
    if not (isinstance(seed, str) and seed.isascii() and seed.isdigit()):
        raise BadInput(
            "The seed holds something other than the digits 0 to 9.",
            why="A seed is read aloud from dice and used as written, without spaces or signs.",
            do="Enter the digits only, in the order in which they were rolled.",
        )
    if len(seed) < SEED_DIGITS:
        raise BadInput(
            f"The seed has {len(seed)} digits; at least {SEED_DIGITS} are needed.",
            why="A shorter seed could be tried out beforehand.",
            do="Roll the missing digits before the witnesses and enter all of them.",
        )


def lines_digest(lines: Sequence[str]) -> str:
    """SHA-256 in hexadecimal of the ids in the order given, each followed by a line feed."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode("utf-8")).hexdigest()


def _tickets(ids: Sequence[str], seed: str) -> list[str]:
    prefix, sha256 = f"{seed},".encode("ascii"), hashlib.sha256
    try:
        tickets = [sha256(prefix + line.encode("utf-8")).hexdigest() for line in ids]
    except (AttributeError, UnicodeEncodeError) as error:
        raise _not_text(ids) from error
    if "" in ids:
        raise BadInput(
            "The line id is empty.",
            row=ids.index("") + 2,
            do="Give every line of the manifest an id.",
        )
    return tickets


def _check_size(size: int, lines: int) -> None:
    if size < 1:
        raise BadInput(f"A sample of {size:,} lines cannot be drawn.", do="Ask for one line or more.")
    if size > lines:
        raise BadInput(
            f"A sample of {size:,} lines was asked for, but there are {lines:,} lines to draw from.",
            do="Check the manifest: only lines whose state is 'signed' can be drawn.",
        )


def _check_distinct(ids: Sequence[str]) -> None:
    if len(set(ids)) == len(ids):
        return
    seen: dict[str, int] = {}
    for row, line in enumerate(ids, start=2):
        first = seen.setdefault(line, row)
        if first != row:
            raise BadInput(
                f"The line id {line} was already given in row {first:,}.",
                row=row,
                do="Each line of the manifest needs an id of its own.",
            )


def _not_text(ids: Sequence[str]) -> BadInput:
    row = next(row for row, line in enumerate(ids, start=2) if not _is_text(line))
    return BadInput("The line id is not a text that can be written as UTF-8.", row=row)


def _is_text(line: object) -> bool:
    try:
        return isinstance(line, str) and line.encode("utf-8") is not None
    except UnicodeEncodeError:
        return False
