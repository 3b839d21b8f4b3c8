import pytest
from desk_acts import mismatch, person
from desk_people import PASSWORD, browser

from fullcount.case import read
from fullcount.terms import Stage
from fullcount.web.desk import filling, plan, queue
from fullcount.web.desk.plan import Chosen
from fullcount.web.desk.seniors import seniors
from fullcount.web.models import ANYBODY, Person, Task
from fullcount.web.people import accounts
from fullcount.web.roles import Role

PLAIN, SENIOR = ("examiner-02", "examiner-03"), ("examiner-04", "examiner-05", "examiner-06")


def added(name, *roles):
    """An account whose holder has chosen an own password."""
    made = accounts.add(name, PASSWORD, roles)
    Person.objects.filter(pk=made.pk).update(must_change=False)


def more_seniors(*names):
    for name in names:
        added(name, Role.SENIOR)


def rejected_by(case, name):
    """A line whose signature somebody is the first to reject."""
    (task,) = queue.lease(person(name), 1)
    return mismatch(case, name, task.place)[0]


def may_read(name, place):
    """Whether somebody is given the line, among all there is."""
    held = queue.lease(person(name), 10_000)
    queue.give_back(person(name))
    return place in [task.place for task in held]


def who(place):
    """Who of the examiners but the first is given the line."""
    there = Person.objects.filter(name__in=(*PLAIN, *SENIOR), is_active=True)
    return {one.name for one in there if may_read(one.name, place)}


def test_with_fewer_seniors_than_must_agree_any_examiner_reads_next(either):
    place = rejected_by(either, "examiner-01")
    assert (len(seniors().there), seniors().needed) == (1, 2)
    assert who(place) == {*PLAIN, "examiner-04"}


def test_a_signature_that_may_be_rejected_goes_to_seniors_only_and_each_reads_it_once(either):
    more_seniors("examiner-05")
    place = rejected_by(either, "examiner-01")
    assert who(place) == {"examiner-04", "examiner-05"}
    mismatch(either, "examiner-05", place)
    assert who(place) == {"examiner-04"}
    mismatch(either, "examiner-04", place)
    assert not Task.objects.filter(place=place, done=False).exists()
    assert [(one.reason, one.settled) for one in read.standings(Stage.SAMPLE)] == [
        ("mismatch_signature", True)
    ]


def test_other_lines_go_to_everybody(desk):
    more_seniors("examiner-05")
    assert not Task.objects.exclude(among=ANYBODY).exists()
    place = rejected_by(desk, "examiner-01")
    other = Task.objects.filter(done=False).exclude(place=place).first().place
    assert who(other) == {*PLAIN, "examiner-04", "examiner-05"}


def test_where_the_seniors_have_read_a_line_any_examiner_may(desk):
    more_seniors("examiner-05")
    place = rejected_by(desk, "examiner-04")
    assert who(place) == {"examiner-05"}
    mismatch(desk, "examiner-05", place)
    assert who(place) == set(PLAIN)


def test_lines_do_not_wait_for_a_senior_whose_account_is_closed(desk):
    more_seniors("examiner-05")
    place = rejected_by(desk, "examiner-01")
    accounts.close_or_open(person("examiner-05"))
    assert who(place) == {*PLAIN, "examiner-04"}
    accounts.close_or_open(person("examiner-05"))
    assert who(place) == {"examiner-04", "examiner-05"}


@pytest.mark.parametrize("how", ["the page", "the queue is filled anew", "the case went on"])
def test_the_rule_holds_for_lines_that_wait_already(desk, how):
    place = rejected_by(desk, "examiner-01")
    Person.objects.add("examiner-05", PASSWORD, (Role.SENIOR,))
    who(place)  # the queue looks at what was entered since
    Task.objects.filter(place=place, done=False).update(among=ANYBODY)
    assert "examiner-02" in who(place)
    if how == "the page":
        form = {"order": "section", "seniors": "on"}
        assert browser("supervisor-1").post("/queue", form).status_code == 302
    elif how == "the queue is filled anew":
        Task.objects.filter(place=place, done=False).delete()
        filling.fill(Stage.SAMPLE)
    else:
        filling.mend(Stage.SAMPLE, 10**9)
    assert who(place) == {"examiner-04", "examiner-05"}


def test_a_supervisor_may_leave_the_rule_out_and_the_page_says_how_many_there_are(desk):
    client = browser("supervisor-1")
    page = client.get("/queue").content.decode()
    assert "there is 1. Until then any examiner reads them." in page
    more_seniors("examiner-05")
    assert "Until then" not in client.get("/queue").content.decode()
    place = rejected_by(desk, "examiner-01")
    client.post("/queue", {"order": "section"})
    assert plan.plan().seniors is False
    assert who(place) == {*PLAIN, "examiner-04", "examiner-05"}


def test_what_a_senior_took_back_does_not_go_to_everybody(desk):
    more_seniors("examiner-05", "examiner-06")
    place = rejected_by(desk, "examiner-01")
    mismatch(desk, "examiner-05", place)
    browser("examiner-05").post("/examine/undo")
    queue.give_back(person("examiner-05"))
    assert who(place) == set(SENIOR)


def test_who_is_a_supervisor_too_does_not_agree_on_a_line_whose_findings_the_supervisors_pages_show(either):
    added("chief-1", Role.SENIOR, Role.SUPERVISOR)
    more_seniors("examiner-05")
    assert len(seniors().there) == 2
    place = rejected_by(either, "examiner-01")
    assert browser("chief-1").get(f"/office/lines/{place}").status_code == 200
    assert not may_read("chief-1", place)
    accounts.close_or_open(person("examiner-05"))
    assert not may_read("chief-1", place)
    other = Task.objects.filter(done=False).exclude(place=place).first().place
    assert may_read("chief-1", other)


def test_in_an_office_of_three_the_supervisor_is_the_third(desk):
    added("chief-1", Role.EXAMINER, Role.SUPERVISOR)
    for name in ("examiner-03", "examiner-04"):
        accounts.close_or_open(person(name))
    place = rejected_by(desk, "examiner-01")
    assert not may_read("chief-1", place)
    mismatch(desk, "examiner-02", place)
    assert may_read("chief-1", place)


def test_accounts_are_made_before_a_petition_is_open(unopened):
    more_seniors("examiner-05")
    accounts.close_or_open(person("examiner-05"))
    assert browser("supervisor-1").get("/queue").status_code == 200


def test_a_choice_that_says_nothing_of_seniors_keeps_the_rule():
    assert Chosen(plan.SECTION, 0, 0, 0).seniors
