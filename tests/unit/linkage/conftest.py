"""A made-up county of a few hundred voters, sealed and prepared once for the room's tests."""

import csv
import itertools
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from fullcount.linkage import LinkResult, link, prepare
from fullcount.roll import import_roll, layout

FIRSTS = (
    *("ANNA", "BORIS", "CLARA", "DAVID", "ELENA", "FELIX", "GRETA", "HUGO"),
    *("IRENE", "JOSE", "MARIA", "PETER", "ROSA", "SIMON", "WANDA"),
)
LASTS = (
    *("ALDER", "BRANDT", "CASTRO", "DUVAL", "ESPARZA", "FONTANA"),
    *("GARCIA", "HOLLIS", "IBARRA", "KOWALSKI", "LINDQVIST", "MORENO"),
)
STREETS = (
    *("MAPLE ST", "CANYON DR", "ORCHARD AVE", "SUNSET BLVD"),
    *("HILLSIDE LN", "FOREST GLEN RD", "MISSION ST"),
)
COLUMNS = (
    *("voter_id", "first_name", "middle_name", "last_name", "suffix", "residence_address"),
    *("unit", "city", "zip", "status", "jurisdiction"),
)

# Background: every first name with every surname once, two to a house.
BACKGROUND = [
    (
        f"B{n:04}",
        first,
        "",
        last,
        "",
        f"{100 + n // 2 * 7} {STREETS[n % 7]}",
        "",
        "ALTAMIRA",
        f"9000{n % 7}",
        "active",
        "in",
    )
    for n, (first, last) in enumerate(itertools.product(FIRSTS, LASTS))
]
PEOPLE = [
    ("W1", "WILLIAM", "JAMES", "THORNQUIST", "", "4821 MAPLE ST", "", "ALTAMIRA", "90001", "active", "in"),
    ("W2", "MARGARET", "", "THORNQUIST", "", "4821 MAPLE ST", "", "ALTAMIRA", "90001", "active", "in"),
    ("F1", "OCTAVIO", "", "BELMONTE", "SR", "77 CANYON DR", "", "ALTAMIRA", "90002", "active", "in"),
    ("F2", "OCTAVIO", "", "BELMONTE", "JR", "77 CANYON DR", "", "ALTAMIRA", "90002", "active", "in"),
    ("C1", "PRUDENCE", "", "OKONKWO", "", "350 ORCHARD AVE", "APT 4", "ALTAMIRA", "90003", "canceled", "in"),
    ("O1", "LEOPOLD", "", "VANDERMEER", "", "9 HILLSIDE LN", "", "ELSEWHERE", "99001", "active", "out"),
    ("H1", "BEATRIZ", "", "QUINTERO SALAZAR", "", "1650 MISSION ST", "", "ALTAMIRA", "90005", "active", "in"),
    ("R1", "RUFUS", "", "STRICKLAND", "", "RR 4 BOX 95", "", "ALTAMIRA", "90006", "active", "in"),
    ("R2", "RUFUS", "", "STRICKLAND", "", "RR 4 BOX 78", "", "ALTAMIRA", "90006", "active", "in"),
    ("J1", "JUDITH", "", "HATHAWAY", "", "2210 SUNSET BLVD", "", "ALTAMIRA", "90004", "active", "in"),
    ("J2", "JEROME", "", "HATHAWAY", "", "2210 SUNSET BLVD", "", "ALTAMIRA", "90004", "active", "in"),
]


def seal(into: Path, people: Iterable[Iterable[str]], columns: Iterable[str] = COLUMNS) -> Path:
    """A sealed, prepared roll of these people."""
    source = into / "roll.csv"
    with source.open("w", newline="") as file:
        csv.writer(file).writerows([columns, *people])
    import_roll(source, into / "roll", layout("fullcount"), date(2022, 7, 6))
    prepare(into / "roll")
    return into / "roll"


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up county's sealed roll."""
    return seal(tmp_path_factory.mktemp("county"), [*BACKGROUND, *PEOPLE])


@pytest.fixture
def linked(county: Path, tmp_path: Path) -> Callable[[str], LinkResult]:
    """Link lines given as CSV text to the county."""

    def run(text: str) -> LinkResult:
        lines = tmp_path / "lines.csv"
        lines.write_text(text, encoding="utf-8")
        return link(lines, county, tmp_path / "work")

    return run


@pytest.fixture(scope="session")
def sealed() -> Callable[..., Path]:
    """Seal a roll of one's own."""
    return seal
