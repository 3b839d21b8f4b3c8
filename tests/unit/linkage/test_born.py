"""Dates of birth: twins and housemates, people who changed their name or moved, lines of nobody."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fullcount.linkage import LinkResult, Options, default_weights, link
from fullcount.linkage.result import Candidate
from fullcount.terms import Reading

COLUMNS = ("voter_id", "first_name", "last_name", "residence_address", "zip", "birth_date", "status")
FIRSTS = ("ANNA", "BORIS", "CLARA", "DAVID", "ELENA", "FELIX", "GRETA", "HUGO", "IRENE", "JOSE")
LASTS = ("ALDER", "BRANDT", "CASTRO", "DUVAL", "ESPARZA", "FONTANA", "GARCIA", "HOLLIS", "IBARRA", "MORENO")
OTHERS = [
    (
        f"B{n:03}", FIRSTS[n % 10], LASTS[n // 10 % 10], f"{100 + 7 * n} MAPLE ST", f"9000{n % 7}",
        f"{1940 + n % 60}-{1 + n % 12:02}-{1 + n % 28:02}", "active",
    )
    for n in range(300)
]  # fmt: skip
PEOPLE = [
    ("T1", "PERPETUA", "OYELARAN", "12 CANYON DR", "90001", "1961-04-23", "active"),
    ("T2", "CASPIAN", "OYELARAN", "12 CANYON DR", "90001", "1961-04-23", "active"),
    ("S1", "ULRICA", "WINTERBOURNE", "9 ORCHARD AVE", "90002", "1975-01-30", "active"),
]
HEADER = "line,first,last,address,zip,birth_date\n"
Found = Callable[..., LinkResult]


@pytest.fixture(scope="module")
def roll(tmp_path_factory: pytest.TempPathFactory, sealed: Callable[..., Path]) -> Path:
    return sealed(tmp_path_factory.mktemp("born"), [*OTHERS, *PEOPLE], COLUMNS)


@pytest.fixture
def found(roll: Path, tmp_path: Path) -> Found:
    def run(text: str, **prior: float) -> LinkResult:
        lines = tmp_path / "lines.csv"
        lines.write_text(HEADER + text, encoding="utf-8")
        own = default_weights()
        weights = replace(own, prior={**own.prior, **prior})
        return link(lines, roll, tmp_path / "work", options=Options(weights=weights))

    return run


def _best(result: LinkResult) -> dict[str, Candidate]:
    return {each.line: each for each in result.candidates() if each.rank == 1}


def test_registered_twins_are_told_apart_by_first_name(found: Found) -> None:
    best = _best(
        found(
            "a,Perpetua,Oyelaran,12 Canyon Dr,90001,1961-04-23\n"
            "b,Caspian,Oyelaran,12 Canyon Dr,90001,1961-04-23\n"
        )
    )
    assert {line: each.voter_id for line, each in best.items()} == {"a": "T1", "b": "T2"}
    assert all(each.probability > 0.9 for each in best.values())


def test_who_may_be_a_twin_of_the_voter_is_left_to_a_person(found: Found) -> None:
    result = found("a,Ottoline,Winterbourne,9 Orchard Ave,90002,1975-01-30\n")
    best = _best(result)["a"]
    assert best.voter_id == "S1"
    assert 0.5 < best.probability < 0.9
    assert "the signer or a twin" in best.evidence
    oftener = _best(found("a,Ottoline,Winterbourne,9 Orchard Ave,90002,1975-01-30\n", twin=0.2))["a"]
    assert oftener.probability < 0.5


@pytest.mark.parametrize("born", ["", "1978-09-02", "1975-01-31"])
def test_another_first_name_at_the_house_born_another_day_is_a_housemate(found: Found, born: str) -> None:
    result = found(f"a,Ottoline,Winterbourne,9 Orchard Ave,90002,{born}\n")
    assert _best(result)["a"].probability < 0.01
    assert "a housemate, not the signer" in _best(result)["a"].evidence
    assert [reading for _, reading, _ in result.readings()] == [Reading.NOBODY]


def test_a_changed_surname_and_a_misread_house_leave_the_date_of_birth(found: Found) -> None:
    text = "{},Ulrica,Zymborska,99 Orchid Way,90002,{}\n"
    best = _best(found(text.format("a", "1975-01-30") + text.format("b", "")))
    assert best["a"].voter_id == "S1"
    assert best["a"].probability > 0.9
    assert "b" not in best or best["b"].probability < 0.5


def test_one_name_in_the_others_place_and_the_other_changed(found: Found) -> None:
    """Ulrica Winterbourne, born 1975-01-30: she married, or a sister of hers wrote the surname first."""
    best = _best(
        found(
            "a,Zymborska,Ulrica,9 Orchard Ave,90002,1975-01-30\n"
            "b,Winterbourne,Ottoline,9 Orchard Ave,90002,1978-09-02\n"
        )
    )
    assert best["a"].probability > 0.9
    assert "exchanged; another last name" in best["a"].evidence
    assert "b" not in best or best["b"].probability < 0.01


def test_a_frequent_name_and_a_date_of_birth_elsewhere_are_not_sure(found: Found) -> None:
    result = found("a,Anna,Zymborska,4417 Elsewhere Rd,91111,1940-01-01\n")
    assert _best(result)["a"].voter_id == "B000"
    assert _best(result)["a"].probability < 0.9


def test_a_given_name_alone_stays_a_given_name(found: Found) -> None:
    best = _best(found("a,Ulrica,,9 Orchard Ave,90002,1975-01-30\n"))
    assert best["a"].voter_id == "S1"
    assert best["a"].evidence.startswith("same first name")


def _groups(result: LinkResult) -> dict[tuple[str, ...], float]:
    return {group.lines: group.certainty for group in result.groups()}


def test_lines_of_nobody_born_the_same_day_are_compared(found: Found) -> None:
    groups = _groups(
        found(
            "a,Zebulon,Yarrowby,12 Nowhere Ct,91111,1950-02-17\n"
            "b,,Yarrowby,21 Somewhere Ln,91111,1950-02-17\n"  # one name, another address
            "c,Zebulon,Quill,12 Nowhere Ct,91111,1950-02-17\n"  # another surname
            "d,Zenobia,Yarrowby,400 Farther Ave,91111,1988-11-02\n"
        )
    )
    assert list(groups) == [("a", "b", "c")]


def test_exchanged_names_of_nobody_are_compared_by_date_of_birth(found: Found) -> None:
    groups = _groups(
        found("a,Zebulon,Yarrowby,1 Nowhere Ct,91111,1950-02-17\nb,Yarrowby,Zebulon,,91111,1950-02-17\n")
    )
    assert list(groups) == [("a", "b")]


def test_unregistered_twins_who_both_sign_are_no_sure_duplicate(found: Found) -> None:
    lines = (
        "a,Zebulon,Yarrowby,12 Nowhere Ct,91111,1950-02-17\n"
        "b,Octavia,Yarrowby,12 Nowhere Ct,91111,1950-02-17\n"
    )
    assert all(certainty < 0.9 for certainty in _groups(found(lines)).values())
    assert not _groups(found(lines, twin=0.1))


def _name(n: int) -> str:
    """A name for a number, like no other number's."""
    return "".join(random.Random(n).choices("abdefgilmnoprst", k=8))


def test_of_many_lines_two_are_seldomer_of_one_person(found: Found) -> None:
    pair = "x,Zebulon,Yarrowby,12 Nowhere Ct,91111,\ny,Zebulon,Yarowby,98 Other Ln,91111,\n"
    many = "".join(f"{n},{_name(7 * n)},{_name(n)},{n} Way{_name(11 * n)} Rd,92222,\n" for n in range(3000))
    few, lots = _groups(found(pair)), _groups(found(pair + many))
    assert few["x", "y"] > lots.get(("x", "y"), 0.0)
