"""The tree of errors: what a message holds and where it says the fault lies."""

from pathlib import Path

import pytest

from fullcount.terms import BadInput, Fault, FullcountError, NotFound, Refused, UnknownLaw, UserError


def test_a_message_says_what_why_and_what_to_do() -> None:
    error = UserError("It failed.", why="It was wet.", do="Dry it.")
    assert str(error) == error.sentence() == "It failed. It was wet. Dry it."
    assert str(UserError("It failed.", do="Dry it.")) == "It failed. Dry it."


def test_bad_input_names_file_row_and_column() -> None:
    error = BadInput("No date.", file=Path("/home/me/roll.csv"), row=12345, column="birth_date")
    assert str(error) == "roll.csv, row 12,345, column birth_date: No date."
    assert (error.file, error.row, error.column) == ("roll.csv", 12345, "birth_date")


def test_row_nought_is_a_row() -> None:
    assert str(BadInput("Bad.", row=0)) == "row 0: Bad."


@pytest.mark.parametrize("kind", [BadInput, UnknownLaw, Refused, NotFound])
def test_what_a_person_can_mend_is_a_user_error(kind: type[UserError]) -> None:
    assert issubclass(kind, UserError)
    assert not issubclass(kind, Fault)


def test_a_fault_is_ours() -> None:
    assert issubclass(Fault, FullcountError)
    assert not issubclass(Fault, UserError)
