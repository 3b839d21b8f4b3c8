"""Numbers, dates and verdicts as the documents print them."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fullcount.terms import Determination, Rounding, Verdict

LONGEST_WORD = 28  # letters; a longer one gets places where it may break
BREAK_HERE = "\u200b"  # zero width space
DECIMALS = Decimal("0.0001")
DIGEST = re.compile(r"[0-9a-f]{64}")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ROUNDING_NAMES = {
    Rounding.REGULATION: "Rounded as the regulation says",
    Rounding.SHEET: "Unrounded, as on officials’ sheets",
}
VERDICT_NAMES = {
    Verdict.INSUFFICIENT: "Insufficient",
    Verdict.FULL_COUNT: "Full count required",
    Verdict.SUFFICIENT: "Sufficient",
}


def number(amount: int | Decimal) -> str:
    """A number with thousands separators: 715,833; 510,171.3; at most four decimals, none for nothing.

    A number that four decimals would make look whole keeps all it has.
    """
    if isinstance(amount, int):
        return f"{amount:,}"
    rounded = amount.quantize(DECIMALS, ROUND_HALF_UP)
    looks_whole = rounded == rounded.to_integral_value() and rounded != amount
    text = f"{amount if looks_whole else rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(part: int, whole: int) -> str:
    """A share in percent, two decimals, rounded half up: 12.36%. Of nothing: a dash."""
    if whole == 0:
        return "–"
    exact = Decimal(part) * 100 / Decimal(whole)
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def counted(count: int, noun: str) -> str:
    """A number with its noun: 1 line, 1,200 lines."""
    return f"{number(count)} {noun if count == 1 else noun + 's'}"


def day(on: date) -> str:
    """A date in full: August 15, 2022."""
    return f"{MONTHS[on.month - 1]} {on.day}, {on.year}"


def wrappable(value: Any) -> Any:
    """A sheet whose overlong words may break, so that no name runs off the page.

    Digests stay whole: they are copied off the page, and they fit.
    """
    if isinstance(value, str):
        return _wrappable_text(value)
    if isinstance(value, dict):
        return {key: wrappable(each) for key, each in value.items()}
    return [wrappable(each) for each in value] if isinstance(value, list) else value


def _wrappable_text(text: str) -> str:

    def broken(match: re.Match[str]) -> str:
        word = match.group()
        if DIGEST.fullmatch(word):
            return word
        pieces = [word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD)]
        return BREAK_HERE.join(pieces)

    return re.sub(rf"\S{{{LONGEST_WORD + 1},}}", broken, text)


def comparison(subject: str, reached: int | Decimal, required: int) -> str:
    """One sentence: how far a number is from what is required. subject: what was counted."""
    gap = reached - required
    start = f"{subject}, {number(reached)}, "
    if gap == 0:
        return f"{start}is exactly the number required."
    if gap < 0:
        return f"{start}is {number(-gap)} fewer than the {number(required)} required."
    return f"{start}is {number(gap)} more than the {number(required)} required."


def against_bands(determination: Determination) -> str:
    """One sentence: where a projection lies among the bands; empty where there are none."""
    lower, upper = determination.lower_line, determination.upper_line
    if lower is None or upper is None:
        return ""
    low, high = line_name(lower, determination.required), line_name(upper, determination.required)
    if determination.verdict is Verdict.INSUFFICIENT:
        return f"It is below the lower line, {low}; the petition is insufficient without a full count."
    if determination.verdict is Verdict.SUFFICIENT:
        return f"It is above the upper line, {high}; the petition is sufficient without a full count."
    return f"It lies between the lower line, {low}, and the upper line, {high}; every signature is examined."


def line_name(line: Decimal, required: int) -> str:
    """A band's line with its percentage where that is whole: 510,171.3 (90% of the number required)."""
    percent = percent_of(line, required)
    return f"{number(line)} ({percent} of the number required)" if percent else number(line)


def percent_of(part: Decimal, whole: int) -> str:
    """90% where a line is a whole percent of the required number, else nothing."""
    exact = part * 100 / whole if whole else Decimal(0)
    return f"{int(exact)}%" if exact and exact == exact.to_integral_value() else ""
