"""Exact numbers and how they are shown: Fraction inside, Decimal and int outside, never float."""

from __future__ import annotations

import math
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction

SHEET_DECIMALS = 10  # how far a Decimal carries a number of the unrounded sheet
SHOWN_DECIMALS = 4  # how far a step shows it


def up(number: Fraction) -> int:
    """The smallest integer that is not less than the number."""
    return math.ceil(number)


def half_up(number: Fraction, decimals: int) -> Decimal:
    """The number cut to so many decimals, a half going up; keeps trailing zeros."""
    scaled = math.floor(number * 10**decimals + Fraction(1, 2))
    return Decimal(f"{scaled}e-{decimals}")


def carried(number: Fraction) -> Decimal:
    """An unrounded number as a Decimal: ten decimals, trailing zeros off."""
    text = format(half_up(number, SHEET_DECIMALS), "f")
    return Decimal(text.rstrip("0").rstrip("."))


def exactly(number: Fraction) -> Decimal:
    """A number with finitely many decimals, all of them. ArithmeticError (Inexact) for any other."""
    with localcontext(Context(prec=80, traps=[Inexact])):
        return Decimal(number.numerator) / Decimal(number.denominator)


def plural(count: int, thing: str) -> str:
    """`1 signature`, `2 signatures`, `5,668,569 signatures`."""
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def shown(number: int | Decimal | Fraction) -> str:
    """As printed in a step: thousands apart, no exponent; a Fraction to four decimals at most."""
    if isinstance(number, Fraction):
        text = format(half_up(number, SHOWN_DECIMALS), ",f")
        return text.rstrip("0").rstrip(".")
    return format(number, ",f") if isinstance(number, Decimal) else f"{number:,}"


def percent(number: Decimal) -> str:
    """A percentage as printed: `71.47%`, `10%`."""
    return f"{format(number, 'f')}%"
