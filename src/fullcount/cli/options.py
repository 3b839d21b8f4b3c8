"""Options that several commands share, and how their texts are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from fullcount.terms import BadInput

if TYPE_CHECKING:
    from fullcount.case import Acting

MOST_DIGITS = 18


def read_date(text: str) -> date:
    """A date written as 2022-07-06. Raises BadInput."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is not a date.", do="Write year-month-day: 2022-07-06.") from error


def read_decimal(text: str | int) -> Decimal:
    """A number written in decimal digits, thousands commas allowed (a default is a number already).

    Raises BadInput.
    """
    try:
        number = Decimal(str(text).replace(",", ""))
    except InvalidOperation as error:
        raise BadInput(f"{text!r} is not a number.", do="Write digits: 559639 or 15027.04.") from error
    if not number.is_finite():
        raise BadInput(f"{text!r} is not a number.", do="Write digits: 559639 or 15027.04.")
    if abs(number.adjusted()) > MOST_DIGITS:
        raise BadInput("The number is out of all measure.", do="Check it: no count here has 20 digits.")
    return number


def _whole(text: str | int) -> int:
    number = read_decimal(text)
    if number != number.to_integral_value():
        raise BadInput(f"{text!r} is not a whole number.", do="Write digits only: 715833.")
    return int(number)


def whole(help_text: str) -> Any:
    """An option that is a whole number; thousands commas are allowed."""
    return typer.Option(help=help_text, parser=_whole, metavar="N")


Filed = Annotated[date, typer.Option("--filed", help="Day of filing.", parser=read_date, metavar="DATE")]
FiledIfKnown = Annotated[
    date | None,
    typer.Option(
        "--filed",
        help="The day of filing: who registered later is read so. Left out: that is not looked at.",
        parser=read_date,
        metavar="DATE",
    ),
]
CirculatedFrom = Annotated[
    date | None,
    typer.Option(
        help="The first day of circulation: lines without a day are held against former registrations by it.",
        parser=read_date,
        metavar="DATE",
    ),
]
AsOf = Annotated[
    date, typer.Option("--as-of", help="The day the roll was extracted.", parser=read_date, metavar="DATE")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars.")]
Case = Annotated[Path, typer.Option("--case", help="The case's folder.", envvar="FULLCOUNT_CASE")]
DatabaseUrl = Annotated[
    str, typer.Option("--database-url", envvar="DATABASE_URL", help="postgresql://... instead of SQLite.")
]
Actor = Annotated[
    str, typer.Option("--as", help="Who acts: a role or a staff number. It is published.", metavar="OFFICIAL")
]


def acting(actor: str) -> Acting:
    """Who acts, now."""
    from fullcount.case import Acting  # Django starts with it; not every command needs that

    return Acting(actor, datetime.now(UTC))


def unfolded(command: Callable[..., None]) -> Callable[..., None]:
    """A command on whose line each parameter that is a dataclass stands as its fields, an option each.

    So options that several commands take are declared once. Every such field has a default.
    """
    hints = get_type_hints(command, include_extras=True)
    folded: dict[str, Any] = {name: kind for name, kind in hints.items() if is_dataclass(kind)}

    @wraps(command)
    def taking_each(**given: Any) -> None:
        for name, kind in folded.items():
            given[name] = kind(**{one.name: given.pop(one.name) for one in fields(kind)})
        command(**given)

    each = [one for part in signature(command).parameters.values() for one in _unfolded(part, hints)]
    annotations = {one.name: one.annotation for one in each}
    vars(taking_each).update(__signature__=Signature(each), __annotations__=annotations)
    return taking_each


def _unfolded(part: Parameter, hints: dict[str, Any]) -> Iterator[Parameter]:
    kind = hints[part.name]
    if not is_dataclass(kind):
        yield part.replace(kind=Parameter.KEYWORD_ONLY, annotation=kind)
        return
    annotations = get_type_hints(kind, include_extras=True)
    for one in fields(kind):
        yield Parameter(
            one.name, Parameter.KEYWORD_ONLY, default=one.default, annotation=annotations[one.name]
        )
