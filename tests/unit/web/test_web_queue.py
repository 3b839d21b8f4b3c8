from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from desk_people import PEOPLE
from django.db import connection

from fullcount.case import read
from fullcount.terms import Stage
from fullcount.web.desk import queue
from fullcount.web.models import Person, Task


def person(name):
    return Person.objects.get(name=name)


def test_a_person_is_given_lines_in_order_and_the_same_again(either):
    first = queue.lease(person("examiner-01"), 3)
    again = queue.lease(person("examiner-01"), 3)
    assert [task.pk for task in first] == [task.pk for task in again]
    places = list(read.lines_of(Stage.SAMPLE).values_list("place", flat=True))
    assert [task.place for task in first] == places[:3]


def test_two_people_never_hold_the_same_line(either):
    one = queue.lease(person("examiner-01"), 5)
    other = queue.lease(person("examiner-02"), 5)
    assert len({task.place for task in (*one, *other)}) == 10


def test_many_at_once_never_hold_the_same_line(either):
    names = ["examiner-01", "examiner-02", "examiner-03", "examiner-04"]
    people = [person(name) for name in names]
    queue.fill(queue.stage_now())

    def take(who):
        try:
            return [task.place for task in queue.lease(who, 7)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = [place for places in pool.map(take, people) for place in places]
    assert len(taken) == len(set(taken)) == 28


def test_a_lease_ends_by_itself_and_on_signing_out(either, monkeypatch):
    one = queue.lease(person("examiner-01"), 2)
    moment = queue.now() + queue.LEASE + timedelta(seconds=1)
    monkeypatch.setattr(queue, "now", lambda: moment)
    other = queue.lease(person("examiner-02"), 2)
    assert [task.place for task in one] == [task.place for task in other]
    assert queue.give_back(person("examiner-02")) == 2
    assert [task.place for task in queue.lease(person("examiner-03"), 2)] == [task.place for task in one]


def test_filling_again_adds_nothing(either):
    stage = queue.stage_now()
    assert queue.fill(stage) == read.lines_of(stage).count()
    assert queue.fill(stage) == 0
    assert Task.objects.count() == read.lines_of(stage).count()
    assert len(PEOPLE) == Person.objects.count()
