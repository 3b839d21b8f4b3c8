"""Former registrations: found at the former address, told by the day of signing, one voter one candidate."""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from fullcount.linkage import LineLinker, LinkResult, Options, default_weights, link, prepare
from fullcount.linkage.former import Held
from fullcount.linkage.prepare import read_prepared
from fullcount.linkage.window import number_of, window
from fullcount.roll import import_roll, layout
from fullcount.terms import BadInput, Candidate, Reading

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


def linked(
    roll: Path, folder: Path, *rows: tuple[str, ...], options: Options | None = None, header=HEADER
) -> LinkResult:
    lines = write(folder / "lines.csv", [header, *rows])
    return link(lines, roll, folder / "work", options=options)


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
    assert "registered there at another time, not now" in found["after"].evidence
    assert "whether when the line was signed is not known" in found["undated"].evidence
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


OLD_MILL = ("Prudence", "Okonkwo", "77 Old Mill Rd", "90009")  # from 1 January 2015 to before 1 May 2022
HERE, AWAY, LATE = Reading.REGISTERED_HERE, Reading.ANOTHER_ADDRESS, Reading.TOO_LATE
ALL, PART = "registered there during all of circulation", "registered there during part of circulation"
SIGNED, ONCE = "registered there when the line was signed", "registered there at another time"
UNKNOWN = "whether when the line was signed is not known"


@pytest.mark.parametrize(
    ("days", "words", "reading"),
    [
        (("2022-01-27", "2022-04-30"), ALL, HERE),  # the day of filing is the last day of the registration
        (("2022-01-27", "2022-05-01"), PART, HERE),  # ... or the first day without it
        (("2015-01-01", "2015-06-01"), ALL, HERE),  # circulation begins on the registration's first day
        (("2014-12-31", "2015-06-01"), PART, HERE),  # ... or the day before
        (("2022-04-30", "2022-07-06"), PART, HERE),  # circulation begins on the registration's last day
        (("2022-05-01", "2022-07-06"), ONCE, AWAY),  # ... or the day after
        (("2014-06-01", "2015-01-01"), PART, HERE),  # circulation ends on the registration's first day
        (("2014-06-01", "2014-12-31"), ONCE, LATE),  # ... or the day before
        (("", "2022-04-30"), PART, HERE),  # it held on the day of filing
        (("", "2022-07-06"), UNKNOWN, AWAY),  # it held before the day of filing, perhaps before circulation
        (("", "2014-12-31"), ONCE, LATE),  # it began after filing
        (("2022-01-27", ""), PART, HERE),
        (("2014-06-01", ""), UNKNOWN, AWAY),
        (("2022-05-01", ""), ONCE, AWAY),
        (("", ""), UNKNOWN, AWAY),
    ],
)
def test_without_a_day_of_signing_circulation_tells(
    roll: Path, tmp_path: Path, days: tuple[str, str], words: str, reading: Reading
) -> None:
    begun, filed = (date.fromisoformat(day) if day else None for day in days)
    options = Options(circulated_from=begun, filed=filed)
    found = best(linked(roll, tmp_path, ("a", *OLD_MILL, ""), options=options))["a"]
    assert (found.voter_id, found.reading) == ("V1", reading)
    assert words in found.evidence


@pytest.mark.parametrize(
    ("signed_on", "words", "reading"),
    [
        ("2022-04-30", SIGNED, HERE),
        ("2022-05-01", ONCE, AWAY),  # it ended on the day of signing
        ("2015-01-01", SIGNED, HERE),  # outside circulation: the line's own day counts
        ("2014-12-31", ONCE, LATE),
    ],
)
def test_a_day_of_signing_goes_before_circulation(
    roll: Path, tmp_path: Path, signed_on: str, words: str, reading: Reading
) -> None:
    options = Options(circulated_from=date(2022, 1, 27), filed=date(2022, 7, 6))
    found = best(linked(roll, tmp_path, ("a", *OLD_MILL, signed_on), options=options))["a"]
    assert (found.voter_id, found.reading) == ("V1", reading)
    assert words in found.evidence


def test_a_line_has_the_days_its_circulator_declares(roll: Path, tmp_path: Path) -> None:
    header = (*HEADER, "circulated_from", "circulated_to")
    rows = [
        ("within", *OLD_MILL, "", "2022-02-01", "2022-02-20"),
        ("open", *OLD_MILL, "", "2022-02-01", ""),
        ("after", *OLD_MILL, "", "2022-05-01", "2022-05-20"),
        ("astray", *OLD_MILL, "", "2022-02-20", "2022-02-01"),
        ("signed", *OLD_MILL, "2022-02-03", "2022-05-01", "2022-05-20"),
    ]
    options = Options(circulated_from=date(2022, 1, 27), filed=date(2022, 7, 6))
    found = best(linked(roll, tmp_path, *rows, options=options, header=header))
    said = {line: one.evidence.split("; ")[-1].removesuffix(", not now") for line, one in found.items()}
    wanted = {"within": ALL, "open": PART, "after": ONCE, "astray": PART, "signed": SIGNED}
    assert {line: words for line, words in said.items() if words in wanted.values()} == wanted


def test_a_registration_that_held_then_is_not_too_late_for_what_came_after(tmp_path: Path) -> None:
    header = (*VOTERS[0], "registered_on")
    voters = [header, (*VOTERS[1], "2022-05-01"), *((*row, "2010-01-01") for row in VOTERS[2:])]
    history = write(tmp_path / "former.csv", FORMER)
    source = write(tmp_path / "roll.csv", voters)
    import_roll(source, tmp_path / "roll", layout("fullcount"), date(2022, 7, 6), history=history)
    row = ("a", *OLD_MILL, "2022-04-30")
    options = Options(filed=date(2022, 7, 6))
    found = best(linked(tmp_path / "roll", tmp_path, row, options=options))["a"]
    assert (found.voter_id, found.reading) == ("V1", HERE)


def test_circulation_that_begins_after_filing_is_refused() -> None:
    Options(circulated_from=date(2022, 7, 6), filed=date(2022, 7, 6))
    with pytest.raises(BadInput, match="2022-07-07, after the day of filing, 2022-07-06"):
        Options(circulated_from=date(2022, 7, 7), filed=date(2022, 7, 6))


# A registration and the days of signing as days of one month, 0 where unknown.
@pytest.mark.parametrize(
    ("since", "until", "earliest", "latest", "level"),
    [
        (0, 21, 10, 20, "partly"),  # its last day is the last day of signing
        (0, 22, 10, 20, "outlasted"),
        (0, 21, 20, 20, "then"),  # its last day is the day of signing
        (0, 20, 10, 20, "partly"),
        (0, 11, 10, 20, "partly"),
        (0, 10, 10, 20, "once"),
        (0, 22, 20, 20, "outlasted"),
        (0, 21, 0, 20, "partly"),
        (0, 22, 0, 20, "outlasted"),
        (0, 21, 10, 0, "unknown"),
        (10, 0, 10, 20, "partly"),
        (20, 0, 10, 20, "partly"),
        (9, 0, 10, 20, "unknown"),
        (21, 0, 10, 20, "once"),
        (20, 0, 20, 20, "then"),
        (15, 15, 10, 20, "unknown"),  # no day at all
        (12, 15, 10, 20, "partly"),
        (0, 0, 10, 20, "unknown"),
        (0, 0, 0, 0, "unknown"),
    ],
)
def test_what_is_not_known_of_a_registration_is_not_said(
    since: int, until: int, earliest: int, latest: int, level: str
) -> None:
    start = number_of(date(2022, 3, 1)) - 1
    days = [np.array([start + day if day else 0], np.int32) for day in (since, until, earliest, latest)]
    (code,) = Held(*days[:2]).levels(*days[2:], default_weights()).tolist()
    assert default_weights().levels["time"][code].level == level


def test_days_declared_end_with_filing_and_fall_back_where_they_contradict() -> None:
    begun, filed = date(2022, 3, 1), date(2022, 3, 31)
    start = number_of(begun) - 1
    declared = {
        "signed": [0, 0, 0, 0, 40, 0, 0],
        "signed_from": [0, 5, 40, 7, 5, 31, 5],
        "signed_to": [0, 45, 45, 6, 45, 31, 0],
    }
    lines = {
        name: np.array([start + day if day else 0 for day in days], np.int32)
        for name, days in declared.items()
    }
    found = window(lines, begun, filed)
    assert (found["earliest"] - start).tolist() == [1, 5, 1, 1, 40, 31, 5]
    assert (found["latest"] - start).tolist() == [31, 31, 31, 31, 40, 31, 31]
    alone = window(lines, None, None)
    assert alone["earliest"].tolist() == [day and start + day for day in (0, 5, 40, 0, 40, 31, 5)]
    assert alone["latest"].tolist() == [day and start + day for day in (0, 45, 45, 0, 40, 31, 0)]


def test_days_declared_to_end_before_circulation_leave_the_first_unknown() -> None:
    day = number_of(date(2022, 3, 1))
    lines = {name: np.array([0], np.int32) for name in ("signed", "signed_from")}
    found = window({**lines, "signed_to": np.array([day - 1], np.int32)}, date(2022, 3, 1), date(2022, 3, 31))
    assert (found["earliest"].tolist(), found["latest"].tolist()) == ([0], [day - 1])
