from collections import Counter
from datetime import date

import pytest

from fullcount import synth
from fullcount.terms import NotFound

HEADERS = {
    "roll.csv": "voter_id,first_name,middle_name,last_name,suffix,birth_date,residence_address,unit,city,zip,"
    "status,registered_on,jurisdiction",
    "sections.csv": "section,circulator,from,to,lines",
    "lines.csv": "line,section,number,state",
    "transcripts.csv": "line,first,middle,last,address,city,zip",
    "withdrawals.csv": "request,voter_id,received",
    "truth/truth.csv": "line,voter_id,outcome,reason,signature_differs,how",
}


def lines_of(truth, name):
    return [row for row in truth if (row["reason"] or row["outcome"]) == name]


@pytest.mark.parametrize("file", HEADERS)
def test_files_have_their_columns(made, file):
    text = (made.into / file).read_bytes()
    assert text.decode("utf-8").split("\n", 1)[0] == HEADERS[file]
    assert b"\r" not in text


def test_the_truth_has_the_stated_composition(made, truth):
    assert Counter(row["reason"] or row["outcome"] for row in truth) == made.composition


def test_the_roll_has_the_stated_registration(made, roll):
    inside = Counter(row["status"] for row in roll.values() if row["jurisdiction"] == "in")
    assert inside["active"] + inside["inactive"] == 3_000
    assert inside["inactive"] == 120
    assert dict(inside) == made.by_status
    assert len(roll) == made.voters


def test_voter_ids_ascend_and_tell_nothing_of_the_household(made, rows):
    ids = [int(row["voter_id"]) for row in rows(made.roll)]
    assert ids == sorted(set(ids))


def test_every_signed_line_has_a_transcript_and_a_truth_in_line_order(made, rows, truth):
    signed = [row["line"] for row in rows(made.lines_file) if row["state"] == "signed"]
    assert [row["line"] for row in rows(made.transcripts)] == signed
    assert [row["line"] for row in truth] == signed
    assert len(signed) == made.signed == 400


def test_sections_and_lines_agree(made, rows):
    lines, sections = rows(made.lines_file), rows(made.sections_file)
    per_section = Counter(row["section"] for row in lines)
    assert {row["section"]: int(row["lines"]) for row in sections} == per_section
    assert len(sections) == made.sections
    assert [row["line"] for row in lines] == [
        f"{int(r['section']):05d}-{int(r['number']):02d}" for r in lines
    ]
    states = Counter(row["state"] for row in lines)
    assert states["struck"] == round(400 * 0.012)
    assert states["blank"] > 0


def test_every_section_ends_before_filing(made, rows):
    for row in rows(made.sections_file):
        began, ended = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
        assert date(2022, 1, 27) <= began <= ended < made.scenario.filed


def test_the_first_of_a_voters_copies_is_valid_and_the_others_are_duplicates(truth):
    copies: dict[str, list[str]] = {}
    for row in truth:
        if row["outcome"] == "valid" or row["reason"] == "duplicate":
            copies.setdefault(row["voter_id"], []).append(row["reason"])
    assert all(reasons[0] == "" and set(reasons[1:]) <= {"duplicate"} for reasons in copies.values())
    assert max(len(reasons) for reasons in copies.values()) == 3


def test_records_bear_the_truth_out(truth, roll):
    for row in lines_of(truth, "valid"):
        record = roll[row["voter_id"]]
        assert record["status"] in {"active", "inactive"}
        assert record["registered_on"] < "2022-07-06"
        assert record["jurisdiction"] == "in"
    assert all(roll[row["voter_id"]]["status"] == "canceled" for row in lines_of(truth, "canceled"))
    assert all(
        roll[row["voter_id"]]["registered_on"] > "2022-07-06" for row in lines_of(truth, "registered_late")
    )
    assert all(row["voter_id"] == "" for row in lines_of(truth, "not_registered"))
    known_outside = [roll[row["voter_id"]] for row in lines_of(truth, "out_of_county") if row["voter_id"]]
    assert {record["jurisdiction"] for record in known_outside} == {"out"}


def test_only_mismatches_bear_another_hand(truth):
    assert {row["line"] for row in truth if row["signature_differs"] == "yes"} == {
        row["line"] for row in lines_of(truth, "mismatch_signature")
    }


def test_half_of_the_unregistered_share_surname_and_home_with_a_voter(made, truth, roll, rows):
    written = {row["line"]: row for row in rows(made.transcripts)}
    homes = {(r["last_name"].upper(), r["residence_address"].split()[0]) for r in roll.values()}
    clean = [written[row["line"]] for row in lines_of(truth, "not_registered")]
    at_home = [row for row in clean if (row["last"].upper(), row["address"].split()[0]) in homes]
    assert 0.3 < len(at_home) / len(clean) < 0.7


def test_the_paper_shows_its_defects(made, truth, rows):
    written = {row["line"]: row for row in rows(made.transcripts)}
    for row in lines_of(truth, "no_residence_address"):
        assert written[row["line"]]["address"] == ""
    for row in lines_of(truth, "po_box_or_mailing_address"):
        assert "BOX" in written[row["line"]]["address"]
    for row in lines_of(truth, "no_printed_name"):
        assert written[row["line"]]["first"] + written[row["line"]]["last"] == ""
    for row in lines_of(truth, "incomplete_address"):
        address = written[row["line"]]["address"]
        assert (
            address.isdigit() or not address[:1].isdigit() or address.split()[0][-2:].upper() in {"TH", "ST"}
        )


def test_withdrawals_in_time_are_those_of_withdrawn_lines(made, truth, rows):
    withdrawn = {row["voter_id"] for row in lines_of(truth, "withdrawn")}
    signers = {row["voter_id"] for row in truth}
    requests = rows(made.withdrawals)
    in_time = {row["voter_id"] for row in requests if row["received"] < "2022-07-06"}
    assert withdrawn <= in_time
    assert not (in_time - withdrawn) & signers
    late = [row for row in requests if row["received"] >= "2022-07-06"]
    assert late
    assert all(row["voter_id"] in signers for row in late)


def test_truth_notes_the_slips(truth):
    made_slips = {slip for row in truth for slip in row["how"].split()}
    assert {"middle_dropped", "zip_missing", "typo_last"} <= made_slips


def test_the_same_seed_makes_the_same_bytes_and_another_does_not(made, tmp_path):
    again = synth.make(made.scenario, 1, made.seed, tmp_path / "again")
    other = synth.make(made.scenario, 1, made.seed + 1, tmp_path / "other")
    for file in HEADERS:
        assert (again.into / file).read_bytes() == (made.into / file).read_bytes()
    assert other.roll.read_bytes() != made.roll.read_bytes()


def test_a_made_petition_can_be_opened_again(made):
    assert synth.open_made(made.into) == made


def test_opening_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(NotFound):
        synth.open_made(tmp_path)


def test_the_smallest_replay_of_los_angeles_is_whole(tmp_path):
    made = synth.make(synth.scenario("los-angeles-2022"), 0.0001, 1, tmp_path)
    assert made.signed == sum(made.composition.values()) == 72
