"""What is left follows findings that were not made at the desk."""

from desk_acts import certified, find_sample, person
from desk_people import browser

from fullcount.terms import Stage
from fullcount.web.desk import queue
from fullcount.web.office.left import lines_left


def test_findings_from_a_file_leave_nothing_though_nobody_asks_for_a_line(either):
    queue.lease(person("examiner-01"), 1)
    queue.give_back(person("examiner-01"))
    assert lines_left(Stage.SAMPLE) == 500
    find_sample(either)
    assert lines_left(Stage.SAMPLE) == 0
    assert (
        b"Settle the duplicates of the sample</button>" in browser("supervisor-1").get("/office/next").content
    )


def test_after_a_certificate_no_day_of_the_law_comes_next(desk):
    certified(desk)
    page = browser("supervisor-1").get("/progress").content.decode()
    assert "What was found was not found at this desk" in page
    assert "the law's next day" not in page
