"""How often a second reading of a settled line came to the same. By reason, never by person.

A share of settled lines is drawn by chance and read again (`desk.again`). The intervals are Wilson's; they
say how far the share may be off by the luck of the draw.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from fullcount.case import read
from fullcount.estimates import score_limits
from fullcount.terms import Refused
from fullcount.web.models import Decision, Reread

VALID = ""  # as a reason is kept for a valid line


@dataclass(frozen=True, slots=True)
class Agreed:
    """Of lines that stood for one reason, how many were read again and came to the same. low, high: 95%."""

    label: str
    count: int
    same: int

    @property
    def percent(self) -> str:
        """The share that agreed."""
        return _percent(Decimal(self.same) / self.count)

    @property
    def low(self) -> str:
        """The lower limit of the share."""
        return _percent(score_limits(self.same, self.count)[0])

    @property
    def high(self) -> str:
        """The upper limit of the share."""
        return _percent(score_limits(self.same, self.count)[1])


@dataclass(frozen=True, slots=True)
class Agreement:
    """All second readings so far. columns: what they found; table: by what stood, how many found each."""

    whole: Agreed | None
    by_reason: tuple[Agreed, ...]
    columns: tuple[str, ...]
    table: tuple[tuple[str, tuple[int, ...]], ...]
    waiting: int


def agreement() -> Agreement:
    """What second readings say so far; without any, of no lines."""
    pairs = _pairs()
    codes = _in_order({code for pair in pairs for code in pair})
    labels = {code: label for code, label in _labels() if code in codes}
    stood = [code for code in codes if any(first == code for first, _ in pairs)]
    by_reason = tuple(
        _agreed(labels[code], {p: n for p, n in pairs.items() if p[0] == code}) for code in stood
    )
    table = tuple((labels[first], tuple(pairs[first, second] for second in codes)) for first in stood)
    waiting = Reread.objects.filter(task__done=False).count()
    whole = _agreed("All", pairs) if pairs else None
    return Agreement(whole, by_reason, tuple(labels[code] for code in codes), table, waiting)


def _pairs() -> Counter[tuple[str, str]]:
    """How many lines stood for one reason and were found another in the second reading."""
    again = Decision.objects.filter(again=True, undone=False)
    rows = again.values_list("task__reread__reason", "reason")
    return Counter((first or VALID, second) for first, second in rows)


def _agreed(label: str, pairs: dict[tuple[str, str], int]) -> Agreed:
    same = sum(count for (first, second), count in pairs.items() if first == second)
    return Agreed(label, sum(pairs.values()), same)


def _labels() -> list[tuple[str, str]]:
    """Code and words of what may be found, valid first, then in the law's order."""
    try:
        reasons = sorted(read.law_of().reasons, key=lambda reason: reason.precedence)
    except Refused:
        reasons = []
    return [(VALID, "Valid"), *((reason.code, reason.label) for reason in reasons)]


def _in_order(codes: set[str]) -> list[str]:
    return [code for code, _ in _labels() if code in codes]


def _percent(share: Decimal) -> str:
    return f"{100 * share:.1f}"
