"""What stands for a line, and which line of a voter counts."""

import pytest

from fullcount import law
from fullcount.terms import Fault, Finding, Outcome, Stage, Standing

VALID, INVALID = Outcome.VALID, Outcome.INVALID


def found(outcome, reason="", official="a", tag="t"):
    return Finding("1", Stage.SAMPLE, outcome, reason, official, tag)


def mismatch(official):
    return found(INVALID, "mismatch_signature", official)


def test_the_latest_finding_stands():
    stands = law.standing([found(INVALID, "canceled"), found(VALID, official="b")], 3)
    assert stands == Standing("1", VALID, "", "t", True, 0)


@pytest.mark.parametrize(("officials", "needs"), [("a", 2), ("ab", 1), ("aa", 2), ("aba", 1)])
def test_a_mismatch_waits_for_different_officials(officials, needs):
    stands = law.standing([mismatch(official) for official in officials], 3)
    assert stands == Standing("1", None, "mismatch_signature", "t", False, needs)


def test_three_different_officials_settle_a_mismatch():
    stands = law.standing([mismatch(official) for official in "abac"], 3)
    assert stands == Standing("1", INVALID, "mismatch_signature", "t", True, 0)


def test_one_differing_finding_begins_the_count_again():
    stands = law.standing([mismatch("a"), mismatch("b"), found(VALID, official="c"), mismatch("d")], 3)
    assert (stands.settled, stands.needs) == (False, 2)


def test_a_valid_finding_ends_the_question_at_once():
    assert law.standing([mismatch("a"), found(VALID, official="b")], 3).outcome is VALID


def test_another_reason_needs_one_official():
    assert law.standing([mismatch("a"), found(INVALID, "canceled")], 3).settled


def test_a_line_without_findings_is_a_fault_of_the_caller():
    with pytest.raises(Fault, match="no finding"):
        law.standing([], 3)


def stands(line, outcome, tag, reason="", settled=True):
    return Standing(line, outcome, reason, tag, settled)


def test_of_one_voters_valid_lines_the_first_stands():
    lines = [
        stands("1", VALID, "x"),
        stands("2", VALID, "y"),
        stands("3", VALID, "x"),
        stands("4", VALID, "x"),
    ]
    assert law.settle(lines) == {"3": "1", "4": "1"}


def test_an_invalid_copy_neither_stands_nor_is_a_duplicate():
    lines = [stands("1", INVALID, "x", "different_address"), stands("2", VALID, "x"), stands("3", VALID, "x")]
    assert law.settle(lines) == {"3": "2"}


def test_lines_of_nobody_and_open_lines_are_left_alone():
    lines = [stands("1", VALID, ""), stands("2", VALID, ""), stands("3", None, "x", settled=False)]
    assert law.settle([*lines, stands("4", VALID, "x")]) == {}
