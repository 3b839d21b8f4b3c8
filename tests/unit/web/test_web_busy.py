import sqlite3
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from desk_people import PASSWORD, browser, decided
from django.db import connection
from django.test import Client
from small_petition import voter_of

from fullcount.case import fsck
from fullcount.web import away, clock, errands, gate
from fullcount.web.desk import entering, queue
from fullcount.web.models import Decision, Errand, Flag, Person

SCRIPT = {"X-Desk": "1"}
VOTER = voter_of("00001-01")


@pytest.fixture
def brief(monkeypatch):
    monkeypatch.setattr(away, "PATIENCE", 0.1)


@contextmanager
def act_goes_on(case, kind="duplicates-settled", topic="sample"):
    """Another connection writes a long act meanwhile."""
    Errand.objects.create(
        lane=errands.ACTS, kind=kind, topic=topic, person=person(), begun=clock.now(), ledger=0
    )
    other = sqlite3.connect(case.dir / "case.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def person(name="examiner-01"):
    return Person.objects.get(name=name)


def test_a_decision_during_a_long_act_is_not_acknowledged_and_is_kept_at_the_next_try(desk, brief):
    client = browser("examiner-01")
    (task,) = queue.lease(person(), 1)
    given = {"task": task.pk, "outcome": "valid", "voter": VOTER}
    with act_goes_on(desk):
        told = client.post("/examine/decide", given, headers=SCRIPT)
        assert (told.status_code, told.headers["Retry-After"]) == (503, "5")
        text = told.content.decode()
        assert "busy with an act: settle the duplicates of the sample." in text
        assert decided() == []
    assert client.post("/examine/decide", given, headers=SCRIPT).status_code == 200
    assert client.post("/examine/decide", given, headers=SCRIPT).status_code == 200
    entering.enter(desk)
    assert decided() == [("examiner-01", "valid", "")]
    assert Decision.objects.get().entry is not None
    assert fsck(desk).problems == ()


def test_what_came_between_the_decision_and_its_answer_is_told_and_the_decision_stands(
    desk, brief, monkeypatch
):
    client = browser("examiner-01")
    (task,) = queue.lease(person(), 1)
    given = {"task": task.pk, "outcome": "valid", "voter": VOTER}
    act = ExitStack()
    monkeypatch.setattr(entering, "soon", lambda case: act.enter_context(act_goes_on(case)))
    assert client.post("/examine/decide", given, headers=SCRIPT).status_code == 503
    act.close()
    monkeypatch.undo()
    assert decided() == [("examiner-01", "valid", "")]
    assert client.post("/examine/decide", given, headers=SCRIPT).status_code == 200
    assert Decision.objects.count() == 1


def test_a_page_that_only_reads_comes_during_an_act_also_when_its_session_is_due(desk, brief, monkeypatch):
    client = browser("supervisor-1")
    assert client.get("/progress").status_code == 200
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(gate, "now", lambda: later)
    with act_goes_on(desk):
        assert client.get("/progress").status_code == 200
    assert client.get("/progress").status_code == 200
    assert client.session[gate.AT] == int(later.timestamp())


@pytest.mark.parametrize("path", ["/examine/undo", "/examine/flag", "/examine/search", "/here"])
def test_whatever_an_examiner_sends_during_an_act_is_asked_for_again(desk, brief, path):
    client = browser("examiner-01")
    (task,) = queue.lease(person(), 1)
    client.post("/examine/decide", {"task": task.pk, "outcome": "valid", "voter": VOTER}, headers=SCRIPT)
    (task, *_) = queue.lease(person(), 1)
    given = {"task": task.pk, "note": "A doubt.", "q": "ason"}
    with act_goes_on(desk):
        assert client.post(path, given, headers=SCRIPT).status_code == 503
    assert (Flag.objects.count(), len(decided())) == (0, 1)
    assert client.post(path, given, headers=SCRIPT).status_code == 200


def test_nobody_is_half_signed_in_during_an_act(desk, brief):
    client = Client()
    given = {"name": "examiner-01", "password": PASSWORD}
    with act_goes_on(desk):
        told = client.post("/sign-in", given)
        assert (told.status_code, b"machine is busy. Try" in told.content) == (503, True)  # not with what
    assert client.get("/account").headers["Location"].startswith("/sign-in")
    assert client.post("/sign-in", given).status_code == 302
    assert client.get("/account").status_code == 200


def test_a_request_waits_less_than_work_outside_one(desk):
    browser("examiner-01").get("/account")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (away.PATIENCE * 1000,)
