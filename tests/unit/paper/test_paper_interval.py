from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcount.paper import Figures, interval
from fullcount.paper.chart import AXIS, chart_sheet
from fullcount.paper.interval import _count_limits, _score_limits
from fullcount.terms import Petition, Projection, Rounding


def projection_of(raw: int, sample: int, valid: int, duplicates: int) -> Projection:
    factor = Decimal(raw) / sample
    projected = factor * valid - factor * (factor - 1) * duplicates
    return Projection(
        raw=raw,
        sample=sample,
        valid=valid,
        duplicates=duplicates,
        rounding=Rounding.SHEET,
        percent_valid=Decimal(100 * valid) / sample,
        uncorrected=factor * valid,
        value_of_each_signature=factor,
        duplicate_weight=factor * (factor - 1),
        estimated_duplicates=factor * (factor - 1) * duplicates,
        projected=projected,
        steps=(),
    )


@st.composite
def projections(draw: st.DrawFn) -> Projection:
    sample = draw(st.integers(100, 5_000))
    raw = draw(st.integers(sample, sample * 40))
    valid = draw(st.integers(sample // 2, sample))
    return projection_of(raw, sample, valid, draw(st.integers(0, sample // 200)))


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


def test_score_limits_are_wilsons() -> None:
    low, high = _score_limits(10, 20, 10**12)
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


@given(projections(), st.integers(1, 200_000))
def test_a_chart_has_room_for_every_mark_and_a_few_ticks(projection: Projection, required: int) -> None:
    day = date(2022, 7, 6)
    petition = Petition("p", "", "ca/recall-local", "", "", "", day, None, required)
    sheet = chart_sheet(Figures(petition, day, "", projections=(projection,)))
    places = [
        each[key] for each in sheet["marks"] + sheet["lines"] for key in ("at", "from", "to") if key in each
    ]
    assert all(0 <= place <= AXIS for place in places)
    assert 2 <= len(sheet["ticks"]) <= 9
    assert all(0 <= tick["at"] <= AXIS for tick in sheet["ticks"])


def test_a_full_count_is_a_mark_of_its_own(figures_of: Callable[[str], Figures]) -> None:
    marks = {mark["kind"]: mark for mark in chart_sheet(figures_of("los_angeles"))["marks"]}
    assert marks["counted"]["text"] == "520,050"
    assert marks["projection"]["from"] < marks["projection"]["at"] < marks["projection"]["to"]
