"""What a petition must name when it is opened is the law's to say."""

from dataclasses import replace
from datetime import date

import pytest
from small_petition import OPENING, Clock

from fullcount.case import Case, actions
from fullcount.terms import BadInput


def test_a_recall_names_officer_and_office(case: Case, clock: Clock) -> None:
    for name in ("officer", "office", "title"):
        with pytest.raises(BadInput, match=f"{name} is empty"):
            actions.open_petition(case, clock(), replace(OPENING, **{name: " "}))


def test_an_initiative_names_no_officer(case: Case, clock: Clock) -> None:
    initiative = replace(
        OPENING,
        law="ca/initiative-county",
        officer="",
        office="",
        filed=date(2022, 1, 3),
        registered=None,
        required=9,
    )
    opened = actions.open_petition(case, clock(), initiative)
    assert (opened.law, opened.officer) == ("ca/initiative-county", "")
