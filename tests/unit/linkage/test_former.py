"""Former registrations: found at the former address, told by the day of signing, one voter one candidate."""

import csv
from datetime import date
from pathlib import Path

import pytest

from fullcount.linkage import LineLinker, LinkResult, link, prepare
from fullcount.linkage.prepare import read_prepared
from fullcount.roll import import_roll, layout
from fullcount.terms import Candidate, Reading

VOTERS = [
    ("voter_id", "first_name", "last_name", "residence_address", "zip"),
    ("V1", "PRUDENCE", "OKONKWO", "350 ORCHARD AVE", "90003"),
    ("V2", "AMBROSE", "OKONKWO", "350 ORCHARD AVE", "90003"),
    ("V3", "JUDITH", "HATHAWAY", "12 CANYON DR", "90001"),
    *((f"B{n}", f"N{n}ATHAN", f"B{n}ORDER", f"{n} MAPLE ST", "90001") for n in range(100, 200)),
]
FORMER = [
    ("voter_id", "from", "to", "residence_address", "zip"),
    ("V1", "2015-01-01", "2022-05-01", "77 Old Mill Rd", "90009"),
    ("V1", "2010-01-01", "2015-01-01", "9 Elm St", "90008"),
    ("V3", "", "", "12 Canyon Drive", "90001"),
]
HEADER = ("line", "first", "last", "address", "zip", "signed_on")


def write(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture(scope="module")
def roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("former")
    history = write(folder / "former.csv", FORMER)
    source = write(folder / "roll.csv", VOTERS)
    import_roll(source, folder / "roll", layout("fullcount"), date(2022, 7, 6), history=history)
    prepare(folder / "roll")
    return folder / "roll"


def linked(roll: Path, folder: Path, *rows: tuple[str, ...]) -> LinkResult:
    return link(write(folder / "lines.csv", [HEADER, *rows]), roll, folder / "work")


def best(result: LinkResult) -> dict[str, Candidate]:
    return {found.line: found for found in result.candidates() if found.rank == 1}


def test_a_voter_is_found_where_registered_before(roll: Path, tmp_path: Path) -> None:
    at = ("Prudence", "Okonkwo", "77 Old Mill Road", "90009")
    result = linked(
        roll, tmp_path, ("then", *at, "2022-04-30"), ("after", *at, "2022-05-01"), ("undated", *at, "")
    )
    found = best(result)
    assert {line.voter_id for line in found.values()} == {"V1"}
    assert found["then"].reading is Reading.REGISTERED_HERE
    assert "registered there when the line was signed, not now" in found["then"].evidence
    assert {found[line].reading for line in ("after", "undated")} == {Reading.ANOTHER_ADDRESS}
    assert all("at another time, not now" in found[line].evidence for line in ("after", "undated"))
    assert min(line.probability for line in found.values()) > 0.9


def test_a_voter_of_several_registrations_is_one_candidate(roll: Path, tmp_path: Path) -> None:
    result = linked(roll, tmp_path, ("a", "Judith", "Hathaway", "12 Canyon Dr", "90001", ""))
    (found,) = result.candidates()
    assert (found.voter_id, found.reading) == ("V3", Reading.REGISTERED_HERE)
    assert "not now" not in found.evidence


def test_a_housemate_of_now_is_not_one_of_then(roll: Path, tmp_path: Path) -> None:
    result = linked(roll, tmp_path, ("a", "Ambrose", "Okonkwo", "77 Old Mill Rd", "90009", ""))
    assert best(result)["a"].voter_id == "V2"


def test_former_registrations_change_no_count_of_the_roll(roll: Path) -> None:
    prepared = read_prepared(roll)
    assert len(prepared) == len(VOTERS) - 1
    assert prepared.names.counts["n_last"].sum() == len(prepared)
    assert len(prepared.former["of"]) == 3
    assert prepared.places.counts["n_street"][prepared.known.places.known("OLD MILL")] == 0


def test_one_line_gives_what_the_bulk_gives(roll: Path, tmp_path: Path) -> None:
    row = ("a", "Prudence", "Okonkwo", "77 Old Mill Rd", "90009", "2022-04-30")
    with LineLinker(roll) as linker:
        (alone,) = linker.link([dict(zip(HEADER, row, strict=True))])
    assert list(alone.candidates) == list(linked(roll, tmp_path, row).candidates())
