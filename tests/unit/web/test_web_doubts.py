import io

import pytest
from desk_acts import acting, decide, find_sample, mismatch, person
from desk_people import browser
from small_petition import voter_of

from fullcount.case import actions, fsck, read
from fullcount.case.models import WithdrawalRow
from fullcount.terms import NotFound, Outcome, Refused, Stage
from fullcount.web.desk import deciding, entering, queue
from fullcount.web.models import Flag, Person, Seen, Task
from fullcount.web.office import doubts, duplicates, withdrawing

SAMPLE = Stage.SAMPLE


def test_officials_who_differ_come_up_until_a_supervisor_looked(either):
    place = mismatch(either, "examiner-01", queue.lease(person("examiner-01"), 1)[0].place)[0]
    decide(either, "examiner-02", place=place)
    assert [row.place for row in doubts.differing(SAMPLE).rows] == [place]
    page = browser("supervisor-1").get("/office/doubts").content.decode()
    assert "by examiner-01" in page
    assert browser("supervisor-1").post(f"/office/lines/{place}/leave").status_code == 302
    assert doubts.differing(SAMPLE).count == 0
    doubts.give_back(place, anybody=False)
    decide(either, "examiner-03", 1, Outcome.INVALID, "illegible", place=place)
    assert doubts.differing(SAMPLE).count == 1


def test_officials_who_agree_are_no_doubt(desk):
    place = mismatch(desk, "examiner-01", queue.lease(person("examiner-01"), 1)[0].place)[0]
    mismatch(desk, "examiner-02", place)
    assert doubts.differing(SAMPLE).count == 0


def test_a_line_that_nobody_is_left_to_read_comes_up_and_can_be_read_again(either):
    place = mismatch(either, "examiner-01", queue.lease(person("examiner-01"), 1)[0].place)[0]
    mismatch(either, "examiner-02", place)
    assert doubts.stuck(SAMPLE) == ()
    Person.objects.filter(name__in=["examiner-03", "examiner-04"]).update(is_active=False)
    assert [row.place for row in doubts.stuck(SAMPLE)] == [place]
    doubts.give_back(place, anybody=True)
    assert doubts.stuck(SAMPLE) == ()
    decide(either, "examiner-01", place=place)
    assert next(iter(read.standings(SAMPLE))).outcome is Outcome.VALID


def test_a_line_given_back_goes_to_somebody_else_and_the_new_finding_stands(either):
    place = decide(either, "examiner-01")[0]
    response = browser("supervisor-1").post(f"/office/lines/{place}/again")
    assert response.headers["Location"] == f"/office/lines/{place}?said=given-back"
    assert place not in {task.place for task in queue.lease(person("examiner-01"), 30)}
    decide(either, "examiner-02", 1, Outcome.INVALID, "illegible", place=place)
    assert next(iter(read.standings(SAMPLE))).reason == "illegible"
    assert fsck(either).problems == ()


def test_a_line_in_somebody_s_hands_is_not_taken_away(desk):
    task = queue.lease(person("examiner-01"), 1)[0]
    with pytest.raises(Refused, match="reading this line now"):
        doubts.give_back(task.place, anybody=False)
    queue.give_back(person("examiner-01"))
    assert doubts.give_back(task.place, anybody=False).pk == task.pk
    assert Task.objects.filter(place=task.place, done=False).count() == 1


def test_only_lines_that_are_examined_are_given_back(desk):
    not_drawn = set(read.lines_of(Stage.FULL).values_list("place", flat=True)) - set(
        read.lines_of(SAMPLE).values_list("place", flat=True)
    )
    for place in (10_010, min(not_drawn), 7):  # struck, not drawn, none
        with pytest.raises(NotFound):
            doubts.give_back(place, anybody=False)


def test_lines_are_given_back_no_more_once_projected(desk):
    find_sample(desk)
    actions.settle_duplicates(desk, acting(), SAMPLE)
    actions.project(desk, acting())
    place = read.lines_of(SAMPLE).first().place
    assert browser("supervisor-1").post(f"/office/lines/{place}/again").status_code == 409


def test_a_flag_is_answered_once(desk):
    task = queue.lease(person("examiner-01"), 1)[0]
    flag = deciding.flag(person("examiner-01"), task.pk, "Two names <b>here</b>.")
    client = browser("supervisor-1")
    page = client.get("/office/doubts").content.decode()
    assert "Two names &lt;b&gt;here&lt;/b&gt;." in page
    assert client.post(f"/office/doubts/flags/{flag.pk}", {"answer": "  "}).status_code == 400
    client.post(f"/office/doubts/flags/{flag.pk}", {"answer": "Take the first."})
    client.post(f"/office/doubts/flags/{flag.pk}", {"answer": "No, the second."})
    answered = Flag.objects.get()
    assert (answered.answer, answered.by) == ("Take the first.", person("supervisor-1"))
    assert "None." in client.get("/office/doubts").content.decode()


def test_copies_of_one_voter_are_side_by_side_and_the_first_stands(either):
    find_sample(either)
    found = duplicates.found(SAMPLE)
    drawn = set(read.drawn_lines())
    both = [
        f"{section:05d}" for section in range(9, 54, 9) if {f"{section:05d}-07", f"{section:05d}-08"} <= drawn
    ]
    assert found.count == len(both) > 0
    assert [copy.line for copy in found.groups[0].copies] == [f"{both[0]}-07", f"{both[0]}-08"]
    assert [copy.stands for copy in found.groups[0].copies] == [True, None or False]
    actions.settle_duplicates(either, acting(), SAMPLE)
    settled = duplicates.settled(SAMPLE)
    assert [[copy.line for copy in group.copies] for group in settled.groups] == [
        [copy.line for copy in group.copies] for group in found.groups
    ]
    assert {copy.stands for group in settled.groups for copy in group.copies} == {True, False}


def test_a_copy_that_is_not_valid_otherwise_lets_the_next_stand(desk):
    find_sample(desk)
    group = duplicates.found(SAMPLE).groups[0]
    found = actions.Found(group.copies[0].line, Outcome.INVALID, "illegible")
    actions.record_findings(desk, acting(), SAMPLE, [found])
    places = [copy.place for copy in group.copies]
    shown = duplicates._Shower(SAMPLE, places).copies(places)
    assert [copy.stands for copy in shown] == [False, True]


def test_pages_of_groups_follow_each_other_and_are_logged(desk, monkeypatch):
    monkeypatch.setattr(duplicates, "PAGE", 2)
    find_sample(desk)
    actions.settle_duplicates(desk, acting(), SAMPLE)
    client, seen = browser("supervisor-1"), []
    for look in (duplicates.settled, duplicates.found, duplicates.proposed):
        lines, after = [], 0
        while after is not None:
            page = look(SAMPLE, after)
            lines += [tuple(copy.line for copy in group.copies) for group in page.groups]
            after = page.after
        assert len(lines) == len(set(lines)) == page.count
        seen.append(lines)
    assert seen[0] == seen[1]
    before = Seen.objects.count()
    for which in ("settled", "found", "proposed"):
        assert client.get(f"/office/duplicates?which={which}").status_code == 200
    assert Seen.objects.count() > before
    assert client.get("/office/duplicates?which=ugly").status_code == 400


def test_a_request_in_time_takes_its_line_out_and_out_of_the_queue(either):
    queue.fill(SAMPLE)
    place, line = read.lines_of(SAMPLE).values_list("place", "line")[3]
    given = {"request": "W-1", "line": line, "voter": "", "received": "2022-07-01"}
    client = browser("supervisor-1")
    assert client.post("/office/withdrawals", given).status_code == 302
    assert not Task.objects.filter(place=place, done=False).exists()
    assert client.post("/office/withdrawals", given).status_code == 400  # the same number again
    assert (
        client.post("/office/withdrawals", {**given, "request": "W-2", "received": "July"}).status_code == 400
    )
    page = client.get("/office/withdrawals").content.decode()
    assert line in page
    assert WithdrawalRow.objects.count() == 1


def test_a_file_of_requests_is_taken_whole_or_not_at_all(desk):
    lines = read.drawn_lines()
    client = browser("supervisor-1")
    bad = io.BytesIO(b"request,line,received\n1,%s,2022-07-01\n2,nowhere,\n" % lines[0].encode())
    told = client.post("/office/withdrawals/file", {"file": bad})
    assert told.status_code == 400
    assert "row 3, column line" in told.content.decode()
    assert WithdrawalRow.objects.count() == 0
    good = io.BytesIO(
        b"request,line,received\n1,%s,2022-07-01\n2,%s,\n" % tuple(one.encode() for one in lines[:2])
    )
    assert client.post("/office/withdrawals/file", {"file": good}).status_code == 302
    assert WithdrawalRow.objects.count() == 2
    assert not (desk.dir / "withdrawals.part").exists()
    assert client.post("/office/withdrawals/file").status_code == 400


def test_lines_valid_for_a_voter_who_withdrew_are_shown(desk):
    find_sample(desk)
    line = next(one for one in read.drawn_lines() if one.endswith("-01"))
    request = actions.Withdrawal("1", voter_id=voter_of(line))
    withdrawing.register(desk, person("supervisor-1"), request)
    assert [row.line for row in withdrawing.still_valid()] == [line]
    actions.record_findings(desk, acting(), SAMPLE, [actions.Found(line, Outcome.INVALID, "withdrawn")])
    assert withdrawing.still_valid() == ()


def test_nothing_entered_is_lost_while_lines_go_back_and_forth(either):
    place = decide(either, "examiner-01")[0]
    for name in ("examiner-02", "examiner-03"):
        doubts.give_back(place, anybody=False)
        decide(either, name, place=place)
    assert entering.enter(either) == 0
    assert len(deciding.findings_of(place)) == 3


def test_a_line_given_back_goes_to_nobody_who_read_it_elsewhere(desk):
    row = read.lines_of(Stage.SAMPLE).first()
    place, voter = row.place, voter_of(row.line)
    elsewhere = actions.Found(row.line, Outcome.VALID, "", voter, "examiner-02")
    actions.record_findings(desk, acting(), Stage.SAMPLE, [elsewhere])
    task = doubts.give_back(place, anybody=False)
    assert str(person("examiner-02").pk) in task.readers.split(",")


def test_the_page_says_how_many_flags_wait_beside_those_shown(desk):
    at = queue.now()
    place = read.lines_of(Stage.SAMPLE).first().place
    Flag.objects.bulk_create(
        Flag(place=place, person=person("examiner-01"), at=at, note="?") for _ in range(203)
    )
    page = browser("supervisor-1").get("/office/doubts").content.decode()
    assert f"{203 - len(doubts.open_flags())} further flag" in page
