from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projections import projection_of, projections

from fullcount.estimates import interval
from fullcount.estimates.interval import _count_limits, score_limits
from fullcount.terms import Projection


@given(projections())
def test_an_interval_holds_its_projection_and_stays_on_the_petition(projection: Projection) -> None:
    around = interval(projection)
    assert 0 <= around.low <= around.high <= projection.raw
    if 0 <= projection.projected <= projection.raw:
        assert around.low - 1 <= projection.projected <= around.high + 1


@given(st.integers(2, 5_000), st.data())
def test_when_everything_is_examined_nothing_is_left_to_luck(size: int, data: st.DataObject) -> None:
    valid = data.draw(st.integers(0, size))
    around = interval(projection_of(size, size, valid, 0))
    assert (around.low, around.high) == (valid, valid)


def test_a_larger_sample_of_the_same_petition_narrows_the_interval() -> None:
    widths = []
    for sample in (500, 1_000, 4_000):
        around = interval(projection_of(100_000, sample, sample * 4 // 5, 0))
        widths.append(around.high - around.low)
    assert widths == sorted(widths, reverse=True)


def test_no_duplicate_in_the_sample_does_not_mean_none_on_the_petition() -> None:
    around = interval(projection_of(100_000, 5_000, 4_000, 0))
    by_luck_of_the_valid_alone = 80_000 - around.high
    assert 80_000 - around.low > 1_390 > -by_luck_of_the_valid_alone


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_count_limits_are_close_to_the_exact_poisson_ones(count: int, low: float, high: float) -> None:
    found = _count_limits(count)
    assert [float(limit) for limit in found] == pytest.approx([low, high], abs=0.03)


def testscore_limits_are_wilsons() -> None:
    low, high = score_limits(10, 20, 10**12)
    assert [float(low), float(high)] == pytest.approx([0.29930, 0.70070], abs=1e-5)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    """A petition with 4,000 signers who signed twice, drawn from 400 times."""
    chance, raw, sample, pairs, invalid = Random(20540), 60_000, 3_000, 4_000, 9_000
    truth = raw - pairs - invalid
    covered = 0
    for _ in range(400):
        lines = chance.sample(range(raw), sample)
        both = {line // 2 for line in lines if line < 2 * pairs}
        copies = sum(line < 2 * pairs for line in lines) - len(both)
        bad = sum(line >= raw - invalid for line in lines)
        around = interval(projection_of(raw, sample, sample - bad - copies, copies))
        covered += around.low <= truth <= around.high
    assert 0.92 <= covered / 400 <= 0.99
