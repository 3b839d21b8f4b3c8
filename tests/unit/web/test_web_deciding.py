from datetime import timedelta

import pytest
from desk_acts import acting
from desk_people import browser, decided
from small_petition import FILED

from fullcount.case import actions, fsck, read
from fullcount.case.models import PLACES, Entry, FindingRow
from fullcount.terms import BadInput, NotFound, Outcome, Refused, Stage
from fullcount.web.desk import deciding, entering, queue, showing
from fullcount.web.desk.deciding import Verdict
from fullcount.web.desk.rules import rules
from fullcount.web.models import Decision, Person, Task
from fullcount.web.office.intake import declared

VALID = Outcome.VALID
INVALID = Outcome.INVALID


def person(name="examiner-01"):
    return Person.objects.get(name=name)


def shown(desk, who, number=0):
    task = queue.lease(who, number + 1)[number]
    return task, showing.show(desk.roll_dir, [task])[0]


def with_voter(desk, who):
    """The first line in hand that has a candidate."""
    for task in queue.lease(who, 10):
        line = showing.show(desk.roll_dir, [task])[0]
        if line.candidates:
            return task, line.candidates[0].voter.voter_id
    raise AssertionError


def mismatch(voter):
    return Verdict(INVALID, "mismatch_signature", voter, checklist=(rules().features[0],))


def test_a_decision_becomes_a_finding_in_the_ledger(either):
    task, voter = with_voter(either, person())
    before = Entry.objects.count()
    made = deciding.decide(person(), task.pk, Verdict(VALID, voter_id=voter))
    assert entering.enter(either) == 1
    finding = FindingRow.objects.get()
    assert (finding.line_id, finding.outcome, finding.official) == (task.place, "valid", "examiner-01")
    assert Entry.objects.count() == before + 1
    assert Decision.objects.get(pk=made.pk).entry == before
    assert fsck(either).problems == ()


def test_many_decisions_are_entered_in_one_act(either):
    before = Entry.objects.count()
    for _ in range(5):
        task, voter = with_voter(either, person())
        deciding.decide(person(), task.pk, Verdict(VALID, voter_id=voter))
    assert entering.enter(either) == 5
    assert (Entry.objects.count(), FindingRow.objects.count()) == (before + 1, 5)


def test_a_double_click_is_one_decision(either):
    task, voter = with_voter(either, person())
    one = deciding.decide(person(), task.pk, Verdict(VALID, voter_id=voter))
    other = deciding.decide(person(), task.pk, Verdict(VALID, voter_id=voter))
    assert one.pk == other.pk
    assert entering.enter(either) == 1


def test_another_decision_on_the_same_task_is_refused(desk):
    task, voter = with_voter(desk, person())
    deciding.decide(person(), task.pk, Verdict(VALID, voter_id=voter))
    with pytest.raises(Refused, match="decided already"):
        deciding.decide(person(), task.pk, Verdict(INVALID, "other"))


def test_only_who_holds_a_line_decides_it(desk):
    task, voter = with_voter(desk, person())
    with pytest.raises(Refused, match="no longer yours"):
        deciding.decide(person("examiner-02"), task.pk, Verdict(VALID, voter_id=voter))
    with pytest.raises(NotFound):
        deciding.decide(person(), 10**9, Verdict(VALID, voter_id=voter))
    assert decided() == []


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (Verdict(VALID), "needs the voter"),
        (Verdict(VALID, "other", "V1"), "has no reason"),
        (Verdict(INVALID, "ugly"), "no such reason"),
        (Verdict(INVALID, "duplicate"), "no such reason"),
        (Verdict(INVALID, "not_registered"), "search"),
        (Verdict(INVALID, "mismatch_signature"), "compared with a voter's"),
        (Verdict(INVALID, "mismatch_signature", "V1"), "what differs"),
    ],
)
def test_what_the_law_or_the_desk_does_not_know_is_refused(desk, verdict, told):
    task = queue.lease(person(), 1)[0]
    with pytest.raises(BadInput, match=told):
        deciding.decide(person(), task.pk, verdict)
    assert not Task.objects.get(pk=task.pk).done


def test_a_signature_is_rejected_by_three_officials_none_twice(either):
    task, voter = with_voter(either, person("examiner-01"))
    place = task.place
    for name in ("examiner-01", "examiner-02", "examiner-03"):
        mine = [one for one in queue.lease(person(name), 20) if one.place == place]
        deciding.decide(person(name), mine[0].pk, mismatch(voter))
        entering.enter(either)
        assert not [one for one in queue.lease(person(name), 20) if one.place == place]
    standing = next(one for one in read.standings(Stage.SAMPLE))
    assert (standing.settled, standing.reason) == (True, "mismatch_signature")
    assert not Task.objects.filter(place=place, done=False).exists()


def test_one_official_who_finds_it_genuine_settles_it(desk):
    task, voter = with_voter(desk, person("examiner-01"))
    deciding.decide(person("examiner-01"), task.pk, mismatch(voter))
    other = next(one for one in queue.lease(person("examiner-02"), 20) if one.place == task.place)
    deciding.decide(person("examiner-02"), other.pk, Verdict(VALID, voter_id=voter))
    entering.enter(desk)
    assert next(read.standings(Stage.SAMPLE)).outcome is VALID
    assert not Task.objects.filter(place=task.place, done=False).exists()


def test_undo_gives_the_line_back_and_the_new_decision_stands(either):
    task, voter = with_voter(either, person())
    deciding.decide(person(), task.pk, Verdict(INVALID, "illegible"))
    entering.enter(either)
    again = deciding.undo(person())
    assert (again.place, again.holder_id) == (task.place, person().pk)
    deciding.decide(person(), again.pk, Verdict(VALID, voter_id=voter))
    entering.enter(either)
    assert decided() == [("examiner-01", "valid", "")]
    assert next(read.standings(Stage.SAMPLE)).outcome is VALID
    assert FindingRow.objects.count() == 2  # nothing is overwritten
    assert fsck(either).problems == ()


def test_what_was_undone_before_it_was_entered_is_never_entered(desk):
    task = queue.lease(person(), 1)[0]
    deciding.decide(person(), task.pk, Verdict(INVALID, "illegible"))
    deciding.undo(person())
    assert entering.enter(desk) == 0
    assert FindingRow.objects.count() == 0


def test_undo_takes_the_line_from_the_next_official_unless_it_is_in_hand(desk):
    task, voter = with_voter(desk, person("examiner-01"))
    deciding.decide(person("examiner-01"), task.pk, mismatch(voter))
    deciding.undo(person("examiner-01"))
    deciding.decide(person("examiner-01"), queue.lease(person(), 1)[0].pk, mismatch(voter))
    queue.lease(person("examiner-02"), 20)
    with pytest.raises(Refused, match="Another official"):
        deciding.undo(person("examiner-01"))


def test_who_took_a_signature_finding_back_agrees_with_nobody(either):
    task, voter = with_voter(either, person("examiner-01"))
    deciding.decide(person("examiner-01"), task.pk, mismatch(voter))
    entering.enter(either)
    deciding.undo(person("examiner-01"))
    queue.give_back(person("examiner-01"))
    for name, asked in (("examiner-02", True), ("examiner-03", True), ("examiner-04", False)):
        held = next(one for one in queue.lease(person(name), 20) if one.place == task.place)
        deciding.decide(person(name), held.pk, mismatch(voter))
        entering.enter(either)
        assert Task.objects.filter(place=task.place, done=False).exists() is asked


def test_there_is_nothing_to_undo_at_first(desk):
    with pytest.raises(Refused, match="nothing to undo"):
        deciding.undo(person())


def test_a_note_against_a_whole_section_stands_on_its_lines(desk):
    (task,) = queue.lease(person("examiner-01"), 1)
    assert b"Noted at intake" not in browser("examiner-01").get("/examine").content
    declared.note(person("clerk-01"), task.place // PLACES, "tampered_section")
    page = browser("examiner-01").get("/examine").content.decode()
    assert "Noted at intake against the whole section: <strong>Section tampered with" in page


def test_a_candidate_who_withdrew_is_marked(desk):
    (task,) = queue.lease(person("examiner-01"), 1)
    voter = showing.show(desk.roll_dir, [task])[0].candidates[0].voter.voter_id
    assert b"withdrew the signature" not in browser("examiner-01").get("/examine").content
    early = actions.Withdrawal("w1", voter_id=voter, received=FILED - timedelta(days=1))
    actions.register_withdrawals(desk, acting(), [early])
    assert showing.show(desk.roll_dir, [task])[0].candidates[0].withdrawn
