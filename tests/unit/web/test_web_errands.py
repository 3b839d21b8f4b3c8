import logging
import os
import subprocess
import sys
import threading

import pytest
from desk_people import browser
from django.db import connection
from intake_files import ended, lines_csv, sections_csv, wait

from fullcount.case import kinds
from fullcount.case.models import SectionRow
from fullcount.terms import Refused
from fullcount.web import errands
from fullcount.web.models import Errand, Person
from fullcount.web.office import steps
from fullcount.web.office.intake import importing

# Another process of the server, which begins work and is killed in the middle of it.
BEGINS = """
import sys, threading, pathlib
import fullcount.web
from fullcount.web import errands
from fullcount.web.models import Person
from fullcount.web.setup import open_desk

opened = open_desk(pathlib.Path(sys.argv[1]), sys.argv[2])

def work(listen):
    listen("receiving lines", 3, 9)
    print("at work", flush=True)
    threading.Event().wait()

errands.begin(opened, Person.objects.get(name="clerk-01"), ("import", ""), lambda _: work)
threading.Event().wait()
"""


def clerk():
    return Person.objects.get(name="clerk-01")


def taken_in(case):
    importing.start(case, clerk(), sections_csv(), lines_csv())
    return ended(case, importing.KIND)


class Held:
    """Work that goes on until it is told to end."""

    def __init__(self):
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, listen):
        listen("receiving lines", 3, 9)
        self.begun.set()
        assert self.go_on.wait(30)
        return "All done."


def test_work_of_a_killed_process_is_told_as_such_and_can_begin_again(counting):
    url = os.environ["FULLCOUNT_TEST_DATABASE_URL"] if connection.vendor == "postgresql" else ""
    with subprocess.Popen(
        [sys.executable, "-c", BEGINS, str(counting.dir), url], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "at work\n"
        stand = errands.stand(counting, importing.KIND)
        assert (stand.state, stand.doing, stand.done, stand.of) == ("running", "receiving lines", 3, 9)
        with pytest.raises(Refused, match="Another such work"):
            importing.start(counting, clerk(), sections_csv(), lines_csv())
        other.kill()
    stand = errands.stand(counting, importing.KIND)
    assert (stand.state, stand.told["what"]) == ("failed", "The work was interrupted.")
    assert list((counting.dir / errands.FOLDER).iterdir()) == []
    assert taken_in(counting).state == "well"


def test_one_work_of_a_kind_goes_on_at_a_time_and_acts_beside_it(opened):
    first, act = Held(), Held()
    errands.begin(opened, clerk(), (importing.KIND, ""), lambda _: first)
    errands.begin(opened, clerk(), steps.PUBLISH, lambda _: act, errands.last_entry())
    with pytest.raises(Refused, match="Another such work"):
        importing.start(opened, clerk(), sections_csv(), lines_csv())
    with pytest.raises(Refused, match="Another such work"):
        errands.begin(opened, clerk(), kinds.SETTLED_SAMPLE, lambda _: act, errands.last_entry())
    first.go_on.set()
    act.go_on.set()
    wait()
    assert taken_in(opened).state == "well"


def test_a_double_click_begins_an_act_once_even_at_the_same_moment(either):
    act, seen, both = Held(), errands.last_entry(), []
    line_up = threading.Barrier(2)

    def click():
        line_up.wait()
        both.append(errands.begin(either, clerk(), steps.PUBLISH, lambda _: act, seen).pk)
        connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(60)
    act.go_on.set()
    wait()
    assert (len(both), len(set(both)), Errand.objects.count()) == (2, 1, 1)


def test_work_that_cannot_be_prepared_never_was(opened):
    def full(_):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        errands.begin(opened, clerk(), (importing.KIND, ""), full)
    assert not Errand.objects.exists()
    assert list((opened.dir / errands.FOLDER).iterdir()) == []
    assert taken_in(opened).state == "well"


def test_a_fault_in_the_work_is_told_without_its_words_and_logged(opened, caplog):
    def broken(_):
        raise ValueError("Ada Nobody, 12 Oak St")

    with caplog.at_level(logging.ERROR, "fullcount.web"):
        errands.begin(opened, clerk(), (importing.KIND, ""), lambda _: broken)
        stand = ended(opened, importing.KIND)
    assert stand.state == "failed"
    assert "fault of the program" in stand.told["what"]
    assert "Ada" not in str(stand.told)
    assert "failed" in caplog.text


def test_a_page_without_script_looks_again(opened):
    work = Held()
    errands.begin(opened, clerk(), (importing.KIND, ""), lambda _: work)
    page = browser("clerk-01").get("/intake/import").content
    assert b'<noscript><meta http-equiv="refresh"' in page
    assert b'max="9" value="3"' in page
    work.go_on.set()
    assert ended(opened, importing.KIND).told["what"] == "All done."
    assert SectionRow.objects.count() == 0


def test_a_work_of_another_page_is_not_shown_as_an_act(desk):
    work = Held()
    begun = errands.begin(desk, clerk(), (importing.KIND, ""), lambda _: work)
    work.go_on.set()
    wait()
    assert browser("supervisor-1").get(f"/office/acts/{begun.pk}").status_code == 404
