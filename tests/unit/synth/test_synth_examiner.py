from collections import Counter

import pytest

from fullcount.synth import Examiner, Seen
from fullcount.terms import BadInput, Outcome, Reading

HERE, AWAY = Reading.REGISTERED_HERE, Reading.ANOTHER_ADDRESS


def habits(made, **changed):
    sure = {"notice": 1.0, "agree": 1.0, "doubt": 0.0, "doubt_shared": 0.0, "trust": 0.0}
    return {**made.scenario.settings["examiners"], **sure, **changed}


@pytest.fixture(scope="module")
def sure(made):
    return Examiner(made.truth, habits(made), 1)


@pytest.fixture(scope="module")
def shown(truth):
    return [Seen(row["line"], [(row["voter_id"], HERE)] if row["voter_id"] else []) for row in truth]


def expected(row):
    if row["outcome"] == "valid" or row["reason"] == "duplicate":
        return ""
    return row["reason"]


def test_shown_the_right_record_a_sure_examiner_finds_the_truth(sure, shown, truth):
    for row, found in zip(truth, sure.examine(shown), strict=True):
        assert found[-1].reason == expected(row)
        assert found[-1].line == row["line"]


def test_a_copy_is_found_valid_because_settling_is_the_cases(sure, shown, truth):
    copies = {row["line"] for row in truth if row["reason"] == "duplicate"}
    found = [line[-1] for line in sure.examine(shown) if line[-1].line in copies]
    assert len(found) == 22
    assert {one.outcome for one in found} == {Outcome.VALID}
    assert all(one.voter_id for one in found)


def test_a_mismatch_takes_three_different_officials(sure, shown, truth):
    lines = {row["line"] for row in truth if row["reason"] == "mismatch_signature"}
    mismatches = [line for line in sure.examine(shown) if line[0].line in lines]
    assert len(mismatches) == 8
    for line in mismatches:
        assert [one.reason for one in line] == ["mismatch_signature"] * 3
        assert len({one.official for one in line}) == 3


def test_where_the_voter_is_not_shown_the_line_is_not_registered_however_valid_it_is(sure, truth):
    valid = [Seen(row["line"], []) for row in truth if row["outcome"] == "valid"]
    assert {line[0].reason for line in sure.examine(valid)} == {"not_registered"}
    assert all(sure.would_search(valid))


def test_a_search_hit_is_as_good_as_a_candidate(sure, truth):
    valid = [Seen(row["line"], [], [row["voter_id"]]) for row in truth if row["outcome"] == "valid"]
    assert {line[0].outcome for line in sure.examine(valid)} == {Outcome.VALID}
    assert not any(sure.would_search(valid))


def test_a_stranger_shown_is_not_taken_for_the_signer(sure, truth):
    valid = [row for row in truth if row["outcome"] == "valid"]
    crossed = [
        Seen(row["line"], [(other["voter_id"], HERE)])
        for row, other in zip(valid, valid[1:] + valid[:1], strict=True)
    ]
    assert {line[0].reason for line in sure.examine(crossed)} == {"not_registered"}


def test_unnoticed_forgeries_are_found_valid(made, shown, truth):
    blind = Examiner(made.truth, habits(made, notice=0.0), 1)
    lines = {row["line"] for row in truth if row["reason"] == "mismatch_signature"}
    found = [line for line in blind.examine(shown) if line[0].line in lines]
    assert {(len(line), line[0].outcome) for line in found} == {(1, Outcome.VALID)}


def test_a_doubt_nobody_shares_is_overruled_by_another_official(made, shown):
    doubting = Examiner(made.truth, habits(made, doubt=1.0), 1)
    doubted = [line for line in doubting.examine(shown) if line[0].reason == "mismatch_signature"]
    overruled = [line for line in doubted if line[-1].outcome == Outcome.VALID]
    assert len(overruled) == 280 + 22
    assert all(len(line) == 2 and line[0].official != line[1].official for line in overruled)


def test_one_who_believes_every_reading_repeats_the_machines_mistakes(made, truth):
    trusting = Examiner(made.truth, habits(made, trust=1.0), 1)
    moved = [
        Seen(row["line"], [(row["voter_id"], HERE)]) for row in truth if row["reason"] == "different_address"
    ]
    home = [Seen(row["line"], [(row["voter_id"], AWAY)]) for row in truth if row["outcome"] == "valid"]
    assert {line[0].outcome for line in trusting.examine(moved)} == {Outcome.VALID}
    assert {line[0].reason for line in trusting.examine(home)} == {"different_address"}


def test_neither_order_nor_batches_change_a_finding(made, shown):
    examiner = Examiner.of(made)
    at_once = examiner.examine(shown)
    one_by_one = [examiner.examine([seen])[0] for seen in reversed(shown)]
    assert one_by_one[::-1] == at_once


def test_work_is_spread_over_the_officials(made, shown):
    desks = Counter(line[0].official for line in Examiner.of(made).examine(shown))
    assert len(desks) == 12


def test_unknown_voters_on_the_screen_are_passed_over(sure, truth):
    seen = Seen(truth[0]["line"], [("nobody", HERE), ("99999999", HERE)])
    assert len(sure.examine([seen])) == 1


def test_an_unknown_line_is_refused(sure):
    with pytest.raises(BadInput, match="00000-00"):
        sure.examine([Seen("00000-00", [])])


def test_too_few_examiners_are_refused(made):
    with pytest.raises(BadInput):
        Examiner(made.truth, habits(made, officials=2), 1)


def test_an_empty_batch_has_no_findings(sure):
    assert sure.examine([]) == []
