"""fullcount link-line: one line, the same candidates as in bulk, no names."""

import csv
import json
from datetime import date

import pytest

from fullcount import synth
from fullcount.linkage import LinkResult, link, prepare
from fullcount.roll import import_roll, layout

PARTS = ("first", "middle", "last", "address", "city", "zip")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    made = synth.make(synth.scenario("tiny"), 1.0, 3, folder)
    import_roll(made.roll, folder / "sealed", layout("fullcount"), date(2022, 7, 11))
    prepare(folder / "sealed")
    return folder, link(made.transcripts, folder / "sealed", folder / "work"), made


def lines_of(made):
    with made.transcripts.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of(result: LinkResult, line: str):
    candidates = (each for each in result.candidates() if each.line == line)
    return [(c.rank, c.voter_id, c.probability, str(c.reading)) for c in candidates]


def test_a_line_gets_what_the_bulk_gave(run, town):
    folder, result, made = town
    for row in lines_of(made)[:25]:
        given = [f"--{name}={row[name]}" for name in PARTS if row[name]]
        done = run("link-line", folder / "sealed", *given, "--json", "--quiet")
        assert done.code == 0
        found = json.loads(done.out)
        told = [(c["rank"], c["voter_id"], c["probability"], c["reading"]) for c in found["candidates"]]
        assert told == of(result, row["line"])


def test_it_prints_ids_and_no_name(run, town):
    folder, result, made = town
    row = next(row for row in lines_of(made) if of(result, row["line"]))
    done = run("link-line", folder / "sealed", "--first", row["first"], "--last", row["last"],
               "--address", row["address"], "--zip", row["zip"])  # fmt: skip
    assert done.code == 0
    assert "Read: " in done.out
    assert row["last"] not in done.out + done.err


def test_an_empty_line_and_a_folder_without_a_roll_are_told(run, town, tmp_path):
    folder, *_ = town
    done = run("link-line", folder / "sealed")
    assert (done.code, "The line is empty." in done.err) == (2, True)
    done = run("link-line", tmp_path, "--name", "A B")
    assert (done.code, "no sealed roll" in done.err) == (2, True)
