"""Reading the forms of intake: whole numbers and days, told where they are wrong."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import QueryDict

from fullcount.terms import BadInput

LONGEST: Final = 9  # digits of a number


def whole(given: QueryDict, name: str, what: str, least: int = 0) -> int:
    """A field as a whole number of at least so much. what: the field's name on the page."""
    text = given.get(name, "").strip().replace(",", "")
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST) or int(text) < least:
        raise BadInput(f"{what}: this is not a whole number of {least} or more.", do="Write digits only.")
    return int(text)


def maybe_whole(given: QueryDict, name: str, what: str) -> int | None:
    """A field as a whole number of 1 or more; None where it is left empty."""
    return whole(given, name, what, 1) if given.get(name, "").strip() else None


def day(given: QueryDict, name: str, what: str) -> date | None:
    """A field as a day; None where it is left empty."""
    text = given.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(f"{what}: this is not a day.", do="Write it as 2022-07-06.") from error
