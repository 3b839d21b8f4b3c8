from dataclasses import replace
from datetime import date, timedelta

import pytest
from desk_people import browser
from small_petition import Clock, through_the_sample

from fullcount.case import actions, fsck, read
from fullcount.case.files import Withdrawal
from fullcount.case.models import FindingRow, LineRow
from fullcount.terms import BadInput, Outcome, Reading, Refused, Stage
from fullcount.web.desk import again, agreement, deciding, entering, filling, plan, queue, showing
from fullcount.web.desk.deciding import Verdict
from fullcount.web.desk.plan import Chosen
from fullcount.web.desk.rules import rules
from fullcount.web.models import Decision, Person, Plan, Reread, Task
from fullcount.web.roles import Role

NAMES = ("examiner-01", "examiner-02", "examiner-03", "examiner-04")


def person(name="examiner-01"):
    return Person.objects.get(name=name)


def line_of(place):
    return LineRow.objects.get(place=place).line


def later():
    """The ledger's clock goes on from where the desk's is."""
    return Clock(queue.now())()


class Always:
    """Chance as a test has it."""

    def __init__(self, *numbers):
        self.numbers = list(numbers)

    def randrange(self, _stop):
        return self.numbers.pop(0) if self.numbers else 0


@pytest.fixture
def all_again(monkeypatch):
    monkeypatch.setattr(again, "chance", Always())
    return Chosen(plan.SECTION, 1000, 1000, 0)


def with_voter(desk, who):
    for task in queue.lease(who, 10):
        line = showing.show(desk.roll_dir, [task])[0]
        if line.candidates:
            return task, line.candidates[0].voter.voter_id
    raise AssertionError


def mismatch(voter):
    return Verdict(Outcome.INVALID, "mismatch_signature", voter, checklist=(rules().features[0],))


def mine(name, place):
    return next((task for task in queue.lease(person(name), 20) if task.place == place), None)


def test_a_settled_line_is_read_again_by_somebody_else_and_it_is_no_finding(either, all_again):
    plan.choose(all_again)
    task, voter = with_voter(either, person())
    deciding.decide(person(), task.pk, Verdict(Outcome.VALID, voter_id=voter))
    assert mine("examiner-01", task.place) is None
    second = mine("examiner-02", task.place)
    deciding.decide(person("examiner-02"), second.pk, Verdict(Outcome.INVALID, "illegible"))
    entering.enter(either)
    assert [row.official for row in FindingRow.objects.all()] == ["examiner-01"]
    assert next(read.standings(Stage.SAMPLE)).outcome is Outcome.VALID
    assert Decision.objects.get(task=second).again
    assert not Task.objects.filter(place=task.place, done=False).exists()
    assert fsck(either).problems == ()


def test_what_reads_again_is_drawn_by_chance_at_the_rate_of_its_outcome(desk, monkeypatch):
    monkeypatch.setattr(again, "chance", Always(19, 20, 49, 50))
    plan.choose(Chosen(plan.SECTION, 20, 50, 0))
    drawn = []
    for verdict in ("valid", "valid", "illegible", "illegible"):
        task, voter = with_voter(desk, person())
        given = Verdict(Outcome.VALID, "", voter) if verdict == "valid" else Verdict(Outcome.INVALID, verdict)
        deciding.decide(person(), task.pk, given)
        drawn.append(Reread.objects.filter(place=task.place).exists())
    assert drawn == [True, False, True, False]


def test_a_rejected_signature_is_read_again_only_by_a_fourth(either, all_again):
    plan.choose(all_again)
    task, voter = with_voter(either, person())
    for name in NAMES[:3]:
        deciding.decide(person(name), mine(name, task.place).pk, mismatch(voter))
    assert [mine(name, task.place) for name in NAMES[:3]] == [None, None, None]
    fourth = mine("examiner-04", task.place)
    assert fourth.kind == queue.AGAIN
    deciding.decide(person("examiner-04"), fourth.pk, mismatch(voter))
    assert agreement.agreement().whole.same == 1
    assert Reread.objects.count() == 1  # once in all


def test_undoing_a_second_reading_gives_it_back_as_one(desk, all_again):
    plan.choose(all_again)
    task, voter = with_voter(desk, person())
    deciding.decide(person(), task.pk, Verdict(Outcome.VALID, voter_id=voter))
    second = mine("examiner-02", task.place)
    deciding.decide(person("examiner-02"), second.pk, Verdict(Outcome.INVALID, "illegible"))
    back = deciding.undo(person("examiner-02"))
    deciding.decide(person("examiner-02"), back.pk, Verdict(Outcome.VALID, voter_id=voter))
    assert (agreement.agreement().whole.count, agreement.agreement().whole.same) == (1, 1)
    assert entering.enter(desk) == 1


def test_undoing_what_is_to_be_read_again_takes_that_away_too(desk, all_again):
    plan.choose(all_again)
    task, voter = with_voter(desk, person())
    deciding.decide(person(), task.pk, Verdict(Outcome.VALID, voter_id=voter))
    again_task = deciding.undo(person())
    assert Reread.objects.count() == 0
    assert Task.objects.filter(place=task.place, done=False).get().pk == again_task.pk
    deciding.decide(person(), again_task.pk, Verdict(Outcome.VALID, voter_id=voter))
    assert mine("examiner-02", task.place).kind == queue.AGAIN


def test_agreement_is_counted_by_reason_and_names_nobody(desk, all_again):
    plan.choose(all_again)
    second_says = ("illegible", "valid", "illegible")
    for says in second_says:
        task, voter = with_voter(desk, person())
        deciding.decide(person(), task.pk, Verdict(Outcome.INVALID, "illegible"))
        second = mine("examiner-02", task.place)
        given = Verdict(Outcome.VALID, "", voter) if says == "valid" else Verdict(Outcome.INVALID, says)
        deciding.decide(person("examiner-02"), second.pk, given)
    found = agreement.agreement()
    assert [(one.count, one.same, one.percent) for one in found.by_reason] == [(3, 2, "66.7")]
    assert [counts for _, counts in found.table] == [(1, 2)]
    assert float(found.whole.low) < 66.7 < float(found.whole.high)
    page = browser("supervisor-1").get("/agreement").content.decode()
    assert "66.7%" in page
    assert not [name for name in NAMES if name in page]


def test_a_second_reading_looks_like_a_first_one(desk):
    task, voter = with_voter(desk, person())
    first = browser("examiner-01").get("/examine").content.decode()
    queue.give_back(person())
    taken = mine("examiner-01", task.place)
    deciding.decide(person(), taken.pk, mismatch(voter))
    second_task = mine("examiner-02", task.place)
    second = browser("examiner-02").get("/examine").content.decode()
    one, other = _form(first, task.pk), _form(second, second_task.pk)
    assert one.replace(str(task.pk), "N") == other.replace(str(second_task.pk), "N")


def _form(page, pk):
    """What the page has of a task, without the token of its form."""
    form = page[page.index(f'id="task-{pk}"') :].split("</form>")[0]
    return "\n".join(line for line in form.splitlines() if "csrfmiddlewaretoken" not in line)


def test_the_number_of_a_task_does_not_tell_when_it_was_made(desk):
    queue.fill(Stage.SAMPLE)
    ids = list(Task.objects.order_by("order").values_list("pk", flat=True))
    assert ids != sorted(ids)
    assert max(ids) > 1 << 40


def test_a_second_reading_may_come_later_by_chance(desk, monkeypatch):
    plan.choose(Chosen(plan.SECTION, 0, 0, 100))
    task, voter = with_voter(desk, person())
    monkeypatch.setattr(again, "chance", Always(50))
    deciding.decide(person(), task.pk, mismatch(voter))
    second = Task.objects.get(place=task.place, done=False)
    between = Task.objects.filter(done=False, holder=None, order__lt=second.order).count()
    assert 49 <= between <= 50
    assert second.order > task.order


@pytest.mark.parametrize("order", list(plan.ORDERS))
def test_the_order_of_the_plan_and_the_sample_first(either, order):
    plan.choose(Chosen(order, 0, 0, 0))
    assert queue.fill(Stage.FULL) == read.lines_of(Stage.FULL).count()
    tasks = list(Task.objects.order_by("order").values_list("place", flat=True))
    sample = set(read.lines_of(Stage.SAMPLE).values_list("place", flat=True))
    assert set(tasks[: len(sample)]) == sample
    in_section_order = tasks[: len(sample)] == sorted(sample)
    assert in_section_order is (order == plan.SECTION)
    here = {one.line for one in read.to_examine(Stage.SAMPLE) if one.reading is Reading.REGISTERED_HERE}
    easy = [line_of(place) in here for place in tasks[: len(sample)]]
    assert 0 < len(here) < len(sample)
    if order != plan.SECTION:
        assert easy == sorted(easy, reverse=order == plan.EASY)


def test_a_supervisor_chooses_and_open_tasks_are_put_in_order(desk):
    client = browser("supervisor-1")
    queue.fill(Stage.SAMPLE)
    before = list(Task.objects.order_by("order").values_list("place", flat=True))
    given = {"order": "hard", "again_valid": "2", "again_invalid": "5.5", "spread": "200"}
    assert client.post("/queue", given).status_code == 302
    kept = Plan.objects.get()
    assert (kept.order, kept.again_valid, kept.again_invalid, kept.spread) == ("hard", 20, 55, 200)
    assert list(Task.objects.order_by("order").values_list("place", flat=True)) != before
    assert b'value="5.5"' in client.get("/queue").content


@pytest.mark.parametrize(
    "given",
    [
        {"order": "ugly"},
        {"order": "easy", "again_valid": "101"},
        {"order": "easy", "again_valid": "-1"},
        {"order": "easy", "again_valid": "NaN"},
        {"order": "easy", "again_valid": "0.25"},
        {"order": "easy", "again_valid": "much"},
        {"order": "easy", "spread": "99999"},
    ],
)
def test_a_plan_that_cannot_be_is_refused(desk, given):
    assert browser("supervisor-1").post("/queue", given).status_code == 400
    assert Plan.objects.filter(order="easy").count() == 0


def test_a_line_withdrawn_in_time_is_never_given_out(either):
    places = list(read.lines_of(Stage.SAMPLE).values_list("place", flat=True))
    early = Withdrawal("w1", line_of(places[0]), "", None)
    actions.register_withdrawals(either, later(), [_in_time(early)])
    assert [task.place for task in queue.lease(person(), 2)] == places[1:3]


def _in_time(request):
    return replace(request, received=date(2022, 7, 1))


def test_a_line_withdrawn_after_the_queue_was_made_is_taken_from_it_and_from_hands(either):
    held = queue.lease(person(), 3)
    gone = held[1]
    actions.register_withdrawals(either, later(), [_in_time(Withdrawal("w1", line_of(gone.place), "", None))])
    assert gone.place not in [task.place for task in queue.lease(person(), 3)]
    assert not Task.objects.filter(place=gone.place).exists()
    with pytest.raises(Exception, match="no such task"):
        deciding.decide(person(), gone.pk, Verdict(Outcome.INVALID, "illegible"))


def test_a_decision_on_a_line_withdrawn_since_is_not_undone(desk):
    task, _ = with_voter(desk, person())
    deciding.decide(person(), task.pk, Verdict(Outcome.INVALID, "illegible"))
    entering.enter(desk)
    actions.register_withdrawals(desk, later(), [_in_time(Withdrawal("w1", line_of(task.place), "", None))])
    with pytest.raises(Refused, match="withdrawn since"):
        deciding.undo(person())


def test_a_voter_who_withdrew_is_not_found_valid(desk):
    task, voter = with_voter(desk, person())
    actions.register_withdrawals(desk, later(), [_in_time(Withdrawal("w1", "", voter, None))])
    with pytest.raises(BadInput, match="has withdrawn"):
        deciding.decide(person(), task.pk, Verdict(Outcome.VALID, voter_id=voter))


def test_lines_that_were_found_elsewhere_are_taken_from_the_queue(either):
    """As by a reason that hits a whole section, entered as findings of all its lines."""
    held = queue.lease(person(), 12)
    hit = [task.place for task in held[4:10]]
    found = [actions.Found(line_of(place), Outcome.INVALID, "illegible", "", "clerk-09") for place in hit]
    actions.record_findings(either, later(), Stage.SAMPLE, found)
    kept = {task.place for task in queue.lease(person(), 12)}
    assert not kept & set(hit)
    assert not Task.objects.filter(place__in=hit).exists()
    assert len(kept) == 12


def test_a_signature_questioned_elsewhere_goes_to_others_here(desk):
    held = queue.lease(person(), 2)
    place = held[0].place
    found = [actions.Found(line_of(place), Outcome.INVALID, "mismatch_signature", "V1", "examiner-01")]
    actions.record_findings(desk, later(), Stage.SAMPLE, found)
    queue.give_back(person())
    assert mine("examiner-01", place) is None
    assert mine("examiner-02", place).kind == queue.AGREE


def test_the_desks_own_findings_do_not_make_it_look_through_the_queue(desk, monkeypatch):
    for _ in range(3):
        task, voter = with_voter(desk, person())
        deciding.decide(person(), task.pk, Verdict(Outcome.VALID, voter_id=voter))
        entering.enter(desk)
        queue.lease(person(), 3)
    monkeypatch.setattr(queue, "mend", None)  # called, it would fail
    task, voter = with_voter(desk, person())
    deciding.decide(person(), task.pk, Verdict(Outcome.VALID, voter_id=voter))
    entering.enter(desk)
    assert queue.lease(person(), 3)


def test_lines_that_nobody_is_left_to_read_are_told_to_the_supervisor(desk):
    Person.objects.exclude(name__in=NAMES[:2]).exclude(name="supervisor-1").update(is_active=False)
    task, voter = with_voter(desk, person())
    for name in NAMES[:2]:
        assert queue.nobody_left() == []
        deciding.decide(person(name), mine(name, task.place).pk, mismatch(voter))
    assert [one.place for one in queue.nobody_left()] == [task.place]
    assert line_of(task.place).encode() in browser("supervisor-1").get("/queue").content
    Person.objects.add("examiner-05", "a good long sentence", (Role.EXAMINER,))
    assert queue.nobody_left() == []


def determined(desk):
    """Everything found of the sample elsewhere, and the full count ordered."""
    clock = Clock(queue.now())
    through_the_sample(desk, clock)
    actions.order_full_count(desk, clock())


def test_a_decision_that_came_when_the_stage_was_closed_holds_nobody_up(desk, monkeypatch):
    task, voter = with_voter(desk, person())
    deciding.decide(person(), task.pk, Verdict(Outcome.VALID, voter_id=voter))
    determined(desk)
    assert entering.enter(desk) == 0
    assert entering.too_late().count() == 1
    found = FindingRow.objects.count()
    later_on = queue.now() + timedelta(hours=2)
    monkeypatch.setattr(entering, "now", lambda: later_on)
    other = queue.lease(person(), 1)[0]
    assert other.stage == "full"
    deciding.decide(person(), other.pk, Verdict(Outcome.INVALID, "illegible"))
    assert entering.enter(desk) == 1
    assert FindingRow.objects.count() == found + 1


def test_a_line_of_a_stage_that_is_closed_is_not_decided(desk):
    task, voter = with_voter(desk, person())
    determined(desk)
    with pytest.raises(Refused, match="too late"):
        deciding.decide(person(), task.pk, Verdict(Outcome.VALID, voter_id=voter))


def test_lines_in_question_when_the_full_count_begins_go_to_who_has_not_read_them(desk):
    task, voter = with_voter(desk, person())
    deciding.decide(person(), task.pk, mismatch(voter))
    entering.enter(desk)
    Task.objects.filter(stage="sample", done=False).delete()
    filling.fill(Stage.FULL)
    kept = Task.objects.get(place=task.place, done=False)
    assert (kept.kind, kept.stage, kept.readers) == (queue.AGREE, "full", f",{person().pk},")
