"""The chance of enough valid lines, against complete enumeration and against a second method."""

from itertools import product
from math import comb, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcount.estimates import chance_of_at_least, expected_and_spread
from fullcount.estimates.qualifying import _exact, _refined

probability = st.floats(0, 1)


@given(st.lists(probability, max_size=8), st.integers(-1, 10))
def test_it_equals_complete_enumeration(probabilities: list[float], required: int) -> None:
    total = sum(
        prod(p if valid else 1 - p for p, valid in zip(probabilities, world, strict=True))
        for world in product([0, 1], repeat=len(probabilities))
        if sum(world) >= required
    )
    assert chance_of_at_least(probabilities, required) == pytest.approx(total, abs=1e-9)


def test_equal_probabilities_give_the_binomial() -> None:
    tail = sum(comb(50, k) for k in range(30, 51)) / 2**50
    assert chance_of_at_least([0.5] * 50, 30) == pytest.approx(tail)


@given(st.lists(st.floats(0.02, 0.98), min_size=300, max_size=600), st.floats(-3, 3))
def test_the_approximation_for_many_lines_agrees_with_the_recursion(lines: list[float], at: float) -> None:
    mean, spread = expected_and_spread(lines)
    needed = min(len(lines), max(1, round(mean + at * spread)))
    assert _refined(lines, needed) == pytest.approx(_exact(lines, needed), abs=2e-3)


@given(st.lists(probability, min_size=1, max_size=40), st.integers(0, 40))
def test_asking_for_more_is_never_likelier(probabilities: list[float], required: int) -> None:
    more, less = (chance_of_at_least(probabilities, required + extra) for extra in (1, 0))
    assert more <= less + 1e-12


def test_a_probability_outside_0_to_1_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        chance_of_at_least([1.2], 1)
