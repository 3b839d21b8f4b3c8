"""Opening the petition from a form: what is asked, a check that keeps nothing, and the act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.http import QueryDict

from fullcount import case, law
from fullcount.case import actions
from fullcount.terms import BadInput, Petition, Rounding, Step
from fullcount.web.clock import now
from fullcount.web.models import Person
from fullcount.web.office.intake.asked import day, maybe_whole

LONGEST: Final = 300  # characters of a field
ROUNDINGS: Final = {
    Rounding.REGULATION: "as the regulation words it",
    Rounding.SHEET: "as the state's worksheet does",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A petition that could be opened. steps: how the required number follows, where the law has a table."""

    petition: Petition
    law: law.Law
    steps: tuple[Step, ...]


def asked(given: QueryDict) -> actions.Opening:
    """What the form says. Raises BadInput where a field cannot be read."""
    filed = day(given, "filed", "Day of filing")
    if filed is None:
        raise BadInput("The day of filing is not given.", do="The law of that day holds for the petition.")
    opening = actions.Opening(
        **{name: _text(given, name) for name in ("id", "title", "law", "jurisdiction", "officer", "office")},
        filed=filed,
        registered=maybe_whole(given, "registered", "Registered voters"),
        required=maybe_whole(given, "required", "Required number"),
        rounding=_rounding(given),
        county=_text(given, "county"),
    )
    official = _text(given, "official")
    return replace(opening, official=official) if official else opening


def _text(given: QueryDict, name: str) -> str:
    text = " ".join(given.get(name, "").split())
    if len(text) > LONGEST or not text.isprintable():
        raise BadInput(f"A field is longer than {LONGEST} characters, or not one line.", do="Shorten it.")
    return text


def _rounding(given: QueryDict) -> Rounding:
    try:
        return Rounding(given.get("rounding", Rounding.REGULATION.value))
    except ValueError as error:
        raise BadInput("The rounding is not one that is known.", do="Choose one that is shown.") from error


def check(opened: case.Case, person: Person, opening: actions.Opening) -> Checked:
    """Open the petition and take it back at once, so that what is wrong is told before it is final."""
    with transaction.atomic():
        petition = open_petition(opened, person, opening)
        transaction.set_rollback(True)
    found = law.find(opening.law, opening.filed)
    return Checked(petition, found, _steps(found, opening.registered))


def _steps(found: law.Law, registered: int | None) -> tuple[Step, ...]:
    if registered is None or "required_table" not in found.values:
        return ()
    return found.required_number(registered).steps


def open_petition(opened: case.Case, person: Person, opening: actions.Opening) -> Petition:
    """Open the petition."""
    return actions.open_petition(opened, case.Acting(person.name, now()), opening)
