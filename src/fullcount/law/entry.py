"""One dated thing the law says, with its citation and how sure we are of it; reading and checking it.

The rule language is closed: the units, choices and table columns below are all there is, so that
rules stay data. The same reader takes the rulebook's TOML and the JSON of a published law.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from fullcount.terms import BadInput

Row = Mapping[str, int | Decimal | str]
Value = int | Decimal | str | tuple[str, ...] | tuple[Row, ...]

MOST = 1_000_000  # no number of the law is larger, so a forged one cannot make a computation run on
MOST_DECIMALS = 12
SECTIONS = ("values", "deadlines", "follows", "reasons")


class Status(StrEnum):
    """How sure the rulebook is of a value."""

    VERIFIED = "verified"
    PARTLY = "partly"
    DOUBTFUL = "doubtful"
    MEMORY = "memory"
    DERIVED = "derived"


NEEDS_NOTE = {Status.PARTLY, Status.DOUBTFUL, Status.MEMORY, Status.DERIVED}
SAID_IN_STEPS = {Status.DOUBTFUL, Status.MEMORY}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the law says on one day.

    section: values, deadlines, follows or reasons. unit: how value is to be read. since: the date
    the value is in force from. extra: what a section asks beside (counted_from, precedence, ...).
    """

    section: str
    name: str
    says: str
    unit: str
    value: Value
    since: date
    cite: str
    status: Status
    note: str
    source: str
    extra: Mapping[str, Any]

    @property
    def doubt(self) -> str:
        """The doubt in words where a step must print it, else empty."""
        return f"In doubt ({self.status}): {self.note}" if self.status in SAID_IN_STEPS else ""

    def whole(self) -> int:
        """The value as an integer."""
        return _whole(self.value)

    def decimal(self) -> Decimal:
        """The value as a Decimal."""
        return _decimal(self.value)

    def text(self) -> str:
        """The value as a text."""
        return _text(self.value)

    def rows(self) -> tuple[Row, ...]:
        """The rows of a table."""
        return _table(self.value)

    def names(self) -> tuple[str, ...]:
        """The value as a list of names."""
        return _names(self.value)


def read_value(raw: object, unit: str, place: str, file: str) -> Value:
    """A value of TOML or JSON in the type of its unit. BadInput where it does not fit."""
    if not isinstance(unit, str) or unit not in UNITS:
        raise BadInput(
            f"'{unit}' is not a unit.", file=file, column=place, do=f"Use one of: {', '.join(UNITS)}."
        )
    try:
        return UNITS[unit](raw)
    except (TypeError, ValueError) as error:
        raise BadInput(
            f"{error} is not a value of the unit '{unit}'.", file=file, column=place, do=HOW[unit]
        ) from error


def _whole(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= MOST:
        raise ValueError(repr(raw))
    return raw


def _decimals(raw: object) -> int:
    number = _whole(raw)
    if number > MOST_DECIMALS:
        raise ValueError(repr(raw))
    return number


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal | str):
        raise TypeError(repr(raw))
    try:
        number = Decimal(raw)
    except InvalidOperation as error:
        raise ValueError(repr(raw)) from error
    if not number.is_finite() or not 0 <= number <= MOST or not _short(number):
        raise ValueError(repr(raw))
    return number


def _short(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -MOST_DECIMALS <= exponent <= MOST_DECIMALS


def _share(raw: object) -> Decimal:
    number = _decimal(raw)
    if not 0 < number <= 1:
        raise ValueError(repr(raw))
    return number


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError(repr(raw))
    return raw


def _names(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple):
        raise TypeError(repr(raw))
    return tuple(_text(item) for item in raw)


def _table(raw: object) -> tuple[Row, ...]:
    if not isinstance(raw, list | tuple) or not raw:
        raise ValueError(repr(raw))
    return tuple(_row(item) for item in raw)


def _row(raw: object) -> Row:
    if not isinstance(raw, Mapping):
        raise TypeError(repr(raw))
    unknown = sorted(set(raw) - set(COLUMNS))
    if unknown:
        raise ValueError(f"A row with the column '{unknown[0]}'")
    return {key: COLUMNS[key](value) for key, value in raw.items()}


COLUMNS: Mapping[str, Callable[[object], int | Decimal | str]] = {
    "below": _whole,
    "up_to": _whole,
    "percent": _decimal,
    "days": _whole,
    "take": _text,
    "share": _share,
    "count": _whole,
    "at_least": _whole,
}
UNITS: Mapping[str, Callable[[object], Value]] = {
    "decimals": _decimals,
    "officials": _whole,
    "days": _whole,
    "business days": _whole,
    "percent": _decimal,
    "choice": _text,
    "text": _text,
    "names": _names,
    "table": _table,
}
HOW: Mapping[str, str] = {
    "decimals": f"Give a whole number, 0 to {MOST_DECIMALS}.",
    **dict.fromkeys(("officials", "days", "business days"), f"Give a whole number, 0 to {MOST:,}."),
    "percent": f"Give a number, 0 to {MOST:,}, of at most {MOST_DECIMALS} decimals.",
    **dict.fromkeys(("choice", "text"), "Give a text."),
    "names": "Give a list of texts.",
    "table": f"Give a list of rows with columns out of: {', '.join(COLUMNS)}.",
}
