from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcount.paper import words


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (715_833, "715,833"),
        (Decimal("510171.3"), "510,171.3"),
        (Decimal("15028.0000"), "15,028"),
        (Decimal("520135.3204866345"), "520,135.3205"),
        (Decimal("0.00001"), "0.00001"),
        (Decimal("-42.50"), "-42.5"),
        (Decimal("1E+3"), "1,000"),
        (0, "0"),
    ],
)
def test_numbers_have_separators_and_no_idle_decimals(amount: int | Decimal, text: str) -> None:
    assert words.number(amount) == text


def test_shares_are_rounded_half_up() -> None:
    assert words.share(88_464, 715_833) == "12.36%"
    assert words.share(1, 80_000) == "0.00%"
    assert words.share(1, 20_000) == "0.01%"
    assert words.share(0, 0) == "–"


def test_dates_are_written_out() -> None:
    assert words.day(date(2022, 8, 15)) == "August 15, 2022"


@pytest.mark.parametrize(
    ("reached", "tail"),
    [
        (520_050, "is 46,807 fewer than the 566,857 required."),
        (566_857, "is exactly the number required."),
        (Decimal("566857.5"), "is 0.5 more than the 566,857 required."),
    ],
)
def test_a_comparison_says_by_how_much(reached: int | Decimal, tail: str) -> None:
    assert words.comparison("It", reached, 566_857).endswith(tail)


def test_a_line_that_is_no_whole_percent_goes_without_one() -> None:
    assert words.line_name(Decimal("510171.3"), 566_857) == "510,171.3 (90% of the number required)"
    assert words.line_name(Decimal(767_235), 807_615) == "767,235"


@given(st.text())
def test_places_to_break_change_nothing_else(text: str) -> None:
    clean = text.replace("\u200b", "")
    broken = words.wrappable(clean)
    assert broken.replace("\u200b", "") == clean
    assert all(len(piece) <= words.LONGEST_WORD for word in broken.split() for piece in word.split("\u200b"))


def test_digests_stay_whole() -> None:
    digest = "0a" * 32
    assert words.wrappable({"digests": [["Root", digest]], "size": 3}) == {
        "digests": [["Root", digest]],
        "size": 3,
    }
