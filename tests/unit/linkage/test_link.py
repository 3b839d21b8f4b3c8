"""What linking finds for lines of known people."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fullcount.linkage import LINKS, LinkResult, Options, link
from fullcount.linkage.link import STEPS
from fullcount.terms import Candidate, NotFound, Reading

HEADER = "line,first,middle,last,address,city,zip\n"
Linked = Callable[[str], LinkResult]

AT_THE_ADDRESS = {
    "plain": ("William,,Thornquist,4821 Maple Street,Altamira,90001", "W1", "same first and last name"),
    "nickname": ("Bill,,Thornquist,4821 Maple St,,", "W1", "first name agrees by nickname"),
    "slip in first": ("Wiliam,,Thornquist,4821 Maple St,,", "W1", "first name nearly the same"),
    "slip in last": ("William,,Tornquist,4821 Maple St,,", "W1", "last name nearly the same"),
    "exchanged": ("Thornquist,,William,4821 Maple St,,", "W1", "first and last name exchanged"),
    "number": ("William,,Thornquist,4281 Maple St,,90001", "W1", "house number nearly the same"),
    "street": ("William,,Thornquist,4821 Mapel St,,90001", "W1", "street nearly the same"),
    "one surname": ("Beatriz,,Quintero,1650 Mission St,,", "H1", "one of two last names agrees"),
    "hyphen": ("Beatriz,,Quintero-Salazar,1650 Mission,,", "H1", "same first and last name"),
    "title": ("Dr.,,Judith Hathaway MD,2210 Sunset Blvd,,", "J1", "same first and last name"),
    "one field": ("Judith Hathaway,,,2210 Sunset Blvd,,", "J1", "same first and last name"),
    "suffix": ("Octavio,,Belmonte Jr.,77 Canyon Dr,,", "F2", "same suffix"),
}
READ_AS = {
    "canceled": ("Prudence,,Okonkwo,350 Orchard Ave #4,,", Reading.CANCELED),
    "outside": ("Leopold,,Vandermeer,9 Hillside Ln,,", Reading.OUTSIDE),
    "moved": ("William,James,Thornquist,12 Forest Glen Rd,,", Reading.ANOTHER_ADDRESS),
    "stranger": ("Zebulon,,Yarrowby,12 Nowhere Ct,,", Reading.NOBODY),
    "housemate": ("Zebulon,,Thornquist,4821 Maple St,,", Reading.NOBODY),
    "father and son": ("Octavio,,Belmonte,77 Canyon Dr,,", Reading.REGISTERED_HERE),
    "two of one initial": ("J.,,Hathaway,2210 Sunset Blvd,,", Reading.REGISTERED_HERE),
}


class Found:
    """Everything found for the lines above, linked together once."""

    def __init__(self, result: LinkResult) -> None:
        self.candidates: dict[str, list[Candidate]] = {}
        for candidate in result.candidates():
            self.candidates.setdefault(candidate.line, []).append(candidate)
        self.readings = {line: (reading, share) for line, reading, share in result.readings()}


@pytest.fixture(scope="module")
def found(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Found:
    folder = tmp_path_factory.mktemp("found")
    rows = {name: row for name, (row, *_) in (AT_THE_ADDRESS | READ_AS).items()}
    lines = folder / "lines.csv"
    lines.write_text(HEADER + "".join(f"{name},{row}\n" for name, row in rows.items()), encoding="utf-8")
    return Found(link(lines, county, folder / "work"))


@pytest.mark.parametrize("name", AT_THE_ADDRESS)
def test_a_voter_at_the_address_is_found(found: Found, name: str) -> None:
    _, voter, evidence = AT_THE_ADDRESS[name]
    best = found.candidates[name][0]
    assert (best.voter_id, best.rank, best.reading) == (voter, 1, Reading.REGISTERED_HERE)
    assert best.probability > 0.9
    assert evidence in best.evidence


@pytest.mark.parametrize("name", READ_AS)
def test_readings_in_the_laws_words(found: Found, name: str) -> None:
    assert found.readings[name][0] is READ_AS[name][1]


def test_without_a_house_number_the_street_is_searched_wider(linked: Linked) -> None:
    """Both names have a slip, and neither sounds as it should."""
    result = linked(HEADER + "a,Willbam,,Thornqubst,Maple St,Altamira,90001\n")
    assert "W1" in {candidate.voter_id for candidate in result.candidates()}


def test_a_housemate_is_shown_and_never_taken_for_the_signer(found: Found) -> None:
    shown = found.candidates["housemate"]
    assert {candidate.voter_id for candidate in shown} == {"W1", "W2"}
    assert all(c.probability < 0.1 and c.reading is Reading.NOBODY for c in shown)
    assert all("housemate" in candidate.evidence for candidate in shown)


@pytest.mark.parametrize(
    ("name", "both"), [("father and son", {"F1", "F2"}), ("two of one initial", {"J1", "J2"})]
)
def test_two_of_one_household_that_fit_are_both_shown_and_neither_is_certain(
    found: Found, name: str, both: set[str]
) -> None:
    shown = found.candidates[name]
    assert {candidate.voter_id for candidate in shown} == both
    assert all(0.3 < candidate.probability < 0.7 for candidate in shown)
    assert found.readings[name][1] > 0.9


def test_evidence_names_no_name_and_no_address(found: Found) -> None:
    said = " ".join(c.evidence for shown in found.candidates.values() for c in shown).upper()
    written = [
        "BILL",
        "THORNQUIST",
        "WILLIAM",
        "MAPEL",
        "MAPLE",
        "4821",
        "CANYON",
        "QUINTERO",
        "HATHAWAY",
        "90001",
    ]
    assert not any(word in said for word in written)


def test_a_name_in_one_column_is_split(linked: Linked) -> None:
    result = linked('line,name,address\n1,"Thornquist, William J.",4821 Maple St\n')
    best = next(result.candidates())
    assert best.voter_id == "W1"
    assert "middle initial agrees" in best.evidence


def test_candidates_come_in_line_order_then_rank(linked: Linked) -> None:
    result = linked(
        f"{HEADER}z,Octavio,,Belmonte,77 Canyon Dr,,\nb,Nobody,,Atall,1 X St,,\n"
        "a,Judith,,Hathaway,2210 Sunset Blvd,,\n"
    )
    assert [(found.line, found.rank) for found in result.candidates()][:2] == [("z", 1), ("z", 2)]
    assert [line for line, _, _ in result.readings()] == ["z", "b", "a"]


def test_the_link_file_has_no_row_for_a_line_with_nobody(linked: Linked, tmp_path: Path) -> None:
    result = linked(f"{HEADER}1,Judith,,Hathaway,2210 Sunset Blvd,,\n2,Zebulon,,Thornquist,4821 Maple St,,\n")
    assert result.write_csv(tmp_path / "links.csv") >= 1
    rows = (tmp_path / "links.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "line,rank,voter_id,probability,reading,evidence"
    assert rows[1].startswith("1,1,J1,0.9")
    assert {row.split(",")[0] for row in rows[1:]} == {"1"}


def test_columns_a_roll_does_not_have_are_unknown(sealed: Callable[..., Path], tmp_path: Path) -> None:
    columns = ["voter_id", "first_name", "last_name", "residence_address"]
    people = [("1", "Ada", "Brightwell", "12 Elm St Apt 3"), ("2", "Cyrus", "Dunmore", "14 Elm St")]
    roll = sealed(tmp_path, people, columns)
    lines = tmp_path / "lines.csv"
    lines.write_text(
        "line,first,last,address,zip\n1,Ada,Brightwell,12 Elm St,90001\n2,Cy,Dunmore,14 Elm St,\n"
    )
    found = {
        c.line: (c.voter_id, c.reading) for c in link(lines, roll, tmp_path / "w").candidates() if c.rank == 1
    }
    assert found == {"1": ("1", Reading.REGISTERED_HERE), "2": ("2", Reading.REGISTERED_HERE)}


def test_steps_are_named_explained_and_counted(county: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    lines = tmp_path / "lines.csv"
    lines.write_text(f"{HEADER}1,Judith,,Hathaway,2210 Sunset Blvd,,\n")
    ticks = iter(range(1000))
    options = Options(clock=lambda: float(next(ticks)))
    result = link(lines, county, tmp_path / "w", lambda *args: told.append(args), options)
    steps = result.steps
    assert 15 < len(steps) <= STEPS
    assert all(step.why and step.seconds == 1.0 for step in steps)
    assert {step.name: step.rows for step in steps}["exact_pairs"] == 1
    assert told[-1] == ("Linking lines", STEPS, STEPS)


def test_a_result_is_read_again_from_its_file(linked: Linked) -> None:
    result = linked(f"{HEADER}1,Judith,,Hathaway,2210 Sunset Blvd,,\n")
    again = LinkResult(result.path)
    half_read = again.candidates()
    next(half_read)
    assert list(again.candidates()) == list(result.candidates())
    assert result.path.name == LINKS


def test_without_a_roll_or_a_result_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no sealed roll"):
        link(tmp_path / "lines.csv", tmp_path, tmp_path)
    with pytest.raises(NotFound, match="Link the lines first"):
        LinkResult(tmp_path / LINKS)
