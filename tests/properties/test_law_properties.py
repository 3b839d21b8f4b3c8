"""Laws of the law that can be said in one sentence."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from fullcount import law
from fullcount.terms import Finding, Outcome, Rounding, Stage, Standing, Verdict

RECALL = law.find("ca/recall-local", filed=date(2022, 7, 6))
LAWS = tuple(law.find(rule.id, filed=date(2024, 7, 6)) for rule in law.index())
ORDER = list(Verdict)


@st.composite
def counts(draw, duplicates=True):
    raw = draw(st.integers(1, 3_000_000))
    sample = draw(st.integers(1, min(raw, 100_000)))
    valid = draw(st.integers(0, sample))
    extra = draw(st.integers(0, min(sample - valid, 200))) if duplicates else 0
    return law.SampleCount(raw, sample, valid, extra)


def reference(count):
    """2 CCR 20530-20532 by integers alone: hundredths of a percent, ten-thousandths of a value."""
    share = (2 * 10000 * count.valid + count.sample) // (2 * count.sample)
    valid = -(-count.raw * share // 10000)
    value = (2 * 10000 * count.raw + count.sample) // (2 * count.sample)
    weight = (2 * value * (value - 10000) + 10000) // (2 * 10000)
    return valid - -(-count.duplicates * weight // 10000)


@given(counts())
def test_the_regulation_agrees_with_integer_arithmetic(count):
    if not count.everything:
        assert RECALL.project(count).projected == reference(count)


@given(counts())
def test_the_sheet_agrees_with_its_formula(count):
    value = Fraction(count.raw, count.sample)
    exact = value * count.valid - value * (value - 1) * count.duplicates
    made = RECALL.project(count, Rounding.SHEET)
    assert abs(Fraction(made.projected) - exact) <= Fraction(1, 10**10)


@given(counts(), st.sampled_from(list(Rounding)))
def test_one_more_valid_signature_never_lowers_the_projection(count, rounding):
    if count.valid + count.duplicates < count.sample:
        more = law.SampleCount(count.raw, count.sample, count.valid + 1, count.duplicates)
        assert RECALL.project(more, rounding).projected >= RECALL.project(count, rounding).projected


@given(counts(), st.sampled_from(list(Rounding)))
def test_one_more_duplicate_never_raises_the_projection(count, rounding):
    if count.valid + count.duplicates < count.sample:
        more = law.SampleCount(count.raw, count.sample, count.valid, count.duplicates + 1)
        assert RECALL.project(more, rounding).projected <= RECALL.project(count, rounding).projected


@given(counts(duplicates=False), st.integers(1, 3_000_000))
def test_without_duplicates_the_sheet_reads_like_the_thresholds(count, required):
    if count.raw >= required and not count.everything:
        found = RECALL.determine(RECALL.project(count, Rounding.SHEET), required)
        thresholds = RECALL.sample_thresholds(count.raw, count.sample, required)
        assert found.verdict is thresholds.reading(count.valid)


@given(st.sampled_from(LAWS), st.integers(1, 10**7), st.integers(1, 10**7), st.integers(1, 10**7))
def test_a_larger_number_never_leads_to_a_worse_determination(rule, required, one, other):
    small, large = sorted((one, other))
    rank = [Verdict.INSUFFICIENT, Verdict.FULL_COUNT, Verdict.SUFFICIENT]
    verdicts = [rule.determine_number(number, required).verdict for number in (small, large)]
    assert rank.index(verdicts[0]) <= rank.index(verdicts[1])


@given(st.integers(1, 10**8))
def test_the_required_number_is_not_less_than_the_percentage_and_one_less_is(registered):
    answer = RECALL.required_number(registered)
    share = Fraction(answer.percent) * registered / 100
    assert answer.number - 1 < share <= answer.number


@given(st.sampled_from(LAWS), st.integers(1, 10**7))
def test_a_sample_is_never_more_than_there_is_nor_less_than_its_share(rule, raw):
    answer = rule.sample_size(raw)
    assert 1 <= answer.size <= raw
    assert answer.everything == (answer.size == raw)
    table = rule.values["sample_table"].rows()[-1]
    share = Fraction(Decimal(table["share"]))
    assert answer.size >= share * raw


@given(st.dates(date(1995, 1, 1), date(2060, 1, 1)), st.sampled_from([rule.id for rule in law.index()]))
def test_a_published_law_read_back_is_the_law(filed, law_id):
    found = law.find(law_id, filed=filed)
    assert law.Law.from_published(found.as_published()) == found


@given(st.dates(date(1995, 1, 1), date(2060, 1, 1)))
def test_a_business_deadline_falls_on_a_day_of_work(filed):
    for one in law.find("ca/recall-local", filed=filed).deadlines(filed):
        if one.date and one.unit == "business days":
            assert one.date.weekday() < 5
            assert (one.date - filed).days >= one.days
            assert one.date not in [day for day, _name in one.closed]


STANDINGS = st.lists(
    st.tuples(st.sampled_from(["", "x", "y", "z"]), st.sampled_from([None, *Outcome])), max_size=12
)


@given(STANDINGS)
def test_exactly_one_line_of_a_voter_counts(rows):
    lines = [
        Standing(str(number), outcome, "" if outcome is Outcome.VALID else "other", tag, outcome is not None)
        for number, (tag, outcome) in enumerate(rows)
    ]
    surplus = law.settle(lines)
    valid = [line for line in lines if line.outcome is Outcome.VALID and line.voter_tag]
    counted = [line.voter_tag for line in valid if line.line not in surplus]
    assert sorted(counted) == sorted({line.voter_tag for line in valid})
    assert all(int(stands) < int(line) for line, stands in surplus.items())


FINDINGS = st.lists(
    st.tuples(st.sampled_from(["", "mismatch_signature", "canceled"]), st.sampled_from("abcd")), min_size=1
)


@given(FINDINGS, st.integers(1, 4))
def test_fewer_officials_than_agreed_never_reject_a_signature(rows, agreeing):
    findings = [
        Finding("1", Stage.FULL, Outcome.INVALID if reason else Outcome.VALID, reason, official, "")
        for reason, official in rows
    ]
    stands = law.standing(findings, agreeing)
    officials = {official for reason, official in rows if reason == "mismatch_signature"}
    if stands.settled and stands.reason == "mismatch_signature":
        assert len(officials) >= agreeing
    assert stands.settled == (stands.needs == 0)
