from datetime import UTC, date, datetime, timedelta

import pytest
from desk_acts import acting, decide, find_sample, mismatch, person
from desk_people import browser

from fullcount import law
from fullcount.case import actions, read
from fullcount.case.models import LineRow
from fullcount.terms import BadInput, Outcome, Stage
from fullcount.web.desk import deciding, queue
from fullcount.web.models import Decision, Seen
from fullcount.web.office import county, lists, pace
from fullcount.web.office import progress as figures


def lines_of(name):
    """Every row of a list, page after page."""
    rows, after = [], 0
    while after is not None:
        page = lists.page(name, after)
        rows += page.rows
        after = page.after
    return rows


def test_figures_count_what_was_decided(either):
    decide(either, "examiner-01", 3)
    place = decide(either, "examiner-02", 1, Outcome.INVALID, "illegible")[0]
    queue.lease(person("examiner-03"), 2)
    shown = figures.progress()
    assert (shown.left, shown.done, shown.in_hand, shown.an_hour) == (496, 4, 2, 4)
    assert [(one.code, one.count) for one in shown.found] == [("valid", 3), ("illegible", 1)]
    assert [row.place for row in lines_of("found:illegible")] == [place]


@pytest.mark.parametrize("name", ["open", "hand", "agree", "hour", "flags", "found:valid", "day"])
def test_a_figure_is_as_many_as_its_list(either, name):
    decide(either, "examiner-01", 3)
    mismatch(either, "examiner-01", queue.lease(person("examiner-01"), 1)[0].place)
    task = queue.lease(person("examiner-01"), 2)[0]
    deciding.flag(person("examiner-01"), task.pk, "Two names.")
    shown = figures.progress()
    day = shown.pace.bars[-1]
    count = {
        "open": shown.left,
        "hand": shown.in_hand,
        "agree": 1,
        "hour": shown.an_hour,
        "flags": shown.flags,
        "found:valid": 3,
        "day": day.count,
    }[name]
    rows = lines_of(f"day:{day.day.isoformat()}" if name == "day" else name)
    assert len(rows) == count > 0
    assert len({(row.place, row.said) for row in rows}) == count


def test_what_stands_once_settled_is_listed_line_by_line(either):
    find_sample(either)
    lines = read.drawn_lines()
    actions.register_withdrawals(either, acting(), [actions.Withdrawal("1", line=lines[0])])
    actions.settle_duplicates(either, acting(), Stage.SAMPLE)
    shown = {one.code: one.count for one in figures.progress().settled}
    assert sum(shown.values()) == len(lines)
    assert set(shown) >= {"valid", "not_registered", "duplicate", "withdrawn"}
    for code, count in shown.items():
        assert len(lines_of(f"stands:{code}")) == count, code


def test_a_list_that_is_not_known_is_told(desk):
    client = browser("supervisor-1")
    assert client.get("/office/lines?of=ugly").status_code == 404
    assert client.get("/office/lines?of=day:yesterday").status_code == 400
    assert client.get("/office/lines?of=open&after=-1").status_code == 409


def test_an_observer_sees_figures_and_no_way_to_a_line(desk):
    decide(desk, "examiner-01", 2)
    page = browser("observer-1").get("/progress").content.decode()
    assert "498" in page
    assert "/office/" not in page
    assert "examiner-01" not in page
    assert "Readings by what was found" not in page
    supervisor = browser("supervisor-1").get("/progress").content.decode()
    assert "/office/lines?of=found:valid" in supervisor


def test_lines_are_found_by_their_id(desk):
    line = LineRow.objects.get(place=20001)
    client = browser("supervisor-1")
    assert client.get("/office/lines/find", {"line": f" {line.line} "}).headers["Location"].endswith("/20001")
    assert client.get("/office/lines/find", {"line": "no line"}).status_code == 404


def test_a_lines_record_is_noted_in_the_access_log(desk):
    place = decide(desk, "examiner-01", 1, Outcome.INVALID, "illegible")[0]
    page = browser("supervisor-1").get(f"/office/lines/{place}").content.decode()
    assert "by examiner-01" in page
    assert "typed" in page
    assert Seen.objects.filter(person=person("supervisor-1"), place=place, what="line").count() == 1


def test_the_county_s_own_days_move_the_clock(desk):
    before = county.limits()[0].until
    county.set_day("2022-07-07", "closed")
    assert county.limits()[0].until == before + timedelta(days=1)
    assert ("closed by the county") in [name for _, name in county.limits()[0].closed]
    county.set_day("2022-07-07", "")
    assert county.limits()[0].until == before
    with pytest.raises(BadInput):
        county.set_day("07/07/2022", "closed")


def test_business_days_left_leave_holidays_out():
    rule = law.find("ca/recall-local", date(2022, 7, 6))
    friday, tuesday = date(2022, 9, 2), date(2022, 9, 6)  # Labor Day lies between
    assert rule.business_days_left(friday, tuesday) == 1
    works = law.Calendar("CA", open_on=frozenset({date(2022, 9, 5)}))
    assert rule.business_days_left(friday, tuesday, works) == 2
    assert rule.business_days_left(tuesday, friday) == 0
    assert rule.business_day(friday, 1) == tuesday


def test_pace_made_and_needed(either, monkeypatch):
    monkeypatch.setattr(pace, "now", lambda: datetime(2022, 7, 12, 20, tzinfo=UTC))
    places = decide(either, "examiner-01", 6)
    for number, place in enumerate(places):
        at = datetime(2022, 7, 7 + number // 4, 18, tzinfo=UTC)
        Decision.objects.filter(place=place).update(at=at)
    assert pace.read_days(Stage.SAMPLE) == [(date(2022, 7, 7), 4), (date(2022, 7, 8), 2)]
    made = pace.pace(Stage.SAMPLE, 13, date(2022, 7, 15))
    assert (made.made, made.needed) == (3, 4)  # 12, 13, 14 and 15 July are left
    assert made.ends == date(2022, 7, 19)  # the fifth business day, over a weekend
    assert [bar.count for bar in made.bars] == [4, 2]
