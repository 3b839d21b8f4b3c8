"""Lines that cannot be read are told by file, row and column, and nothing is written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fullcount.linkage import LinkResult, link
from fullcount.terms import BadInput

GOOD = b"line,first,last,address\n"


@pytest.mark.parametrize(
    ("content", "row", "says"),
    [
        (b"", None, "empty"),
        (b"line,first,last,address\n", 2, "no line"),
        (b"first,last,address\nA,B,1 X St\n", 1, "no column line"),
        (b"line,first,last\n1,A,B\n", 1, "no column address"),
        (b"line,first,address\n1,A,1 X St\n", 1, "neither a column name"),
        (b"line;first;last;address\n1;A;B;1 X St\n", 1, "delimiter seems to be ';'"),
        (GOOD + b"1,A,B,1 X St\n2,A,B,2 X St\n1,C,D,3 X St\n", 4, "second time"),
        (GOOD + b"1,A,B,1 X St\n ,C,D,3 X St\n", 3, "no id"),
        (GOOD + b"1,A,B,1 X St\n2,A,B\n", 3, "3 values"),
        (GOOD + b"1,A,B,1 X St,more\n", 2, "5 values"),
        (GOOD + b'1,A,"B,1 X St\n', None, "quotes"),
        (GOOD + "1,José,B,1 X St\n".encode("latin-1"), 2, "Not UTF-8"),
        (GOOD + b"1,A,B,\0\0\n", 2, "NUL"),
        (GOOD + b"1,A,B," + b"x" * 2_000_000 + b"\n", 2, "longer than"),
    ],
)
def test_bad_lines_are_refused_by_row(
    county: Path, tmp_path: Path, content: bytes, row: int | None, says: str
) -> None:
    lines = tmp_path / "lines.csv"
    lines.write_bytes(content)
    with pytest.raises(BadInput, match=says) as caught:
        link(lines, county, tmp_path / "work")
    assert caught.value.file == "lines.csv"
    assert row is None or caught.value.row == row
    assert list((tmp_path / "work").iterdir()) == []


def test_other_columns_order_case_and_a_byte_order_mark_do_no_harm(
    linked: Callable[[str], LinkResult],
) -> None:
    text = "\ufeffAddress,,Last,note,First,LINE\n2210 Sunset Blvd,x,Hathaway,'; DROP,Judith,7\n"
    assert [found.voter_id for found in linked(text).candidates() if found.probability > 0.9] == ["J1"]


def test_a_quoted_value_may_hold_commas_and_line_breaks(linked: Callable[[str], LinkResult]) -> None:
    text = 'line,name,address\n1,"Hathaway, Judith","2210 Sunset Blvd,\n Altamira"\n'
    assert next(linked(text).candidates()).voter_id == "J1"


def _found(linked: Callable[[str], LinkResult], text: str) -> dict[str, str]:
    best = (found for found in linked(text).candidates() if found.rank == 1 and found.probability > 0.9)
    return {found.line: found.voter_id for found in best}


@pytest.mark.parametrize(
    "address",
    [
        "Apt 4 2210 Sunset Blvd",
        "#4 2210 Sunset Blvd",
        "Sunset Blvd 2210",
        "2210, Sunset Blvd",
        "2210 Sunset Blvd Apt4",
        "# 2210 Sunset Blvd",
        "4/2210 Sunset Blvd",
        "22l0 Sunset Blvd",
        "2210 Sunset Blvd Altamira CA 90004",
        "2210 Sunset Blvd Altamira",
        "2210 Sunset Blvd N Altamira",
    ],
)
def test_parts_of_an_address_may_stand_in_another_order(
    linked: Callable[[str], LinkResult], address: str
) -> None:
    text = f'line,name,address\n1,Judith Hathaway,"{address}"\n'
    (found,) = [each for each in linked(text).candidates() if each.rank == 1]
    assert found.voter_id == "J1"
    assert "same house number" in found.evidence
    assert "street" in found.evidence


@pytest.mark.parametrize(("address", "voter_id"), [("R4 Bx #95", "R1"), ("RURAL ROUTE 04, BOX 78", "R2")])
def test_a_box_on_a_route_is_a_house_number(
    linked: Callable[[str], LinkResult], address: str, voter_id: str
) -> None:
    (found,) = [
        each
        for each in linked(f'line,name,address\n1,Rufus Strickland,"{address}"\n').candidates()
        if each.rank == 1
    ]
    assert found.voter_id == voter_id
    assert found.probability > 0.9
    assert "same house number and street" in found.evidence


def test_ditto_marks_mean_the_line_above(linked: Callable[[str], LinkResult]) -> None:
    text = """line,first,last,address,zip
1-01,Judith,Hathaway,2210 Sunset Blvd,90004
1-02,Jerome,"''",DITTO,''
1-03,Judith,"\"\"",same,
"""
    assert _found(linked, text) == {"1-01": "J1", "1-02": "J2", "1-03": "J1"}


def test_what_a_ditto_mark_stood_for_is_told_also_of_a_line_without_a_candidate(
    linked: Callable[[str], LinkResult],
) -> None:
    text = """line,first,last,address,city,zip
1-01,Judith,Hathaway,2210 Sunset Blvd,,90004
1-02,Jerome,"''",DITTO,'',''
1-03,Judith,Hathaway,same,,90004
1-04,Judith,Hathaway,2210 Sunset Blvd,,''
1-05,Qqq,Zzzyx,-,-,90004
"""
    result = linked(text)
    told = {
        "1-02": "last name, address and ZIP by ditto mark, from the line above",  # there is no city above
        "1-03": "address by ditto mark, from the line above",
        "1-04": "ZIP by ditto mark, from the line above",
        "1-05": "address by ditto mark, from the line above",
    }
    assert dict(result.took()) == told
    words = {one.line: one.evidence for one in result.candidates() if one.rank == 1}
    assert set(words) == {"1-01", "1-02", "1-03", "1-04"}
    assert {line: text.rpartition("; ")[2] for line, text in words.items() if line in told} == {
        line: text for line, text in told.items() if line in words
    }
    assert "ditto" not in words["1-01"]


@pytest.mark.parametrize("ids", [("1-01", "1-03"), ("1-01", "2-02"), ("a", "b"), ("1-02", "1-01")])
def test_a_ditto_mark_on_another_section_means_nothing(
    linked: Callable[[str], LinkResult], ids: tuple[str, str]
) -> None:
    text = "line,first,last,address\n{},Judith,Hathaway,2210 Sunset Blvd\n{},Jerome,\"''\",ditto\n"
    assert _found(linked, text.format(*ids)) == {ids[0]: "J1"}
    assert dict(linked(text.format(*ids)).took()) == {}


def test_a_ditto_mark_on_the_first_line_means_nothing(linked: Callable[[str], LinkResult]) -> None:
    text = (
        "line,first,last,address\n1-01,Jerome,-,-\n1-02,Jerome,-,-\n1-03,Judith,Hathaway,2210 Sunset Blvd\n"
    )
    assert _found(linked, text) == {"1-03": "J1"}


def test_a_surname_that_looks_like_a_mark_stays(linked: Callable[[str], LinkResult]) -> None:
    text = "line,first,last,address\n1-01,Judith,Hathaway,2210 Sunset Blvd\n1-02,Judith,Do,9 Elm St\n"
    assert _found(linked, text) == {"1-01": "J1"}
