"""Signatures of a made petition, drawn and taken into its case by commands."""

import csv

import pytest

from fullcount import exemplars, roll, synth
from fullcount.case import actions, open_case
from fullcount.cli import console
from fullcount.cli.app import app


def run(*arguments):
    return console.run(lambda: app(args=[str(one) for one in arguments], standalone_mode=False))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return synth.make(synth.scenario("tiny"), 1, 3, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def case(made, tmp_path_factory):
    from small_petition import OPENING, Clock

    directory = tmp_path_factory.mktemp("case") / "case"
    with open_case(directory, create=True) as opened:
        clock = Clock()
        actions.open_petition(opened, clock(), OPENING)
        actions.receive_files(opened, clock(), made.sections_file, made.lines_file)
        roll.import_roll(made.roll, opened.roll_dir, roll.layout("fullcount"), made.scenario.as_of)
    return directory


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_signatures_are_drawn_for_the_lines_of_a_file_and_taken_in(made, case, tmp_path, capsys):
    truth = [row for row in rows(made.truth / "truth.csv") if row["voter_id"]]
    asked = tmp_path / "links.csv"
    asked.write_text(f"line,voter_id\n{truth[0]['line']},{truth[1]['voter_id']}\n")
    assert run("synth", "signatures", made.into, "--into", tmp_path / "drawn", "--lines", asked, "-q") == 0
    assert run("exemplars", "import", tmp_path / "drawn" / "exemplars", "--case", case, "-q") == 0
    assert run("exemplars", "import-crops", tmp_path / "drawn" / "crops", "--case", case, "-q") == 0
    there = exemplars.Exemplars(case)
    assert set(there.of(row["voter_id"] for row in truth)) == {row["voter_id"] for row in truth[:2]}
    assert there.crops(row["line"] for row in truth) == {truth[0]["line"]: {"signature"}}
    told = capsys.readouterr()
    assert "1 image of 1 line, 1 of them new" in told.out
    assert "Not on the roll" not in told.err


def test_voters_who_are_not_on_the_roll_are_told_and_lines_refused(made, case, tmp_path, capsys):
    line = rows(made.truth / "truth.csv")[0]["line"]
    asked = tmp_path / "lines.csv"
    asked.write_text(f"line\n{line}\n")
    run("synth", "signatures", made.into, "--into", tmp_path, "--lines", asked, "-q")
    for folder in ("exemplars", "crops"):
        manifest = tmp_path / folder / "manifest.csv"
        header, *others = manifest.read_text().splitlines()
        manifest.write_text("\n".join([header, *(f"nobody,{row.split(',', 1)[1]}" for row in others)]))
    assert run("exemplars", "import", tmp_path / "exemplars", "--case", case, "-q") == 0
    assert "Not on the roll: 1 voter" in capsys.readouterr().err
    assert run("exemplars", "import-crops", tmp_path / "crops", "--case", case, "-q") == 2
    assert "row 2, column line" in capsys.readouterr().err
