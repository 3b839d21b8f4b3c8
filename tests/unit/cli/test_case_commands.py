"""A clerk at the keyboard: the office's commands in order and out of order, and what they say."""

import csv
import json
import re
import shlex
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
import typer

from fullcount import linkage
from fullcount.case import kinds, linked, open_case
from fullcount.case.book import documents, entries
from fullcount.cli.app import app
from fullcount.cli.case import COMMANDS
from fullcount.cli.demo import examine
from fullcount.linkage import default_weights
from fullcount.terms import Refused

OPEN = (
    "intake open recall-1 --title Recall --law ca/recall-local --filed 2022-07-06 --required 110 "
    "--jurisdiction Lakeport --officer Somebody --office Mayor"
)
NEEDED = {"open": OPEN.split()[2:]}


@pytest.fixture
def county(run, tmp_path: Path) -> Path:
    """A made-up county with a petition of 143 signatures."""
    made = run("synth make los-angeles-2022 --scale 0.0002 -q --into", tmp_path / "county")
    assert made.code == 0, made.err
    return tmp_path / "county"


@pytest.fixture
def office(run, county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case whose manifest is frozen and whose full count is ordered."""
    monkeypatch.setenv("FULLCOUNT_CASE", str(tmp_path / "case"))
    _full_count_ordered(run, county)
    return tmp_path / "case"


@pytest.fixture
def made_petition(run, tmp_path: Path) -> Path:
    """One of 1,145 signatures: weights are learned from 1,000 findings or more."""
    assert run("synth make los-angeles-2022 --scale 0.0016 -q --into", tmp_path / "larger").code == 0
    return tmp_path / "larger"


def _full_count_ordered(run, county: Path) -> None:
    for command, *more in (
        (OPEN,),
        ("intake receive", county / "sections.csv", county / "lines.csv"),
        ("intake freeze",),
        ("case roll -q --as-of 2022-07-11", county / "roll.csv"),
        ("intake transcribe", county / "transcripts.csv"),
        ("intake transcribe", county / "transcripts.csv"),
        ("case link -q",),
        ("case full-count",),
    ):
        done = run(command, *more)
        assert done.code == 0, done.err


def test_the_status_names_the_next_command_and_the_lines_left(run, office: Path, county: Path) -> None:
    told = run("case status")
    assert "case find FINDINGS.csv --stage full" in told.out
    assert re.search(r"transcripts +143\b", told.out), "a line transcribed twice is one"
    first = (county / "transcripts.csv").read_text().splitlines()[1].partition(",")[0]
    (county / "one.csv").write_text(f"line,outcome,reason\n{first},invalid,not_registered\n")
    assert run("case find --stage full", county / "one.csv").code == 0
    assert "142 lines are left" in run("case status").out
    assert json.loads(run("case status --json").out)["next_act"] == ["findings-recorded", "full"]
    early = run("case settle --stage full -q")
    assert early.code == 2
    assert early.err.startswith("fullcount: 142 lines have no finding yet"), early.err


def test_simulated_examiners_say_when_there_is_nothing_to_examine(run, office: Path, county: Path) -> None:
    assert "No line of this stage is left" in run("synth examine -q --stage sample", county).out
    assert "143 lines examined" in run("synth examine -q --stage full", county).out
    assert "No line of this stage is left" in run("synth examine -q --stage full", county).out
    assert "case settle --stage full" in run("case status").out


def test_a_case_is_gone_on_with_as_soon_as_simulated_examiners_are_done(
    run, office: Path, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of their acts is stamped with the clock, however many there are."""
    monkeypatch.setattr(examine, "LEAST", 20)
    began = datetime.now(UTC).replace(microsecond=0)
    assert run("synth examine -q --stage full", county).code == 0
    ended = datetime.now(UTC)
    with open_case(office):
        every = [json.loads(each) for each in entries()]
    stamps = [datetime.fromisoformat(one["at"]) for one in every if one["kind"] == "findings-recorded"]
    assert len(stamps) == -(-143 // 20)
    assert stamps == sorted(stamps)
    assert began <= stamps[0] <= stamps[-1] <= ended
    done = run("case settle --stage full -q")
    assert done.code == 0, done.err


def test_every_next_step_has_a_command_that_parses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FULLCOUNT_CASE", "case")
    group = typer.main.get_command(app)
    for command in COMMANDS.values():
        name, sub, *words = shlex.split(command.replace("DATE", "2022-07-06"))
        group.commands[name].commands[sub].make_context(sub, [*words, *NEEDED.get(sub, ())]).close()
    assert set(kinds.RULES) - set(COMMANDS) == {(kinds.WITHDRAWALS, "")}


def test_a_petition_that_cannot_be_opened_leaves_nothing(run, tmp_path: Path) -> None:
    for wrong in (OPEN.replace("recall-1", "'recall 1!'"), OPEN.replace("ca/recall-local", "ca/recall")):
        assert run(wrong, "--case", tmp_path / "case").code == 2
        assert list(tmp_path.iterdir()) == []
    assert run(OPEN, "--case", tmp_path / "case").code == 0
    assert run(OPEN.replace("recall-1", "recall-2"), "--case", tmp_path / "case").code == 2
    assert run("case status --case", tmp_path / "case").code == 0


@pytest.mark.parametrize(
    "command", ["case status", "intake freeze", "case settle", "ledger show", "ledger fsck", "publish"]
)
def test_a_folder_without_a_case_is_told(run, tmp_path: Path, command: str) -> None:
    done = run(command, "--case", tmp_path / "nowhere")
    assert (done.code, done.out) == (2, "")
    assert "There is no case in nowhere" in done.err
    assert "intake open" in done.err
    assert not (tmp_path / "nowhere").exists()


def test_a_made_county_is_never_written_over_files_of_others(run, tmp_path: Path) -> None:
    (tmp_path / "roll.csv").write_text("the county's own\n")
    done = run("synth make tiny -q --into", tmp_path)
    assert (done.code, "another folder" in done.err) == (2, True), done.err
    assert (tmp_path / "roll.csv").read_text() == "the county's own\n"


def test_hashes_are_shown_whole_on_a_narrow_screen(
    run, county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = run("roll import -q --as-of 2022-07-06", county / "roll.csv", "--into", tmp_path / "roll")
    seal = json.loads((tmp_path / "roll" / "seal.json").read_text())
    assert seal["content_hash"] in done.out
    shown = json.loads(run("roll show --json", tmp_path / "roll").out)
    assert sum(shown["by_status"].values()) == shown["voters"]
    assert run("roll search --limit 0", tmp_path / "roll", "smith").code == 2


def _findings(county: Path, into: Path, most: int | None = None) -> Path:
    """Findings of a perfect examiner, as the truth has them: the voter, or nobody on the roll."""
    rows = (county / "truth" / "truth.csv").read_text().splitlines()
    header, *lines = (row.split(",") for row in rows)
    line, voter = header.index("line"), header.index("voter_id")
    found = [
        f"{each[line]},valid,,Examiner A,{each[voter]}"
        if each[voter]
        else f"{each[line]},invalid,not_registered,Examiner A,"
        for each in lines[:most]
    ]
    into.write_text("line,outcome,reason,official,voter_id\n" + "\n".join(found) + "\n")
    return into


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Z0-9]+", text.upper())


def _confidential(county: Path) -> set[str]:
    """Longer surnames and the ids of the roll's first voters."""
    with (county / "roll.csv").open(encoding="utf-8") as file:
        voters = list(islice(csv.DictReader(file), 2000))
    names = {word for one in voters for word in _words(one["last_name"]) if len(word) > 5}
    return names | {one["voter_id"] for one in voters}


def test_a_case_tells_how_right_its_linking_was(run, office: Path, county: Path, tmp_path: Path) -> None:
    few = run("case link-report")
    assert few.code == 2
    assert few.err.startswith("fullcount: 0 findings say who signed"), few.err
    assert run("case find --stage full -q", _findings(county, tmp_path / "found.csv")).code == 0
    told = run("case link-report --json --report", tmp_path / "report.pdf")
    assert told.code == 0, told.err
    report = json.loads(told.out)
    assert report["calibration"]["source"] == "examiners' findings"
    assert report["calibration"]["basis"] == "every line"
    assert "Where they found nobody on the roll" in run("case link-report").out
    assert report["filed"] == "2022-07-06"
    sections = (county / "sections.csv").read_text(encoding="utf-8").splitlines()
    declared = [row["from"] for row in csv.DictReader(sections)]
    assert report["circulated_from"] == min(declared)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert not (_confidential(county) & set(_words(told.out)))
    assert run("case link-report --nobody unheard_of").err.startswith(
        "fullcount: The law of this petition has no"
    )


def test_a_case_is_linked_with_weights_of_its_own_and_keeps_them(
    run, office: Path, county: Path, tmp_path: Path
) -> None:
    refused = run("case learn-weights --out", tmp_path / "learned.toml")
    assert refused.code == 2
    assert "here are 0" in refused.err
    own = tmp_path / "own.toml"
    own.write_text(run("weights show").out.replace("same = 0.78", "same = 0.77", 1))
    done = run("case link -q --weights", own)
    assert done.code == 0, done.err
    digest = re.search(r"SHA-256 ([0-9a-f]{64})", run("weights check", own).out)
    assert digest is not None
    assert digest[1] in done.out
    assert run("case find --stage full -q", _findings(county, tmp_path / "found.csv")).code == 0
    told = json.loads(run("case link-report --json").out)
    assert told["weights"]["sha256"] == digest[1]
    with open_case(office):
        bodies = [json.loads(each)["body"] for each in entries()]
        kept = linked.linking().weights
    assert [body["weights_sha256"] for body in bodies if "linking_sha256" in body][-1] == digest[1]
    assert linkage.weights_of(kept) == linkage.read_weights(own)
    assert "Findings stand as they are" in run("case link -q --circulated-from 2022-01-03").out
    assert json.loads(run("case link-report --json").out)["circulated_from"] == "2022-01-03"
    late = run("case link -q --circulated-from 2022-07-07")
    assert (late.code, "after the day of filing, 2022-07-06" in late.err) == (2, True), late.err


def test_a_case_keeps_to_its_own_weights_until_the_shipped_ones_are_asked_for(
    run, office: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(run("weights show").out.replace("same = 0.78", "same = 0.77", 1))
    of_its_own, shipped = (linkage.digest(each) for each in (linkage.read_weights(own), default_weights()))
    both = run("case link -q --shipped-weights --weights", own)
    assert (both.code, "Give one of them" in both.err) == (2, True), both.err
    for command, named, expected in (
        (f"case link -q --weights {own}", "own.toml", of_its_own),
        ("case link -q", "those kept with the case", of_its_own),
        ("case link -q --shipped-weights", "those that come with fullcount", shipped),
        ("case link -q", "those that come with fullcount", shipped),
    ):
        told = run(command)
        assert told.code == 0, told.err
        assert f"Weights: {named}, SHA-256 {expected}" in told.out
        assert _weights_in_the_ledger(office) == expected
    assert run("ledger fsck").code == 0


def test_own_weights_that_this_version_cannot_read_are_told_with_the_way_out(
    run, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(run("weights show").out.replace("same = 0.78", "same = 0.77", 1))
    assert run("case link -q --weights", own).code == 0
    with monkeypatch.context() as another, open_case(office):
        (*_, kept) = documents(linked.LINKING)
        kept["weights"] = kept["weights"].replace("[[time]]", "[[times]]")
        another.setattr(linked, "documents", lambda _: [kept])
        with pytest.raises(Refused, match=r"\[\[time\]\] is missing.*--shipped-weights"):
            linked.own_weights()
        del kept["shipped"]  # as kept before a linking said whose weights it had
        assert linked.own_weights() is None


def _weights_in_the_ledger(office: Path) -> str:
    """The digest that the latest entry of a linking bears."""
    with open_case(office):
        bodies = [json.loads(each)["body"] for each in entries()]
    return [body["weights_sha256"] for body in bodies if "linking_sha256" in body][-1]


def test_weights_learned_from_the_findings_of_a_case_are_those_a_csv_would_teach(
    run, made_petition: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FULLCOUNT_CASE", str(tmp_path / "case"))
    _full_count_ordered(run, made_petition)
    assert run("case find --stage full -q", _findings(made_petition, tmp_path / "found.csv")).code == 0
    told = run("case learn-weights --json -q --out", tmp_path / "case.toml")
    assert told.code == 0, told.err
    with (made_petition / "truth" / "truth.csv").open(encoding="utf-8") as file:
        rows = [(row["line"], row["voter_id"]) for row in csv.DictReader(file)]
    with (tmp_path / "findings.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("line", "voter_id"), *rows])
    given = ("--findings", tmp_path / "findings.csv", "--out", tmp_path / "csv.toml", "-q")
    roll = tmp_path / "case" / "roll"
    assert run("learn-weights", made_petition / "transcripts.csv", roll, *given).code == 0
    assert json.loads(told.out)["lines"] == len(rows)
    learned = linkage.read_weights(tmp_path / "case.toml")
    assert learned == linkage.read_weights(tmp_path / "csv.toml")
    assert learned != linkage.default_weights()
    assert not list(tmp_path.glob(".fullcount-work-*"))


def test_a_county_s_latin_1_voter_file_is_sealed_as_advised(run, county: Path, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("FULLCOUNT_CASE", str(tmp_path / "case"))
    assert run(OPEN).code == 0
    header, first, *rest = (county / "roll.csv").read_text().splitlines()
    values = first.split(",")
    values[3] = "NU\u00d1EZ"
    roll = tmp_path / "latin.csv"
    roll.write_bytes("\n".join((header, ",".join(values), *rest, "")).encode("latin-1"))
    refused = run("case roll -q --as-of 2022-07-11", roll)
    assert (refused.code, " Try --encoding latin-1" in refused.err) == (2, True), refused.err
    assert run("case roll -q --as-of 2022-07-11 --encoding latin-1", roll).code == 0
