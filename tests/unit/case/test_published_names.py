"""What names a line or an official in published tables: nothing that fools a spreadsheet or an eye."""

from datetime import UTC, datetime

import pytest
from small_petition import OPENING, Clock

from fullcount.case import Acting, Case, actions
from fullcount.terms import BadInput, Line, LineState, Section

HOSTILE = [
    "", " ", " 1", "1 ", "a,b", 'a"b', "a\nb", "a\tb", "a\0b", "=1+1", "+1", "-1", "@SUM(A1)", "a\u202eb",
    "a\u200bb", "e\u0301", "\uff21", "\ud800", "1" * 101,
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_line_id_is_refused_without_repeating_it(case: Case, clock: Clock, name: str) -> None:
    actions.open_petition(case, clock(), OPENING)
    section, line = Section(1, 1, "", None, None), Line(name, 1, 1, LineState.SIGNED)
    with pytest.raises(BadInput, match="line id is not 1 to 100 printable characters"):
        actions.receive_sections(case, clock(), [section], [line])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_official_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="1 to 100 printable characters"):
        Acting(name, datetime(2022, 7, 6, tzinfo=UTC))


@pytest.mark.parametrize("name", ["00001-01", "A 7", "ñ-3", "clerk-07", "'1"])
def test_an_ordinary_name_is_taken(name: str) -> None:
    assert Acting(name, datetime(2022, 7, 6, tzinfo=UTC)).actor == name
