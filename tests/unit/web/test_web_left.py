"""What is left follows findings that were not made at the desk."""

from desk_acts import find_sample, person
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
