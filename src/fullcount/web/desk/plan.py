"""How lines are given out: the order, how many are read again, and when. A supervisor chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from django.db import connection

from fullcount.terms import BadInput
from fullcount.web.models import Plan

SECTION, EASY, HARD = "section", "easy", "hard"
ORDERS: Final = {
    SECTION: "In the order of sections and lines",
    EASY: "Likely easy ones first",
    HARD: "Likely hard ones first",
}
THOUSAND: Final = 1_000  # rates are of a thousand
MOST_SPREAD: Final = 5_000  # lines
ONLY_ROW: Final = 1


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a supervisor chooses. again_valid, again_invalid: of a thousand. spread: in lines.

    seniors: whether these read next what may be rejected for its signature, where there are enough.
    """

    order: str
    again_valid: int
    again_invalid: int
    spread: int
    seniors: bool = True


def plan() -> Plan:
    """The plan of this case; as made at first where nobody chose."""
    return Plan.objects.filter(pk=ONLY_ROW).first() or Plan.objects.get_or_create(pk=ONLY_ROW)[0]


def locked() -> Plan:
    """The plan, which nobody else changes until this transaction ends."""
    plan()
    plans = Plan.objects.all()
    if connection.vendor == "postgresql":
        plans = plans.select_for_update()
    return plans.get(pk=ONLY_ROW)


def choose(chosen: Chosen) -> None:
    """Keep what a supervisor chose; the order of tasks is `filling.reorder`'s."""
    plan()
    Plan.objects.filter(pk=ONLY_ROW).update(
        order=chosen.order,
        again_valid=chosen.again_valid,
        again_invalid=chosen.again_invalid,
        spread=chosen.spread,
        seniors=chosen.seniors,
    )


def asked(given: Mapping[str, str]) -> Chosen:
    """The choice that a form gives, rates in percent. Raises BadInput."""
    order = given.get("order", "")
    if order not in ORDERS:
        raise BadInput("There is no such order.", do="Choose one that is shown.")
    spread = given.get("spread", "").strip() or "0"
    if not spread.isdecimal() or int(spread) > MOST_SPREAD:
        raise BadInput(f"Lines in between are a whole number from 0 to {MOST_SPREAD:,}.")
    again_valid, again_invalid = _rate(given.get("again_valid", "")), _rate(given.get("again_invalid", ""))
    return Chosen(order, again_valid, again_invalid, int(spread), "seniors" in given)


def _rate(text: str) -> int:
    try:
        percent = Decimal(text.strip() or "0")
    except InvalidOperation:
        percent = Decimal(-1)
    rate = percent * THOUSAND / 100
    if not percent.is_finite() or not 0 <= rate <= THOUSAND or rate != int(rate):
        raise BadInput(
            "A share is a number from 0 to 100 with one decimal at most.", do="Give it in percent."
        )
    return int(rate)
