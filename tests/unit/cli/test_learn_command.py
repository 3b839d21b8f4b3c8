"""Weights learned by the command line: from lines, from findings, and every way in which that is refused."""

import csv
import json
from pathlib import Path

import pytest
from made_up import petition

from fullcount.linkage import default_weights, read_weights


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 2,100 lines, and findings on all of them."""
    folder = petition(tmp_path_factory.mktemp("made"), "published-errors", 9, 0.003)
    with (folder / "truth" / "truth.csv").open(encoding="utf-8") as file:
        rows = [(row["line"], row["voter_id"]) for row in csv.DictReader(file)]
    with (folder / "findings.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("line", "voter_id"), *rows])
    return folder


def test_what_is_learned_can_be_checked_and_linked_with(run, made: Path, tmp_path: Path) -> None:
    inputs, own = (made / "transcripts.csv", made / "roll"), tmp_path / "own.toml"
    done = run("learn-weights", *inputs, "--out", own)
    assert done.code == 0, done.err
    assert "lines, " in done.out
    assert "Round 1: log-likelihood up by " in done.out
    assert own.read_text().startswith("# Learned by fullcount from ")
    learned, shipped = read_weights(own), default_weights()
    assert learned.levels["first"] != shipped.levels["first"]
    assert "can be used." in run("weights check", own).out
    linked = run("link", *inputs, "--out", tmp_path / "links.csv", "--weights", own, "--json")
    assert json.loads(linked.out)["weights"]["name"] == "own.toml"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["links.csv", "own.toml"]


def test_findings_are_counted_and_told_as_json(run, made: Path, tmp_path: Path) -> None:
    given = ("--findings", made / "findings.csv", "--out", tmp_path / "own.toml", "--json")
    done = run("learn-weights", made / "transcripts.csv", made / "roll", *given)
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["learned_from"] == "findings"
    assert told["iterations"] == 0
    with (made / "findings.csv").open(encoding="utf-8") as file:
        found = [row["voter_id"] != "" for row in csv.DictReader(file)]
    assert (told["lines"], told["matches"]) == (len(found), sum(found))
    changed = {(row["comparison"], row["level"]): row for row in told["changes"]}
    row = changed["prior", "on_roll"]
    believed = 500  # findings that the weights before count like
    known = sum(found) + default_weights().prior["on_roll"] * believed
    assert row["new"] == pytest.approx(known / (len(found) + believed), abs=1e-4)
    assert read_weights(tmp_path / "own.toml").prior["on_roll"] == row["new"]


def test_learning_goes_on_from_weights_that_were_learned(run, made: Path, tmp_path: Path) -> None:
    inputs = (made / "transcripts.csv", made / "roll", "--json")
    before = run("learn-weights", *inputs, "--out", tmp_path / "1.toml")
    assert before.code == 0, before.err
    first = json.loads(before.out)
    again = run("learn-weights", *inputs, "--out", tmp_path / "2.toml", "--weights", tmp_path / "1.toml")
    second = json.loads(again.out)
    assert second["began_with"] != first["began_with"]
    assert [row["old"] for row in second["changes"]] == [row["new"] for row in first["changes"]]


def test_from_few_lines_nothing_is_learned_and_nothing_written(run, made: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.csv"
    few.write_text("".join((made / "transcripts.csv").read_text().splitlines(keepends=True)[:100]))
    done = run("learn-weights", few, made / "roll", "--out", tmp_path / "own.toml")
    assert (done.code, "1,000 lines or more" in done.err) == (2, True), done.err
    assert [path.name for path in tmp_path.iterdir()] == ["few.csv"]


def test_files_that_cannot_be_are_told_and_nothing_is_written(run, made: Path, tmp_path: Path) -> None:
    unknown = tmp_path / "unknown.csv"
    unknown.write_text("line,voter_id\n99999-99,\n")
    lines = made / "transcripts.csv"
    for wrong, told in (
        (("--out", lines), "--out"),
        (("--out", tmp_path / "none" / "own.toml"), "no folder"),
        (("--out", tmp_path / "own.toml", "--weights", tmp_path / "none.toml"), "weights show"),
        (("--out", tmp_path / "own.toml", "--findings", tmp_path / "none.csv"), "none.csv"),
        (("--out", tmp_path / "own.toml", "--findings", unknown), "unknown.csv, row 2, column line"),
    ):
        done = run("learn-weights", lines, made / "roll", *wrong)
        assert (done.code, told in done.err) == (2, True), done.err
        assert [path.name for path in tmp_path.iterdir()] == ["unknown.csv"]
