"""Bands, equality, thresholds, and the numbers asked beforehand."""

from datetime import date
from decimal import Decimal

import pytest

from fullcount import law
from fullcount.terms import BadInput, Rounding, UnknownLaw, Verdict

RECALL = law.find("ca/recall-local", filed=date(2022, 7, 6))
STATE = law.find("ca/initiative-state", filed=date(2022, 7, 6))
IN_LIEU = law.find("ca/in-lieu", filed=date(2022, 7, 6))


@pytest.mark.parametrize(
    ("registered", "number"),
    [
        *[(1, 1), (999, 300), (1000, 250), (9999, 2500), (10000, 2000), (49999, 10000)],
        *[(50000, 7500), (99999, 15000), (100000, 10000), (100001, 10001), (5668569, 566857)],
    ],
)
def test_the_required_number_is_the_percentage_of_its_row_rounded_up(registered, number):
    assert RECALL.required_number(registered).number == number


def test_the_required_number_shows_its_step():
    step = RECALL.required_number(5668569).steps[0]
    assert step.formula == "5,668,569 registered voters × 10% = 566,856.9, rounded up"
    assert step.result == "566,857"


def test_a_law_without_a_table_says_so():
    with pytest.raises(UnknownLaw, match="Give the required number"):
        STATE.required_number(1000)


@pytest.mark.parametrize(
    ("registered", "days"), [(999, 40), (4999, 60), (9999, 90), (49999, 120), (50000, 160)]
)
def test_the_days_of_circulation(registered, days):
    assert RECALL.circulation_days(registered) == days


@pytest.mark.parametrize(
    ("raw", "size", "everything"),
    [(1, 1, True), (500, 500, True), (501, 500, False), (10000, 500, False), (10001, 501, False)],
)
def test_the_sample_of_a_recall(raw, size, everything):
    answer = RECALL.sample_size(raw)
    assert (answer.size, answer.everything) == (size, everything)


def test_exactly_one_hundred_of_one_hundred_in_lieu_signatures_is_everything():
    assert IN_LIEU.sample_size(100).everything


@pytest.mark.parametrize(("raw", "met"), [(566856, False), (566857, True)])
def test_prima_facie_needs_at_least_the_required_number(raw, met):
    assert RECALL.prima_facie(raw, 566857).met is met


def test_in_lieu_petitions_have_no_prima_facie_number():
    assert IN_LIEU.prima_facie(1, 100).met


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        ("510171.2999", Verdict.INSUFFICIENT),
        ("510171.3", Verdict.FULL_COUNT),
        ("623542.7", Verdict.FULL_COUNT),
        ("623542.7001", Verdict.SUFFICIENT),
    ],
)
def test_both_lines_belong_to_the_full_count(number, verdict):
    found = RECALL.determine_number(Decimal(number), 566857)
    assert found.verdict is verdict
    assert (found.lower_line, found.upper_line) == (Decimal("510171.3"), Decimal("623542.7"))


def test_initiatives_have_the_lower_line_at_95():
    assert STATE.determine_number(94, 100).verdict is Verdict.INSUFFICIENT
    assert STATE.determine_number(95, 100).verdict is Verdict.FULL_COUNT
    assert STATE.determine_number(110, 100).verdict is Verdict.FULL_COUNT
    assert STATE.determine_number(111, 100).verdict is Verdict.SUFFICIENT


def test_the_steps_of_a_determination():
    steps = RECALL.determine(RECALL.project(law.SampleCount(715833, 35793, 27983)), 566857).steps
    assert [step.formula for step in steps] == [
        "566,857 × 90%",
        "566,857 × 110%",
        "559,639 lies between 510,171.3 and 623,542.7, both included",
    ]
    assert [step.cite for step in steps] == [
        "Elections Code 11225(d)",
        "Elections Code 11225(b)",
        "Elections Code 11225(c)",
    ]


def test_the_sheets_decision_compares_the_unrounded_number():
    # 8.1 less a millionth of a millionth: ten decimals show 8.1, which is the line itself
    made = RECALL.project(law.SampleCount(810000000008, 10**11 + 1, 1), Rounding.SHEET)
    assert made.projected == Decimal("8.1")
    assert RECALL.determine(made, 9).verdict is Verdict.INSUFFICIENT


def test_a_raw_count_below_the_required_number_is_never_sent_to_a_full_count():
    found = RECALL.determine(RECALL.project(law.SampleCount(9999, 500, 500)), 10000)
    assert found.verdict is Verdict.INSUFFICIENT
    assert "no count can reach it" in found.steps[-1].formula


def test_where_everything_was_examined_no_full_count_is_asked():
    found = RECALL.determine(RECALL.project(law.SampleCount(400, 400, 350)), 360)
    assert (found.verdict, found.lower_line) == (Verdict.INSUFFICIENT, None)


def test_several_counties_are_added_up():
    parts = [STATE.project(law.SampleCount(13794, 500, 327)), STATE.project(law.SampleCount(300, 300, 200))]
    assert STATE.determine(parts, 10000).number == 9022 + 200


def test_no_projection_is_no_determination():
    with pytest.raises(BadInput, match="no projection"):
        STATE.determine([], 10)


@pytest.mark.parametrize(
    ("valid", "verdict", "equality"),
    [
        (566856, Verdict.INSUFFICIENT, False),
        (566857, Verdict.SUFFICIENT, True),
        (566858, Verdict.SUFFICIENT, False),
    ],
)
def test_a_full_count_flags_equality(valid, verdict, equality):
    found = RECALL.determine_full(valid, 566857)
    assert (found.verdict, found.equality) == (verdict, equality)


def test_equality_is_printed_as_doubtful():
    step = RECALL.determine_full(10, 10).steps[-1]
    assert step.label == "Exactly the required number"
    assert step.formula.startswith("In doubt (doubtful): 11224(a) says")


def test_equality_follows_the_rule_not_the_code():
    published = RECALL.as_published()
    published["values"]["at_equality"]["value"] = "insufficient"
    changed = law.Law.from_published(published)
    assert changed.determine_full(10, 10).verdict is Verdict.INSUFFICIENT
    assert changed.digest() != RECALL.digest()


@pytest.mark.parametrize("valid", [25508, 25510, 31178])
def test_without_duplicates_the_sheet_reads_like_the_published_thresholds(valid):
    made = RECALL.project(law.SampleCount(715833, 35793, valid), Rounding.SHEET)
    thresholds = RECALL.sample_thresholds(715833, 35793, 566857)
    assert RECALL.determine(made, 566857).verdict is thresholds.reading(valid)


def test_a_line_that_falls_on_a_whole_number_of_the_sample_is_in_the_band():
    assert RECALL.sample_thresholds(10000, 1000, 1000) == law.Thresholds(90, 111)


def test_an_in_lieu_petition_has_neither_band_nor_full_count():
    found = IN_LIEU.determine(IN_LIEU.project(law.SampleCount(2000, 100, 80)), 1600)
    assert (found.verdict, found.equality, found.upper_line) == (Verdict.SUFFICIENT, True, None)
    assert IN_LIEU.determine_number(1599, 1600).verdict is Verdict.INSUFFICIENT
    with pytest.raises(BadInput, match="no band"):
        IN_LIEU.sample_thresholds(2000, 100, 1600)


@pytest.mark.parametrize("required", [0, -1, 2.5, True, None])
def test_a_required_number_that_cannot_be_is_refused(required):
    with pytest.raises(BadInput, match="required number"):
        RECALL.determine_full(10, required)


@pytest.mark.parametrize("valid", [-1, 2.5, True])
def test_a_valid_number_that_cannot_be_is_refused(valid):
    with pytest.raises(BadInput, match="valid is"):
        RECALL.determine_full(valid, 10)


@pytest.mark.parametrize("sample", [0, 11])
def test_thresholds_need_a_sample_within_the_raw_count(sample):
    with pytest.raises(BadInput, match="between 1 and the raw count"):
        RECALL.sample_thresholds(10, sample, 5)


@pytest.mark.parametrize("ask", ["required_number", "sample_size"])
def test_counts_below_one_are_refused(ask):
    with pytest.raises(BadInput, match="at least 1"):
        getattr(RECALL, ask)(0)
