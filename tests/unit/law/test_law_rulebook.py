"""Finding, resolving and checking rules; publishing them and reading them back."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from fullcount import law
from fullcount.terms import BadInput, NotFound, UnknownLaw, Verdict, canonical

SHIPPED = Path(law.__file__).parent / "rulebook"
DAY = date(2022, 7, 6)
IDS = [rule.id for rule in law.index()]


@pytest.fixture
def book(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "book")
    return tmp_path / "book"


def change(book, name, old, new):
    file = book / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_rules_there_are():
    assert IDS == [
        "ca/in-lieu",
        "ca/initiative-city",
        "ca/initiative-county",
        "ca/initiative-state",
        "ca/recall-local",
        "ca/referendum-state",
    ]


@pytest.mark.parametrize(
    "bad", ["ca/recall", "ca/../ca/recall-local", "", "/etc", "ca/shared", "recall-local"]
)
def test_an_unknown_id_names_the_known_ones(bad):
    with pytest.raises(UnknownLaw, match="The rules are: ca/in-lieu"):
        law.find(bad, filed=DAY)


def test_a_near_miss_is_suggested():
    with pytest.raises(UnknownLaw, match="Did you mean 'ca/recall-local'"):
        law.find("ca/recal-local", filed=DAY)


def test_before_the_first_day_there_is_no_law():
    with pytest.raises(UnknownLaw, match="1994-12-31"):
        law.find("ca/recall-local", filed=date(1994, 12, 31))


@pytest.mark.parametrize("law_id", IDS)
@pytest.mark.parametrize("filed", [date(1995, 1, 1), DAY, date(2023, 1, 1), date(2024, 1, 1)])
def test_every_rule_resolves_and_comes_back_from_its_published_form(law_id, filed):
    found = law.find(law_id, filed=filed)
    published = found.as_published()
    again = law.Law.from_published(published)
    assert again == found
    assert again.digest() == found.digest()
    assert canonical(again.as_published()) == canonical(published)


@pytest.mark.parametrize("law_id", IDS)
def test_every_value_says_where_it_is_written_and_how_sure_we_are(law_id):
    for row in law.describe(law.find(law_id, filed=date(2025, 6, 1))):
        assert row.cite
        assert row.says
        assert row.value
        assert row.status in set(law.Status)
        assert row.note or row.status == "verified"


@pytest.mark.parametrize("law_id", IDS)
def test_nothing_from_memory_drives_a_computation(law_id):
    rows = law.describe(law.find(law_id, filed=date(2025, 6, 1)))
    assert {r.name for r in rows if r.section in ("values", "deadlines") and r.status == "memory"} == set()


def test_2022_and_2024_differ():
    before, after = (law.find("ca/recall-local", filed=date(year, 7, 6)) for year in (2022, 2024))
    assert before.digest() != after.digest()
    assert before.values["full_count"].cite == "Elections Code 11225(c)"
    assert after.values["full_count"].cite == "Elections Code 11225(d)"


def test_an_ended_rule_is_gone_from_its_day_on():
    def labels(day):
        return [
            step.label for step in law.find("ca/recall-local", filed=day).what_follows(Verdict.SUFFICIENT)
        ]

    assert "consolidation" in labels(date(2022, 12, 31))
    assert "consolidation" not in labels(date(2023, 1, 1))


def test_what_follows_each_verdict_of_a_recall():
    recall = law.find("ca/recall-local", filed=date(2025, 7, 6))
    labels = {verdict: [step.label for step in recall.what_follows(verdict)] for verdict in Verdict}
    assert labels[Verdict.FULL_COUNT] == ["full count"]
    assert labels[Verdict.INSUFFICIENT][:2] == ["certificate of the result", "no action"]
    assert "examination by proponents" in labels[Verdict.INSUFFICIENT]
    assert "election ordered" in labels[Verdict.SUFFICIENT]


def test_what_is_from_memory_is_printed_as_in_doubt():
    steps = law.find("ca/recall-local", filed=DAY).what_follows(Verdict.INSUFFICIENT)
    assert [step.formula for step in steps if step.label == "a new petition"] == [
        "In doubt (memory): 'Without prejudice' is from memory."
    ]


def test_three_officials_reject_a_signature():
    recall = law.find("ca/recall-local", filed=DAY)
    assert recall.officials_to_reject_signature == 3
    assert recall.values["officials_to_reject_signature"].status == "partly"
    assert recall.signature_reason == "mismatch_signature"


def test_only_initiatives_may_stop_a_full_count_early():
    early = [law_id for law_id in IDS if law.find(law_id, filed=DAY).early_stop]
    assert early == [
        "ca/initiative-city",
        "ca/initiative-county",
        "ca/initiative-state",
        "ca/referendum-state",
    ]


def test_one_primary_reason_by_precedence():
    recall = law.find("ca/recall-local", filed=DAY)
    assert (
        recall.primary_reason(["duplicate", "mismatch_signature", "different_address"]) == "different_address"
    )
    with pytest.raises(BadInput, match="not a reason"):
        recall.primary_reason(["ugly"])
    with pytest.raises(BadInput, match="No reason"):
        recall.primary_reason([])


def test_every_reason_falls_in_a_category_of_los_angeles():
    recall = law.find("ca/recall-local", filed=DAY)
    grouped = recall.group_reasons({reason.code: 1 for reason in recall.reasons}, "los-angeles-2022")
    assert sum(grouped.values()) == len(recall.reasons)
    assert grouped["Out of County Address"] == 2
    assert recall.group_reasons({}, "los-angeles-2022") == {}
    with pytest.raises(UnknownLaw, match="no published table"):
        recall.group_reasons({"other": 1}, "nowhere")


def added(name):
    entry = 'says = "x"\nunit = "decimals"'
    row = 'from = 1995-01-01\nvalue = 2\ncite = "x"\nstatus = "verified"'
    return f"[values.{name}]\n{entry}\n[[values.{name}.dated]]\n{row}\n[values.early_stop]"


RULE, SHARED = "ca/recall-local/rule.toml", "ca/shared/projection.toml"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (RULE, 'cite = "Elections Code 11221(a)"\n', "", "has no 'cite'"),
        (RULE, 'status = "verified"\n', "", "has no 'status'"),
        (RULE, 'status = "verified"', 'status = "sure"', "'sure' is not a status"),
        (RULE, "from = 1995-01-01\n", "", "has no 'from' date"),
        (RULE, "from = 2024-01-01", "from = 1990-01-01", "do not climb"),
        (RULE, 'status = "verified"', 'status = "doubtful"', "has no note"),
        (RULE, "ended = true", "ended = false", "neither or both"),
        (RULE, "value = 90", 'value = "many"', "not a value of the unit 'percent'"),
        (RULE, "value = 90", "value = 1e400", "not a value of the unit 'percent'"),
        (RULE, "value = 90", "value = 190", "insufficient_below is above"),
        (RULE, "value = 90", "value = 90\nmood = 1", "'mood' is not a field"),
        (RULE, "percent = 30", "percents = 30", "not a value of the unit 'table'"),
        (RULE, "{ percent = 10 }", "{ below = 9, percent = 10 }", "Rows must climb"),
        (
            RULE,
            "{ below = 10000, percent = 25 }",
            "{ below = 10000, days = 25 }",
            "Every row needs 'percent'",
        ),
        (RULE, 'take = "all"', 'take = "some"', "take is"),
        (RULE, "share = 0.05", "share = 5", "not a value of the unit 'table'"),
        (RULE, 'value = "never"', 'value = "maybe"', "'maybe' is not a choice"),
        (RULE, "[values.early_stop]", added("early_stops"), "not a value the engine knows"),
        (RULE, 'unit = "percent"', 'unit = "choice"', "not a value of the unit|The unit is"),
        (RULE, 'unit = "percent"', 'unit = "miles"', "'miles' is not a unit"),
        (RULE, 'counted_from = "meeting"', 'counted_from = "moon"', "no event"),
        (
            RULE,
            'counted_from = "meeting"',
            'counted_from = "order_by_county_official"',
            "no event",
        ),
        (RULE, 'sense = "latest"\n', "", "lacks 'sense'"),
        (RULE, 'sense = "latest"', 'sense = "soon"', "sense must be"),
        (RULE, 'when = "sufficient"', 'when = "never"', "when = 'never'"),
        (RULE, "order = 10", 'order = "first"', "whole numbers"),
        (RULE, 'unit = "business days"', 'unit = "percent"', "is not one of days, business days"),
        (RULE, 'title = "', 'titel = "', "'titel' is not known"),
        (RULE, "since = 1995-01-01\n", "since = 1995\n", "since is a date"),
        (RULE, 'since_note = "', '# "', "'since_note' is missing"),
        (RULE, 'title = "', "title = ", "not TOML"),
        (RULE, '"ca/shared/projection", ', "", "holds no 'decimals_round'"),
        (RULE, "[values.early_stop]", added("percent_valid"), "given twice"),
        (SHARED, 'status = "verified"', 'status = "memory"\nnote = "x"', "must not drive a computation"),
        (SHARED, "value = 2\n", "value = 99\n", "not a value of the unit 'decimals'"),
        (SHARED, "[[values.percent_valid.dated]]", "[values.percent_valid.date]", "has no dated values"),
        ("ca/shared/examination.toml", '"mismatch_signature"', '"bad_ink"', "not one of the reasons"),
        ("ca/shared/reasons.toml", "precedence = 20", "precedence = 10", "the same precedence"),
    ],
)
def test_a_fault_of_the_rulebook_is_named(book, file, old, new, says):
    change(book, file, old, new)
    with pytest.raises(BadInput, match=says):
        law.find("ca/recall-local", filed=DAY, rulebook=book)


def test_a_band_needs_all_its_parts(book):
    change(book, RULE, "[[values.full_count.dated]]\nfrom = 1995", "[[values.full_count.dated]]\nfrom = 2023")
    with pytest.raises(BadInput, match="A band needs"):
        law.find("ca/recall-local", filed=DAY, rulebook=book)


def test_a_shared_file_that_is_not_there_is_named(book):
    (book / SHARED).unlink()
    with pytest.raises(NotFound, match="ca/shared/projection"):
        law.find("ca/recall-local", filed=DAY, rulebook=book)


def test_a_case_with_an_unknown_question_is_named(book):
    change(book, "ca/in-lieu/cases.toml", 'ask = "sample size"', 'ask = "the weather"')
    with pytest.raises(BadInput, match="'the weather' is not a question"):
        list(law.run_cases(book))


def forged(path, value):
    published = law.find("ca/recall-local", filed=DAY).as_published()
    part = published
    for key in path[:-1]:
        part = part[key]
    if value is None:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return published


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("form",), "fullcount law v2"),
        (("id",), None),
        (("filed",), "yesterday"),
        (("party",), "hat"),
        (("values",), []),
        (("values", "at_equality"), None),
        (("values", "at_equality"), "sufficient"),
        (("values", "at_equality", "cite"), ""),
        (("values", "at_equality", "unit"), ["choice"]),
        (("values", "at_equality", "status"), ["doubtful"]),
        (("values", "at_equality", "from"), 5),
        (("values", "at_equality", "note"), 5),
        (("values", "at_equality", "extra"), 5),
        (("values", "insufficient_below", "value"), 0.9),
        (("values", "insufficient_below", "value"), "1e999999999"),
        (("values", "insufficient_below", "value"), True),
        (("values", "open_holidays", "value"), "all"),
        (("values", "sample_table", "value"), [5]),
        (("values", "sample_table", "value"), []),
        (("values", "officials_to_reject_signature", "value"), -1),
        (("deadlines", "examination", "value"), 10**12),
        (("deadlines", "examination", "counted_from"), ["filed"]),
        (("reasons", "other", "published_as"), "Other"),
        (("reasons", "other", "precedence"), 10**30),
        (("follows", "certificate", "value"), " "),
    ],
)
def test_a_published_law_that_was_tampered_with_is_refused(path, value):
    with pytest.raises(BadInput):
        law.Law.from_published(forged(path, value))
