import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcount.terms import BadInput
from fullcount.web.office.intake.counting import states_of, written


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("0", "BBBBBBBB"),
        ("5", "SSSSSBBB"),
        ("8", "SSSSSSSS"),
        ("5-3", "SSXSSBBB"),
        ("5/2", "SBSSSBBB"),
        ("5-3/2-7", "SBXSSBXB"),
        ("3+3+1", "SSSSSSSB"),
        ("3 3 1", "SSSSSSSB"),
        ("3+2", "SSSSSBBB"),
        ("3+2-3+0", "SSSSSXBB"),
        (" 3 + 1-2 ", "SSSSXBBB"),
    ],
)
def test_a_count_says_the_state_of_every_line(text, states):
    assert states_of(text, 8, 3) == states


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not counted"),
        ("9", "lines 1 to 8"),
        ("5-9", "this is number 9"),
        ("5-0", "this is number 0"),
        ("4+1", "page 1 has lines 1 to 3"),
        ("1+1+3", "page 3 has lines 1 to 2"),
        ("1+1+1+1", "4 pages"),
        ("five", "not of the form"),
        ("\u0663", "not of the form"),
        ("5--3", "not of the form"),
    ],
)
def test_what_the_section_does_not_have_is_refused(text, told):
    with pytest.raises(BadInput, match=told):
        states_of(text, 8, 3)


@given(st.text("SXB", min_size=1, max_size=60), st.integers(1, 60))
def test_what_is_written_down_says_the_same_again(states, page_lines):
    page_lines = min(page_lines, len(states))
    assert states_of(written(states, page_lines), len(states), page_lines) == states


def test_the_usual_section_is_one_number():
    assert written("S" * 37 + "B" * 3, 10) == "37"
    assert written("SSXSS" + "B" * 5, 5) == "5-3"
