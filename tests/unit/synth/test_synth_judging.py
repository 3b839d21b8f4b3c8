from collections import Counter

import pytest

from fullcount.synth import ErrorCount, Stood, judge, judging
from fullcount.synth.facts import read_facts
from fullcount.synth.judging import (
    COPY,
    DOUBTED,
    LOST,
    MANY_BEAR,
    MOVED_LOST,
    NOT_NOTICED,
    READING,
    UNDECIDED,
)


def stood_as_true(truth):
    return [Stood(row["line"], row["outcome"], row["reason"], row["voter_id"]) for row in truth]


def changed(truth, name, **change):
    """The true standings, but for the first line of one outcome."""
    standings = stood_as_true(truth)
    place = next(i for i, row in enumerate(truth) if (row["reason"] or row["outcome"]) == name)
    standings[place] = standings[place]._replace(**change)
    return standings


def test_the_truth_has_no_errors(made, truth):
    errors = judge(made.truth, stood_as_true(truth))
    assert (errors.lines, errors.differing, errors.housemates) == (400, 0, 0)
    assert errors.valid == (280, 280)
    assert ("not_registered", 48, 48) in errors.by_outcome


@pytest.mark.parametrize(
    ("name", "change", "cause"),
    [
        ("valid", {"outcome": "invalid", "reason": "not_registered", "voter_id": ""}, LOST),
        ("different_address", {"reason": "not_registered", "voter_id": ""}, MOVED_LOST),
        ("mismatch_signature", {"outcome": "valid", "reason": ""}, NOT_NOTICED),
        ("valid", {"outcome": "invalid", "reason": "mismatch_signature"}, DOUBTED),
        ("different_address", {"outcome": "valid", "reason": ""}, READING),
        ("duplicate", {"outcome": "valid", "reason": ""}, COPY),
        ("valid", {"outcome": None}, UNDECIDED),
    ],
)
def test_each_error_has_its_cause(made, truth, name, change, cause):
    standings = changed(truth, name, **change)
    errors = judge(made.truth, standings)
    found = change.get("reason") or ("" if change["outcome"] is None else "valid")
    assert errors.counts == (ErrorCount(cause, name, found, 1),)
    assert errors.by_cause == {cause: 1}


def test_a_sample_is_judged_line_by_line(made, truth):
    errors = judge(made.truth, stood_as_true(truth)[:50])
    assert errors.lines == 50
    assert errors.differing == 0


def test_a_moved_voter_of_a_name_many_bear_is_a_cause_of_its_own(made, truth, monkeypatch):
    standings = changed(truth, "different_address", reason="not_registered", voter_id="")
    monkeypatch.setattr(judging, "SEVERAL", 1)  # so small a county has no name that many bear
    assert judge(made.truth, standings).by_cause == {MANY_BEAR: 1}


def test_names_that_several_bear_are_counted_on_the_roll(made, monkeypatch):
    facts = read_facts(made.truth)
    borne = Counter(zip(facts.records.first.tolist(), facts.records.last.tolist(), strict=True))
    lines = zip(facts.lines.first.tolist(), facts.lines.last.tolist(), strict=True)
    monkeypatch.setattr(judging, "SEVERAL", 2)
    expected = [borne[name] >= 2 for name in lines]
    assert any(expected)
    assert judging._borne_by_several(facts).tolist() == expected
