"""Business days, events and what the county's calendar changes."""

import sys
from datetime import date

import pytest

from fullcount import law
from fullcount.terms import BadInput, NotFound


def dated(law_id, filed, **more):
    found = law.find(law_id, filed=filed).deadlines(filed, **more)
    return {deadline.name: deadline for deadline in found}


def test_thirty_business_days_from_6_july_2022_end_on_17_august():
    found = dated("ca/recall-local", date(2022, 7, 6))
    assert found["examination"].date == date(2022, 8, 17)
    assert found["examination_without_sample"].date == date(2022, 8, 17)
    assert "examination_for_consolidation" not in found


def test_from_2024_sixty_business_days_or_thirty_for_consolidation():
    found = dated("ca/recall-local", date(2024, 7, 8))
    assert found["examination"].date == date(2024, 10, 1)
    assert found["examination"].closed == ((date(2024, 9, 2), "Labor Day"),)
    assert found["examination_for_consolidation"].date == date(2024, 8, 19)
    assert found["examination_without_sample"].date == date(2024, 8, 19)


@pytest.mark.parametrize(("filed", "days"), [(date(2023, 12, 31), 30), (date(2024, 1, 1), 60)])
def test_the_new_law_begins_on_the_first_of_january_2024(filed, days):
    assert dated("ca/recall-local", filed)["examination"].days == days


@pytest.mark.parametrize(("year", "days"), [(2023, 30), (2024, 60)])
def test_the_states_full_count_runs_from_its_order(year, days):
    events = {"notified": date(year, 3, 1), "full_count_ordered": date(year, 5, 1)}
    found = dated("ca/initiative-state", date(year, 2, 20), events=events)
    assert found["full_count"].days == days
    assert found["raw_count"].date == {2023: date(2023, 3, 2), 2024: date(2024, 3, 1)}[year]


@pytest.mark.parametrize(("year", "days"), [(2023, 60), (2024, 90)])
@pytest.mark.parametrize("law_id", ["ca/initiative-county", "ca/initiative-city"])
def test_the_local_full_count_runs_from_filing(law_id, year, days):
    full = dated(law_id, date(year, 2, 20))["full_count"]
    assert (full.days, full.counted_from) == (days, "filed")


def test_what_follows_a_sufficient_recall_is_counted_from_its_events():
    events = {"meeting": date(2024, 9, 10), "ordered": date(2024, 9, 20)}
    found = dated("ca/recall-local", date(2024, 7, 8), events=events)
    assert found["order_by_governing_body"].date == date(2024, 9, 24)
    assert found["order_by_county_official"].date == date(2024, 9, 29)
    assert found["election_not_before"].date == date(2024, 12, 17)
    assert found["election_not_before"].sense == "earliest"
    assert found["election_not_after"].date == date(2025, 1, 23)
    assert found["election_consolidated_not_after"].date == date(2025, 3, 19)


def test_proponents_have_21_days_to_begin_and_from_2025_60_to_end():
    before = dated("ca/recall-local", date(2022, 7, 6), events={"certified": date(2022, 8, 15)})
    assert before["examination_by_proponents_begins"].date == date(2022, 9, 5)
    assert "examination_by_proponents_ends" not in before
    after = dated("ca/recall-local", date(2025, 7, 1), events={"examination_begun": date(2025, 9, 2)})
    assert after["examination_by_proponents_ends"].date == date(2025, 11, 1)
    assert after["examination_by_proponents_costs"].date == date(2025, 9, 9)
    assert after["examination_by_proponents_begins"].date is None


def test_a_county_may_close_on_other_days_and_work_on_a_holiday():
    closes = law.Calendar("CA", also_closed={date(2022, 7, 7)})
    found = dated("ca/recall-local", date(2022, 7, 6), holidays_of=closes)
    assert found["examination"].date == date(2022, 8, 18)
    works = law.Calendar("CA", open_on={date(2024, 9, 2)})
    found = dated("ca/recall-local", date(2024, 7, 8), holidays_of=works)
    assert found["examination"].date == date(2024, 9, 30)


def test_a_day_marked_in_schools_only_is_a_business_day():
    found = dated("ca/recall-local", date(2023, 2, 1))["examination"]
    assert date(2023, 2, 15) not in [day for day, _name in found.closed]
    assert date(2023, 2, 20) in [day for day, _name in found.closed]


def test_without_a_state_only_weekends_are_left_out():
    found = dated("ca/recall-local", date(2024, 7, 8), holidays_of="")["examination"]
    assert (found.date, found.closed) == (date(2024, 9, 30), ())


def test_an_unknown_state_and_an_unknown_event_are_refused():
    with pytest.raises(BadInput, match="not a state"):
        dated("ca/recall-local", date(2024, 7, 8), holidays_of="XX")
    with pytest.raises(BadInput, match="not an event"):
        dated("ca/recall-local", date(2024, 7, 8), events={"party": date(2024, 7, 8)})


def test_without_the_library_the_county_gives_its_own_days(monkeypatch):
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(NotFound, match="not installed"):
        dated("ca/recall-local", date(2024, 7, 8))
    own = law.Calendar("", also_closed={date(2024, 9, 2)})
    assert dated("ca/recall-local", date(2024, 7, 8), holidays_of=own)["examination"].date == date(
        2024, 10, 1
    )
