"""Calibration: worked by hand, against its laws, and on made-up proposals whose probabilities are true."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcount.estimates import MILLION, TENTHS, Calibration, Sums, calibrate, calibration, merged

FINE = (*TENTHS[:-1], 950_000, 990_000, MILLION)
PROBABILITIES = st.integers(0, MILLION).map(lambda at: at / MILLION)
JUDGED = st.lists(st.tuples(PROBABILITIES, st.booleans()), max_size=60)


def simulated(lines: int, seed: int, honest: bool = True) -> Calibration:
    chance = random.Random(seed)
    drawn = [1 - chance.random() ** 3 for _ in range(lines)]
    return calibrate([(p, chance.random() < (p if honest else p**2)) for p in drawn])


def test_worked_by_hand() -> None:
    found = calibrate([(0.95, True), (0.95, True), (0.85, False), (0.15, False), (0.25, True)])
    by_low = {each.low: each for each in found.bins}
    assert len(found.bins) == 10
    assert (by_low[900_000].mean, by_low[900_000].share) == (Fraction(95, 100), 1)
    assert found.error == Fraction(2 * 5 + 85 + 15 + 75, 500)
    squares = (
        2 * Fraction(5, 100) ** 2 + Fraction(85, 100) ** 2 + Fraction(15, 100) ** 2 + Fraction(3, 4) ** 2
    )
    assert found.brier.score == squares / 5
    assert found.brier.uncertainty == Fraction(3, 5) * Fraction(2, 5)


def test_an_edge_belongs_to_the_bin_it_begins_and_one_to_the_last() -> None:
    found = calibrate([(0.9, True), (1.0, True), (0.0, False), (0.899999, False)])
    assert [each.count for each in found.bins] == [1, 0, 0, 0, 0, 0, 0, 0, 1, 2]


def test_the_interval_around_a_share_is_wilsons() -> None:
    # Newcombe (1998), Statistics in Medicine 17:857-872, table I: 81 of 263, score method without correction.
    found = calibrate([(0.35, n < 81) for n in range(263)])
    low, high = found.bins[3].limits
    assert (round(low, 4), round(high, 4)) == (Decimal("0.2553"), Decimal("0.3662"))


def test_nothing_judged_is_no_error_and_no_division_by_nothing() -> None:
    found = calibrate([])
    assert (found.count, found.error, found.error_by_chance, found.brier.score) == (0, 0, 0, 0)
    assert found.bins[0].limits == (0, 1)


def test_true_probabilities_have_next_to_no_error_and_about_what_luck_leaves() -> None:
    many = simulated(200_000, seed=1)
    assert many.error < Fraction(4, 1000)
    few = [simulated(400, seed) for seed in range(200)]
    met = sum(float(one.error) for one in few) / len(few)
    expected = sum(float(one.error_by_chance) for one in few) / len(few)
    assert met == pytest.approx(expected, rel=0.06)


def test_overconfidence_is_seen() -> None:
    found = simulated(20_000, seed=1, honest=False)
    assert found.error > Fraction(8, 100)
    assert found.error > 10 * Fraction(found.error_by_chance)


def test_luck_is_not_overstated_where_every_proposal_is_all_but_sure() -> None:
    found = calibrate([(0.999999, True)] * 100)
    assert found.error_by_chance <= 2 * Decimal("0.000001")


@given(JUDGED, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(judged: list[tuple[float, bool]], chance: random.Random) -> None:
    shuffled = list(judged)
    chance.shuffle(shuffled)
    assert calibrate(shuffled) == calibrate(judged)


@given(st.lists(JUDGED, max_size=5))
def test_groups_put_together_are_the_whole(groups: list[list[tuple[float, bool]]]) -> None:
    whole = calibrate([one for group in groups for one in group])
    assert merged(calibrate(group) for group in groups) == whole
    assert merged((calibrate(group, FINE) for group in groups), TENTHS) == whole


@given(JUDGED)
def test_the_parts_of_the_brier_score_add_up_and_none_but_within_is_below_zero(
    judged: list[tuple[float, bool]],
) -> None:
    found, brier = calibrate(judged), calibrate(judged).brier
    assert brier.score == brier.reliability - brier.resolution + brier.uncertainty + brier.within
    assert min(brier.score, brier.reliability, brier.resolution, brier.uncertainty) >= 0
    direct = sum((Fraction(round(p * MILLION), MILLION) - right) ** 2 for p, right in judged)
    assert brier.score * (found.count or 1) == direct


@given(JUDGED)
def test_an_error_lies_between_nothing_and_one_and_is_no_smaller_in_finer_bins(
    judged: list[tuple[float, bool]],
) -> None:
    fine = calibrate(judged, FINE)
    assert 0 <= fine.coarser().error <= fine.error <= 1


@given(st.lists(PROBABILITIES, min_size=1, max_size=60))
def test_of_one_probability_a_bin_nothing_is_within(probabilities: list[float]) -> None:
    rounded = [min(int(p * 10), 9) / 10 for p in probabilities]
    assert calibrate([(p, p > 0.4) for p in rounded]).brier.within == 0


def test_what_is_no_probability_or_no_row_of_bins_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        calibrate([(1.1, True)])
    for edges in ((0, 500_000), (0, 700_000, 600_000, MILLION), (1, MILLION)):
        with pytest.raises(ValueError, match="rise"):
            calibration([(0, Sums())], edges)
    with pytest.raises(ValueError, match="cut"):
        calibrate([]).coarser((0, 123_456, MILLION))
