from collections.abc import Callable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from projections import projections

from fullcount.paper import Figures
from fullcount.paper.chart import AXIS, chart_sheet
from fullcount.terms import Petition, Projection


@given(projections(), st.integers(1, 200_000))
def test_a_chart_has_room_for_every_mark_and_a_few_ticks(projection: Projection, required: int) -> None:
    day = date(2022, 7, 6)
    petition = Petition("p", "", "ca/recall-local", "", "", "", day, None, required)
    sheet = chart_sheet(Figures(petition, day, "", projections=(projection,)))
    places = [
        each[key] for each in sheet["marks"] + sheet["lines"] for key in ("at", "from", "to") if key in each
    ]
    assert all(0 <= place <= AXIS for place in places)
    assert 2 <= len(sheet["ticks"]) <= 9
    assert all(0 <= tick["at"] <= AXIS for tick in sheet["ticks"])


def test_a_full_count_is_a_mark_of_its_own(figures_of: Callable[[str], Figures]) -> None:
    marks = {mark["kind"]: mark for mark in chart_sheet(figures_of("los_angeles"))["marks"]}
    assert marks["counted"]["text"] == "520,050"
    assert marks["projection"]["from"] < marks["projection"]["at"] < marks["projection"]["to"]
