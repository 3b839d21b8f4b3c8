"""Laws of the made-up petitions that can be said in one sentence."""

import string

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fullcount.synth import largest_remainder, searches, slips
from fullcount.synth.chance import by_line, stream
from fullcount.synth.sections import SIGNED, make_paper
from fullcount.terms import Transcript

PARTS = st.dictionaries(st.text(min_size=1), st.integers(0, 10**6), min_size=1).filter(
    lambda p: any(p.values())
)
CHANCE = st.integers(0, 2**40 - 1)
NAMES = st.text(string.ascii_uppercase, min_size=1, max_size=20)


@given(PARTS, st.integers(0, 10**6))
def test_the_parts_add_up_to_the_whole_and_each_is_off_by_less_than_one(parts, total):
    shared = largest_remainder(parts, total)
    whole = sum(parts.values())
    assert sum(shared.values()) == total
    assert all(abs(shared[name] * whole - parts[name] * total) < whole for name in parts)


@given(NAMES, CHANCE)
def test_a_typo_changes_the_length_by_at_most_one_and_keeps_the_rest(text, chance):
    assert abs(len(slips.typo(text, chance)) - len(text)) <= 1


@given(st.integers(1, 99_999), CHANCE)
def test_a_slipped_house_number_is_still_a_number_that_does_not_start_with_nought(number, chance):
    for slip in (slips.digit_lookalike, slips.digit_dropped):
        slipped = slip(str(number), chance)
        assert slipped.isdigit()
        assert slipped[0] != "0"


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=50), st.integers(0, 2**31))
def test_a_lines_chance_does_not_depend_on_the_other_lines(lines, seed):
    together = by_line(seed, "any", np.array(lines, dtype=np.int64))
    alone = [by_line(seed, "any", np.array([line], dtype=np.int64))[0] for line in lines]
    assert together.tolist() == alone
    assert all(0 <= chance < 1 for chance in alone)


@given(st.integers(1, 3_000), st.integers(0, 100))
def test_the_paper_holds_exactly_the_signed_lines(signed, seed):
    settings = {"lines_per_section": 10, "full_sections": 0.8, "struck": 0.02}
    paper = make_paper(signed, settings, seed)
    assert int((paper.state == SIGNED).sum()) == signed
    assert len(set(paper.ids())) == len(paper.section)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=60))
def test_a_search_holds_only_what_is_on_the_line(first, last, address):
    found = searches(Transcript("00001-01", first=first, last=last, address=address))
    assert len(found) <= 3
    for search in found:
        assert any(search)
        assert search.number in address
        assert search.street in address.upper()


@given(st.integers(0, 2**31), st.integers(0, 2**31))
def test_streams_of_two_purposes_differ_and_of_one_agree(seed, other):
    first = stream(seed, "people").random(4).tolist()
    assert stream(seed, "people").random(4).tolist() == first
    assert stream(seed, "homes").random(4).tolist() != first
    assert seed == other or stream(other, "people").random(4).tolist() != first
