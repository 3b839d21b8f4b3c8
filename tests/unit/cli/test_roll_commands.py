"""The roll's commands: known layouts, recognised ones, what is inside, voter records out and in."""

import json
from pathlib import Path

import pytest
from voter_files import PEOPLE, latin, voter_file

from fullcount.roll import layouts


@pytest.fixture
def colorado(tmp_path: Path) -> Path:
    path = tmp_path / "voters.txt"
    path.write_bytes(voter_file("colorado", latin(PEOPLE)))
    return path


def test_the_layouts_are_listed_with_their_sources(run) -> None:
    told = run("roll", "layouts")
    assert told.code == 0
    assert all(f"{name}: " in told.out for name in layouts())
    assert "North Carolina State Board of Elections" in told.out
    listed = json.loads(run("roll", "layouts", "--json").out)
    assert [each["name"] for each in listed] == list(layouts())
    assert all(set(each) == {"name", "covers", "columns", "documented", "source"} for each in listed)


def test_one_layout_is_shown_in_full(run) -> None:
    told = run("roll", "layouts", "michigan-fixed").out
    assert "449-461" in told
    assert "entire_state_v.lst" in told
    shown = json.loads(run("roll", "layouts", "michigan-fixed", "--json").out)
    assert shown["positions"]["VOTER_STATUS_TYPE_CODE"] == [518, 519]
    assert run("roll", "layouts", "nowhere").code == 2


def test_a_layout_is_recognised_and_what_is_inside_is_said(run, colorado: Path, tmp_path: Path) -> None:
    place = tmp_path / "roll"
    said = ("--as-of", "2024-03-05", "--layout", "auto", "--inside", "birch")
    told = run("roll", "import", colorado, "--into", place, *said)
    assert told.code == 0, told.err
    assert "Layout colorado: 18 of its 18 columns" in told.out
    shown = json.loads(run("roll", "show", place, "--json").out)
    maple = sum(person.county == "MAPLE" for person in PEOPLE)
    assert (shown["voters"], shown["outside"], shown["layout"]) == (len(PEOPLE), maple, "colorado")


def test_what_is_not_sure_of_a_layout_is_told_at_the_import(run, tmp_path: Path) -> None:
    path = tmp_path / "voters.txt"
    path.write_bytes(voter_file("california-eims"))
    told = run(
        "roll", "import", path, "--into", tmp_path / "roll", "--as-of", "2024-03-05", "--layout", "auto"
    )
    assert "documentation partial" in told.out
    assert "from memory" in told.out


def test_voter_records_go_out_and_come_in(run, colorado: Path, tmp_path: Path) -> None:
    common = ("--as-of", "2024-03-05", "--layout", "auto")
    assert run("roll", "import", colorado, "--into", tmp_path / "one", *common).code == 0
    for kind in ("json", "xml"):
        path = tmp_path / f"records.{kind}"
        assert run("roll", "export", tmp_path / "one", "--out", path).code == 0
        assert path.stat().st_mode & 0o777 == 0o600
        again = run("roll", "import", path, "--into", tmp_path / kind, *common)
        assert "voter records of NIST SP 1500-102" in again.out
        assert json.loads(run("roll", "show", tmp_path / kind, "--json").out)["voters"] == len(PEOPLE)
        assert run("roll", "export", tmp_path / "one", "--out", path).code == 2


def test_a_history_goes_in_with_the_voters(run, colorado: Path, tmp_path: Path) -> None:
    former = tmp_path / "former.csv"
    former.write_text(
        "voter_id,from,to,residence_address,unit,city,zip,status\n1001,,2020-01-02,9 Oak Rd,,,,\n"
    )
    common = (colorado, "--as-of", "2024-03-05", "--layout", "colorado")
    plain = run("roll", "import", *common, "--into", tmp_path / "plain")
    told = run("roll", "import", *common, "--into", tmp_path / "roll", "--history", former)
    assert (plain.code, told.code) == (0, 0)
    hashes = [
        json.loads((tmp_path / name / "seal.json").read_text())["content_hash"] for name in ("plain", "roll")
    ]
    assert hashes[0] != hashes[1]
    assert run("roll", "check", tmp_path / "roll").code == 0


def test_a_file_of_no_known_layout_names_the_best_guesses(run, tmp_path: Path) -> None:
    path = tmp_path / "voters.csv"
    path.write_text("a,b,c\n1,2,3\n")
    told = run(
        "roll", "import", path, "--into", tmp_path / "roll", "--as-of", "2024-03-05", "--layout", "auto"
    )
    assert told.code == 2
    assert "best guesses are" in told.err
    assert not (tmp_path / "roll").exists()
