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


def test_where_a_voter_moved_circulation_tells(run, tmp_path):
    roll, former = tmp_path / "roll.csv", tmp_path / "former.csv"
    fields = "voter_id,first_name,last_name,residence_address,zip,registered_on\n"
    others = "".join(f"B{n},N{n}ATHAN,B{n}ORDER,{n} MAPLE ST,90001,2010-01-01\n" for n in range(100, 150))
    roll.write_text(f"{fields}V1,PRUDENCE,OKONKWO,350 ORCHARD AVE,90003,2022-05-01\n{others}")
    former.write_text(
        "voter_id,from,to,residence_address,zip\nV1,2015-01-01,2022-05-01,77 OLD MILL RD,90009\n"
    )
    import_roll(roll, tmp_path / "sealed", layout("fullcount"), date(2022, 7, 6), history=former)

    def best(address: str, *days: str) -> tuple[str, str]:
        line = ("--first", "Prudence", "--last", "Okonkwo", "--address", address)
        done = run("link-line", tmp_path / "sealed", *line, *days, "--json", "--quiet")
        assert done.code == 0, done.err
        (first, *_) = json.loads(done.out)["candidates"]
        return first["reading"], first["evidence"]

    begun = ("--circulated-from", "2022-01-27")
    reading, evidence = best("77 Old Mill Rd", *begun, "--filed", "2022-04-30")
    assert (reading, "during all of circulation" in evidence) == ("registered here", True)
    reading, evidence = best("77 Old Mill Rd", *begun, "--filed", "2022-07-06")
    assert (reading, "during part of circulation" in evidence) == ("registered here", True)
    assert best("77 Old Mill Rd")[0] == "registered at another address"
    assert best("350 Orchard Ave", "--filed", "2022-04-30")[0] == "registered too late"
    wrong = run("link-line", tmp_path / "sealed", "--name", "A B", *begun, "--filed", "2022-01-26")
    assert (wrong.code, "after the day of filing" in wrong.err) == (2, True)
