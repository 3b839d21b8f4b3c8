"""The projection, its two roundings and its steps."""

from datetime import date
from decimal import Decimal

import pytest

from fullcount import law
from fullcount.terms import BadInput, Rounding

STATE = law.find("ca/initiative-state", filed=date(2022, 1, 1))
EXAMPLE = law.SampleCount(24034, 722, 516, 2)


def test_the_regulations_example_is_laid_out_as_it_prints_it():
    steps = STATE.project(EXAMPLE, Rounding.REGULATION).steps
    assert [step.result for step in steps] == ["71.47%", "17,178", "33.2881", "1,074.8095", "2,150", "15,028"]
    assert steps[1].formula == "24,034 × 71.47% = 17,177.0998, rounded up"
    assert steps[3].formula == "33.2881 × (33.2881 − 1.0000) = 33.2881 × 32.2881"
    assert steps[4].formula == "1,074.8095 × 2 = 2,149.6190, rounded up"
    assert steps[5].formula == "17,178 − 2,150"
    assert [step.cite for step in steps][:3] == ["2 CCR 20530(c)", "2 CCR 20530(d)", "2 CCR 20531(a)"]


def test_the_figures_of_the_example_by_the_regulation():
    made = STATE.project(EXAMPLE)
    assert made.rounding is Rounding.REGULATION
    assert made.percent_valid == Decimal("71.47")
    assert made.value_of_each_signature == Decimal("33.2881")
    assert made.duplicate_weight == Decimal("1074.8095")
    assert (made.uncorrected, made.estimated_duplicates, made.projected) == (17178, 2150, 15028)


def test_the_sheet_keeps_its_figures_unrounded():
    made = STATE.project(EXAMPLE, Rounding.SHEET)
    assert made.uncorrected == Decimal("17176.6537396122")
    assert made.value_of_each_signature == Decimal("33.2880886427")
    assert made.projected == Decimal("15027.0362259344")
    assert [step.label[0] for step in made.steps] == ["V", "A", "B", "C", "P"]


def test_the_weight_of_one_duplicate_in_los_angeles_was_about_380():
    made = STATE.project(law.SampleCount(715833, 35793, 27983, 1))
    assert made.value_of_each_signature == Decimal("19.9992")
    assert made.duplicate_weight == Decimal("379.9688")


@pytest.mark.parametrize("rounding", list(Rounding))
def test_where_everything_was_examined_nothing_is_projected(rounding):
    made = STATE.project(law.SampleCount(3, 3, 2, 1), rounding)
    assert (made.projected, made.uncorrected, made.estimated_duplicates) == (2, 2, 0)
    assert "nothing is projected" in made.steps[-1].formula


def test_so_many_duplicates_make_the_projection_negative_as_the_formula_does():
    made = STATE.project(law.SampleCount(10000, 500, 10, 50))
    assert made.projected == 200 - 19000


@pytest.mark.parametrize(
    ("raw", "sample", "valid", "duplicates", "says"),
    [
        (1000, 0, 0, 0, "holds no signature"),
        (1000, 1001, 5, 0, "larger than the raw count"),
        (1000, 500, 501, 0, "More signatures are valid"),
        (1000, 500, 0, 501, "More duplicates"),
        (1000, 500, 499, 2, "must not be counted as valid"),
        (1000, 500, -1, 0, "valid is -1"),
        (1000, 500, 1.5, 0, "valid is 1.5"),
        (True, 1, 1, 0, "raw is True"),
    ],
)
def test_figures_that_cannot_be_are_refused(raw, sample, valid, duplicates, says):
    with pytest.raises(BadInput, match=says):
        law.SampleCount(raw, sample, valid, duplicates)


def test_the_report_gives_ints_where_whole_and_decimals_otherwise():
    recall = law.find("ca/recall-local", filed=date(2022, 7, 6))
    report = law.projection_report(recall, law.SampleCount(715833, 35793, 27983, 0), 566857)
    assert report["uncorrected"] == report["projected"] == 559639
    assert type(report["projected"]) is int
    assert report["lower_line"] == Decimal("510171.3")
    assert report["upper_line"] == Decimal("623542.7")
    assert report["determination"] == "full-count"
    assert report["steps"][-1]["result"] == "full count"
    assert report["roundings_differ"] is False


def test_the_report_says_where_the_roundings_differ():
    recall = law.find("ca/recall-local", filed=date(2022, 7, 6))
    report = law.projection_report(recall, law.SampleCount(715833, 35793, 25508, 0), 566857, Rounding.SHEET)
    assert report["determination"] == "insufficient"
    assert report["roundings_differ"] is True
    assert "by the regulation 510,175, full count" in report["roundings"]
    assert "by the unrounded sheet 510,140.7584, insufficient" in report["roundings"]
