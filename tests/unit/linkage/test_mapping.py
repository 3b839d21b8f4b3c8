"""Somebody else's columns become LINES.csv by a mapping."""

from pathlib import Path

import pytest

from fullcount.linkage.mapping import map_lines, read_mapping
from fullcount.terms import BadInput


def test_columns_are_renamed_joined_and_numbered(tmp_path: Path) -> None:
    source, into = tmp_path / "their.csv", tmp_path / "lines.csv"
    source.write_text("First_Name;No;Street\nJosé;12;Main St\nBea; ;Oak Ave\n", encoding="latin-1")
    mapping = read_mapping(["line=#", "first=First_Name", "address=No+Street"])
    assert map_lines(source, into, mapping, delimiter=";", encoding="latin-1") == 2
    assert into.read_text(encoding="utf-8") == "line,first,address\n1,José,12 Main St\n2,Bea,Oak Ave\n"


@pytest.mark.parametrize("pair", ["first", "first=", "=x", "first=a++b"])
def test_what_is_not_a_mapping_is_refused(pair: str, tmp_path: Path) -> None:
    source = tmp_path / "their.csv"
    source.write_text("a,b,x\n1,2,3\n")
    with pytest.raises(BadInput):
        map_lines(source, tmp_path / "lines.csv", read_mapping([pair]))


def test_a_column_of_ours_that_does_not_exist_is_named(tmp_path: Path) -> None:
    source = tmp_path / "their.csv"
    source.write_text("a\n1\n")
    with pytest.raises(BadInput, match="no column party"):
        map_lines(source, tmp_path / "lines.csv", read_mapping(["party=a"]))


def test_dates_of_a_line_are_carried_over(tmp_path: Path) -> None:
    source, into = tmp_path / "their.csv", tmp_path / "lines.csv"
    source.write_text("DOB,Signed\n1961-04-23,2022-06-01\n")
    map_lines(source, into, read_mapping(["line=#", "birth_date=DOB", "signed_on=Signed"]))
    assert into.read_text() == "line,birth_date,signed_on\n1,1961-04-23,2022-06-01\n"
