"""Linking and prechecking files as a committee does, and every way in which a file can be bad."""

import csv
import json
from pathlib import Path

import pytest

ROLL = """voter_id,first_name,middle_name,last_name,suffix,birth_date,\
residence_address,unit,city,zip,status,registered_on,jurisdiction
v1,Alma,,Quisling,,1970-01-01,12 Heron St,,Lakeport,90001,active,2010-01-01,
v2,Bruno,,Quisling,,1971-01-01,12 Heron St,,Lakeport,90001,active,2010-01-01,
v3,Cora,,Vandermeer,,1980-01-01,77 Otter Ave,4,Lakeport,90001,active,2012-01-01,
v4,Dario,,Pellegrino,,1981-01-01,5 Elm Ct,,Lakeport,90002,canceled,2012-01-01,
"""
LINES = """line,name,address,city,zip
1,Alma Quisling,12 Heron Street,Lakeport,90001
2,Cora Vandermeer,77 Otter Avenue,Lakeport,90001
3,Zebulon Underhill,900 Nowhere Rd,Lakeport,90009
4,Alma Quisling,12 Heron St,Lakeport,90001
5,Dario Pellegrino,5 Elm Ct,Lakeport,90002
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    lines, roll = tmp_path / "lines.csv", tmp_path / "roll.csv"
    lines.write_text(LINES)
    roll.write_text(ROLL)
    return lines, roll


def test_link_writes_candidates_and_no_row_for_a_line_with_nobody(run, files, tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    assert run("link", *files, "--out", out).code == 0
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert list(rows[0]) == ["line", "rank", "voter_id", "probability", "reading", "evidence"]
    best = {row["line"]: (row["voter_id"], row["reading"]) for row in rows if row["rank"] == "1"}
    assert best == {
        "1": ("v1", "registered here"),
        "2": ("v3", "registered here"),
        "4": ("v1", "registered here"),
        "5": ("v4", "canceled"),
    }
    assert not [row for row in rows if "Quisling" in row["evidence"] or "Heron" in row["evidence"]]


def test_precheck_counts_one_voter_once_and_tells_the_chance(run, files, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    done = run("precheck", *files, "--law", "ca/recall-local", "--required", 2, "--out", report, "--json")
    found = json.loads(done.out)
    assert found["lines"] == 5
    assert found["copies"] == 1
    assert found["by_opinion"]["would count"] == 2
    assert found["chance"] > 0.9
    rows = {row["line"]: row for row in csv.DictReader(report.read_text().splitlines())}
    assert rows["4"]["duplicate_of"] == "1"
    assert "Quisling" not in report.read_text()
    text = run("precheck", *files, "--law", "ca/recall-local", "--required", 4, "--out", report).out
    assert "under 0.1%" in text
    assert "signatures are not seen here" in text


def test_precheck_looks_at_the_days_of_signing_and_circulation(run, files, tmp_path) -> None:
    lines, roll = files
    lines.write_text("line,name,address,zip,signed_on\n1,Cora Vandermeer,77 Otter Ave,90001,2011-12-31\n")
    asked = ("--law", "ca/recall-local", "--required", 2, "--filed", "2022-07-06", "--out")
    done = run("precheck", lines, roll, *asked, tmp_path / "r.csv", "--circulated-from", "2022-01-27")
    assert done.code == 0, done.err
    (row,) = csv.DictReader((tmp_path / "r.csv").read_text().splitlines())
    assert row["reading"] == "registered too late"
    assert "the signer can sign again" in row["advice"]
    wrong = run("precheck", lines, roll, *asked, tmp_path / "r.csv", "--circulated-from", "2022-07-07")
    assert (wrong.code, "after the day of filing" in wrong.err) == (2, True)


def test_signatures_are_taken_into_account_unless_the_committee_says_otherwise(run, files, tmp_path) -> None:
    asked = ("--law", "ca/recall-local", "--required", 2, "--out", tmp_path / "r.csv", "--json")
    usual = json.loads(run("precheck", *files, *asked).out)
    none_lost = json.loads(run("precheck", *files, *asked, "--loss", 0).out)
    assert usual["loss"]["share"] == 0.018
    assert usual["expected"] == pytest.approx(none_lost["expected"] * (1 - 0.018), rel=1e-4)
    assert usual["high"] - usual["low"] > none_lost["high"] - none_lost["low"]


@pytest.mark.parametrize("required", [0, -1])
def test_a_required_number_is_at_least_one(run, files, tmp_path: Path, required: int) -> None:
    asked = ("--law", "ca/recall-local", "--required", required, "--out", tmp_path / "r.csv")
    done = run("precheck", *files, *asked)
    assert (done.code, "at least 1" in done.err) == (2, True), done.err


@pytest.mark.parametrize("command", ["link", "precheck --law ca/recall-local --required 2"])
def test_what_is_read_is_never_written_over(run, files, tmp_path: Path, command: str) -> None:
    before = [file.read_bytes() for file in files]
    for target in (*files, tmp_path):
        done = run(command, *files, "--out", target)
        assert (done.code, "--out" in done.err) == (2, True), done.err
    assert [file.read_bytes() for file in files] == before


def test_columns_that_bear_our_names_need_no_mapping(run, files, tmp_path: Path) -> None:
    lines, roll = files
    lines.write_text(LINES.replace("address", "Street").replace("name", "Name"))
    done = run("link", lines, roll, "--out", tmp_path / "links.csv", "--map", "address=Street")
    assert done.code == 0, done.err
    assert "3  registered here" in done.out


def test_other_columns_are_mapped_by_options(run, tmp_path: Path) -> None:
    lines, roll, out = tmp_path / "l.csv", tmp_path / "r.csv", tmp_path / "links.csv"
    lines.write_text("Given;Family;No;Street\nAlma;Quisling;12;Heron St\n")
    roll.write_text("Surname,Forename,Nr,Road\nQuisling,Alma,12,Heron Street\n")
    done = run(
        "link", lines, roll, "--out", out, "--delimiter", ";",
        "--map", "line=#", "--map", "first=Given", "--map", "last=Family", "--map", "address=No+Street",
        "--roll-map", "last_name=Surname", "--roll-map", "first_name=Forename",
        "--roll-map", "residence_address=Nr+Road",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert len(out.read_text().splitlines()) == 2


def test_one_other_column_of_the_voter_file_is_mapped_by_one_option(run, files, tmp_path: Path) -> None:
    lines, roll = files
    plain, mapped = tmp_path / "plain.csv", tmp_path / "mapped.csv"
    assert run("link -q", lines, roll, "--out", plain).code == 0
    roll.write_text(ROLL.replace("last_name", "Surname"))
    without = run("link -q", lines, roll, "--out", mapped, "--roll-map", "zip=zip")
    assert without.code == 2
    assert "roll.csv, row 1: there is no column last_name" in without.err
    assert "or each with --roll-map FIELD=COLUMN" in without.err
    done = run("link -q", lines, roll, "--out", mapped, "--roll-map", "last_name=Surname")
    assert (done.code, done.err) == (0, "")
    assert mapped.read_text() == plain.read_text()
    assert len(plain.read_text().splitlines()) > 1


def test_a_voter_file_of_which_no_address_is_read_is_told(run, files, tmp_path: Path) -> None:
    lines, roll = files
    roll.write_text(ROLL.replace("residence_address", "Road"))
    done = run("link -q", lines, roll, "--out", tmp_path / "o.csv", "--roll-map", "zip=zip")
    assert done.code == 0
    assert "no column is read as residence_address, so hardly anybody can be found" in done.err


BAD = {
    "empty file": b"",
    "binary": b"line,name,address\n1,\0\0,\0",
    "wrong delimiter": LINES.replace(",", ";").encode(),
    "missing column": b"line,name\n1,Alma Quisling\n",
    "no name at all": b"line,address\n1,12 Heron St\n",
    "repeated line id": (LINES + "1,Cora Vandermeer,77 Otter Ave,,\n").encode(),
    "empty line id": (LINES + ",Cora Vandermeer,77 Otter Ave,,\n").encode(),
    "latin-1": LINES.replace("Alma", "\u00c1lma").encode("latin-1"),
    "one very long line": b"line,name,address\n1,Alma," + b"x" * (1 << 22),
    "row too short": LINES.encode() + b"9,Cora\n",
    "two headers": (LINES + "line,name,address,city,zip\n").encode(),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("command", ["link", "precheck --law ca/recall-local --required 2"])
def test_bad_lines_are_a_clear_error_and_nothing_is_written(
    run, files, tmp_path: Path, kind, command
) -> None:
    lines, roll = files
    lines.write_bytes(BAD[kind])
    before = sorted(tmp_path.iterdir())
    done = run(command, lines, roll, "--out", tmp_path / "out.csv")
    assert (done.code, done.out) == (2, ""), done.err
    assert "lines.csv" in done.err
    assert "Quisling" not in done.err
    assert sorted(tmp_path.iterdir()) == before


BAD_ROLL = {
    "empty file": b"",
    "binary": b"\x7fELF\0\0\0",
    "wrong delimiter": ROLL.replace(",", "|").encode(),
    "missing column": b"first_name,last_name\nAlma,Quisling\n",
    "latin-1": ROLL.replace("Alma", "\u00c1lma").encode("latin-1"),
    "one very long line": ROLL.encode() + b"x" * (1 << 22),
}


@pytest.mark.parametrize("kind", BAD_ROLL)
def test_a_bad_roll_is_a_clear_error_and_nothing_is_written(run, files, tmp_path: Path, kind) -> None:
    lines, roll = files
    roll.write_bytes(BAD_ROLL[kind])
    before = sorted(tmp_path.iterdir())
    for command in (
        ("link", lines, roll, "--out", tmp_path / "out.csv"),
        ("roll", "import", roll, "--into", tmp_path / "sealed", "--as-of", "2022-07-06"),
    ):
        done = run(*command)
        assert (done.code, done.out) == (2, ""), done.err
        assert "roll.csv" in done.err
        assert sorted(tmp_path.iterdir()) == before


NOT_UTF8 = {
    "link lines.csv roll.csv --out o.csv": "--roll-encoding",
    "precheck lines.csv roll.csv --law ca/recall-local --required 2 --out o.csv": "--roll-encoding",
    "learn-weights lines.csv roll.csv --out o.toml": "--roll-encoding",
    "roll import roll.csv --into sealed --as-of 2022-07-06": "--encoding",
}


@pytest.mark.parametrize("command", NOT_UTF8)
def test_the_option_advised_for_another_encoding_is_the_command_s_own(
    run, files, monkeypatch, command: str
) -> None:
    _, roll = files
    monkeypatch.chdir(roll.parent)
    for header in ("voter_id", "voter_\u00efd"):  # in a row, and in the header itself
        named = ROLL.replace("voter_id", header, 1).replace("Alma", "\u00c1lma")
        roll.write_bytes(named.encode("latin-1"))
        done = run(command)
        assert done.code == 2, done.out
        assert f" Try {NOT_UTF8[command]} latin-1" in done.err
    roll.write_bytes(ROLL.replace("Alma", "\u00c1lma").encode("latin-1"))
    after = run(command, NOT_UTF8[command], "latin-1")
    assert "the text is not" not in after.err


def test_other_options_advised_for_the_voter_file_are_its_own_too(run, files, tmp_path: Path) -> None:
    lines, roll = files
    roll.write_text("a,b,c\n1,2,3\n")
    for command in ("link", "precheck --law ca/recall-local --required 2", "learn-weights"):
        done = run(command, lines, roll, "--layout", "auto", "--out", tmp_path / "o.csv")
        assert (done.code, "the columns with --roll-map " in done.err) == (2, True), done.err
    done = run("roll import --as-of 2022-07-06 --layout auto", roll, "--into", tmp_path / "sealed")
    assert (done.code, "the columns with --map " in done.err) == (2, True), done.err
    done = run("link", lines, roll, "--roll-map", "nonsense", "--out", tmp_path / "o.csv")
    assert (done.code, "fullcount: --roll-map nonsense is not a pair" in done.err) == (2, True), done.err


def test_a_required_number_is_asked_for_once(run, files, tmp_path: Path) -> None:
    assert run("precheck", *files, "--law", "ca/recall-local", "--out", tmp_path / "r.csv").code == 2
    both = ("--required", 2, "--registered", 100)
    assert run("precheck", *files, "--law", "ca/recall-local", "--out", tmp_path / "r.csv", *both).code == 2


def test_names_that_a_killed_command_left_are_cleared_by_the_next(run, files, tmp_path: Path) -> None:
    left, other = tmp_path / ".fullcount-work-1", tmp_path / ".fullcount-notes"
    for folder in (left, other):
        folder.mkdir()
        (folder / "lines.csv").write_text(LINES)
    assert run("link", *files, "--out", tmp_path / "links.csv").code == 0
    assert not left.exists()
    assert other.exists()
    assert not list(tmp_path.glob(".fullcount-work-*"))


def test_a_report_is_written_in_each_form_and_names_nobody(run, files, tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("line,voter_id\n1,v1\n2,v3\n3,\n4,v1\n5,v4\n")
    asked = (
        "--report",
        tmp_path / "r.pdf",
        "--report",
        tmp_path / "r.json",
        "--truth",
        tmp_path / "truth.csv",
    )
    done = run("link", *files, "--out", tmp_path / "links.csv", *asked)
    assert done.code == 0, done.err
    assert "expected calibration error is" in done.out
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    text = (tmp_path / "r.json").read_text()
    found = json.loads(text)
    assert found["calibration"]["basis"] == "every line"
    assert (found["calibration"]["all"]["judged"], found["calibration"]["all"]["right"]) == (5, 5)
    assert not [name for name in ("QUISLING", "HERON", "VANDERMEER", "OTTER") if name in text.upper()]
    assert found["calibration"]["ranks"] == [4, 0, 0, 0, 0]
    printed = json.loads(run("link", *files, "--out", tmp_path / "links.csv", *asked[-2:], "--json").out)
    assert printed["calibration"] == found["calibration"]


def test_a_report_or_truth_that_cannot_be_is_told_before_anything_is_done(run, files, tmp_path) -> None:
    twice = tmp_path / "twice.csv"
    twice.write_text("line,voter_id\n1,v1\n1,\n")
    before = sorted(tmp_path.iterdir())
    for wrong, told in (
        (("--report", tmp_path / "r.docx"), ".pdf or .json"),
        (("--report", tmp_path / "none" / "r.pdf"), "no folder"),
        (("--report", tmp_path / "links.csv.pdf", "--report", tmp_path / "links.csv.pdf"), "named twice"),
        (("--truth", twice), "twice.csv, row 3, column line"),
        (("--truth", tmp_path / "nowhere.csv"), "nowhere.csv"),
        (("--weights", tmp_path / "nowhere.toml"), "weights show"),
    ):
        done = run("link", *files, "--out", tmp_path / "links.csv", *wrong)
        assert (done.code, told in done.err) == (2, True), done.err
        assert sorted(tmp_path.iterdir()) == before


def test_weights_are_shown_checked_and_linked_with(run, files, tmp_path: Path) -> None:
    shown = run("weights", "show").out
    own = tmp_path / "own.toml"
    own.write_text(shown)
    assert "come with fullcount" in run("weights", "check", own).out
    own.write_text(shown.replace("on_roll = 0.88", "on_roll = 0.5"))
    assert "come with fullcount" not in run("weights", "check", own).out
    reports = []
    for more in ((), ("--weights", own)):
        done = run("link", *files, "--out", tmp_path / "links.csv", *more, "--json")
        reports.append(json.loads(done.out))
    assert reports[0]["weights"]["sha256"] != reports[1]["weights"]["sha256"]
    assert reports[0]["proposed"] != reports[1]["proposed"]
    own.write_text("on_roll = 1")
    assert run("weights", "check", own).code == 2


def test_who_registered_after_the_filing_is_read_so_where_the_day_is_given(run, files, tmp_path) -> None:
    asked = ("--out", tmp_path / "links.csv", "--json")
    assert json.loads(run("link", *files, *asked).out)["readings"]["registered too late"] == 0
    late = json.loads(run("link", *files, *asked, "--filed", "2011-06-01").out)
    assert late["readings"]["registered too late"] == 1
    assert (late["filed"], late["circulated_from"]) == ("2011-06-01", None)
    told = json.loads(run("link", *files, *asked, "--circulated-from", "2011-05-01").out)
    assert (told["filed"], told["circulated_from"]) == (None, "2011-05-01")


def test_a_layout_is_told_from_the_voter_file_and_not_in_the_output(run, files, tmp_path: Path) -> None:
    done = run("link", *files, "--out", tmp_path / "links.csv", "--layout", "auto", "--json")
    assert json.loads(done.out)["roll"]["count"] == 4
    assert "Layout fullcount" in done.err
