"""Looking a voter up by any field: held against the roll's own records."""

import csv
from datetime import date

import pytest

from fullcount import roll

HEAD = (
    "voter_id",
    "first_name",
    "last_name",
    "birth_date",
    "residence_address",
    "unit",
    "city",
    "zip",
    "status",
)
PEOPLE = [
    ("A1", "ANA", "GARCIA", "1957-03-01", "12 OAK ST", "", "NORTH WINDALE", "90003", "active"),
    ("A2", "ANA", "GARCIA", "1984-05-02", "12 OAK ST", "4", "NORTH WINDALE", "90003", "active"),
    ("A3", "ANA", "GARCIA", "1957-09-09", "90005 ELM AVE", "", "QUINTERA", "90005", "active"),
    ("A4", "BEN", "HOLT", "1990-01-01", "77 PINE RD", "B-2", "QUINTERA", "90005", "canceled"),
]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("look")
    with (folder / "voters.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *PEOPLE])
    roll.import_roll(folder / "voters.csv", folder / "roll", roll.layout("fullcount"), date(2022, 7, 6))
    with roll.open_roll(folder / "roll") as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A2", ["A2"]),
        ("garcia ana born:1957", ["A1", "A3"]),
        ("garcia ana 1957", ["A1", "A3"]),
        ("garcia zip:90005", ["A3"]),
        ("garcia ana 90003", ["A1", "A2"]),
        ('garcia city:"north wind"', ["A1", "A2"]),
        ("oak, garcia city:north-windale unit:4", []),
        ("garcia ana unit:4 zip:90003", ["A2"]),
        ("holt unit:b2", ["A4"]),
        ("77", ["A4"]),
        ("78", []),
        ("12 oak", ["A1", "A2"]),
    ],
)
def test_whoever_fits_is_found_and_nobody_else(sealed, text, found):
    assert sorted(hit.voter_id for hit in sealed.look(text)) == found


def test_a_number_that_is_somebodys_house_is_the_house(sealed):
    assert [hit.voter_id for hit in sealed.look("garcia 90005 elm")] == ["A3"]


def test_what_alone_fits_too_many_says_what_to_type_besides(sealed):
    answer = sealed.look("zip:90003")
    assert len(answer) == 0
    assert "type the surname, too" in answer.advice


def test_why_says_what_was_held_against_the_record(sealed):
    assert "born that year" in sealed.look("garcia ana born:1984").hits[0].why
    assert sealed.look("A1").hits[0].why == "voter id the same"
