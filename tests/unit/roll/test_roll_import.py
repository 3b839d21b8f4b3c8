"""Import of a voter file: what is kept, which rows are rejected, what spoils the whole."""

import hashlib
import json
import subprocess
from dataclasses import replace

import pytest

from fullcount.roll import FIELDS, Options, generic_layout, import_roll, layout
from fullcount.roll.scan import LONGEST_LINE
from fullcount.terms import BadInput, NotFound, Refused
from fullcount.terms.alone import alone


def test_the_seal_counts(files):
    seal = files.seal()
    assert (seal.voters, seal.outside, seal.rejected) == (7, 1, 0)
    assert dict(seal.by_status) == {"active": 4, "canceled": 1, "inactive": 1, "pending": 1, "unknown": 0}
    assert json.loads((files.folder / "roll" / "seal.json").read_text())["content_hash"] == seal.content_hash
    assert files.rejects() == []


def test_a_sealed_roll_is_read_only_and_alone_in_its_directory(files):
    files.seal()
    found = {path.name: path.stat().st_mode & 0o777 for path in (files.folder / "roll").iterdir()}
    assert found == {"seal.json": 0o444, "roll.duckdb": 0o444, "rejects.csv": 0o444}
    assert (files.folder / "roll").stat().st_mode & 0o777 == 0o700


def test_voters_are_kept_as_written(files):
    files.seal()
    with files.open() as roll:
        voter = roll.voter("V4")
        assert (voter.first_name, voter.last_name, str(voter.birth_date)) == ("José", "García", "1988-08-08")
        assert roll.voter("V5").jurisdiction == "out"
        assert roll.voter("V9") is None


def test_normal_forms(files):
    files.seal()
    with files.open() as roll:
        rows = roll.con.execute(
            "SELECT voter_id, form.first, middle, last, form.suffix, number, street, direction, kind, "
            "form.unit, sound_last, root_first, birth_year, inside "
            "FROM form JOIN voter USING (vrow) ORDER BY voter_id",
        ).fetchall()
    assert rows[0] == (
        *("V1", "MARIA", "ELENA", "DELACRUZ", "", 12, "ELM", "N", "ST", "4", "TLKRS", "MARIETTA", 1970, True),
    )
    assert rows[1][:9] == ("V2", "WILLIAM", "", "GARCIA LOPEZ", "JR", 1200, "1ST", "", "AVE")
    assert rows[2][9] == "5"
    assert rows[4][5:7] == (None, "PO BOX 9")


def test_the_content_hash_is_what_sort_and_sha256sum_give(files):
    seal = files.seal()
    rows = [["" if value is None else str(value) for value in row] for row in files.rows]
    text = "".join("\t".join([*row[:12], row[12] or "in"]) + "\n" for row in rows)
    shell = subprocess.run(
        "LC_ALL=C sort | sha256sum", shell=True, input=text.encode(), capture_output=True, check=True
    )
    assert shell.stdout.decode().split()[0] == seal.content_hash


def test_bad_rows_are_reported_with_their_place_and_no_value(files):
    good = files.text().split("\n")
    bad = [
        "W1,Ann",
        "W2" + ",x" * 13,
        ",Ann,,Oak,,,,,,,,,",
        "V1,Ann,,Oak,,,,,,,,,",
        "W5,Ann,,Oak,,31/31/1999,,,,,,,",
        "W6,Ann,,Oak,,,,,,,gone,,",
        "W7,Ann,,Oak,,,,,,,,,Elsewhere",
        "W8,A\0nn,,Oak,,,,,,,,,",
        good[0],
        "W9,,,,,,,,,,,,",
    ]
    seal = files.seal("\n".join([*good[:3], *bad[:5], "", *bad[5:], *good[3:]]))
    assert (seal.voters, seal.rejected) == (7, 10)
    assert files.rejects() == [
        ["voters.csv", "4", "middle_name", "too few columns"],
        ["voters.csv", "5", "", "too many columns"],
        ["voters.csv", "6", "voter_id", "no voter id"],
        ["voters.csv", "7", "voter_id", "this voter id was in an earlier row"],
        ["voters.csv", "8", "birth_date", "unreadable date"],
        ["voters.csv", "10", "status", "unknown status word"],
        ["voters.csv", "11", "jurisdiction", "unknown jurisdiction word"],
        ["voters.csv", "12", "first_name", "a NUL byte"],
        ["voters.csv", "13", "", "the header again"],
        ["voters.csv", "14", "last_name", "no name"],
    ]


def test_line_ends_and_tabs_inside_a_value_become_spaces(files):
    files.seal('voter_id,last_name,residence_address\nA,Oak,"1 Elm\nSt\tApt 2"\n')
    with files.open() as roll:
        assert roll.voter("A").residence_address == "1 Elm St Apt 2"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "voters.csv: the file is empty"),
        (b"PK\x03\x04\x00\x00 voters", "not a text file"),
        (b"voter_id;last_name\nA;Oak\n", "row 1: the columns are not set apart"),
        (b"voter_id,first_name\nA,Oak\n", "row 1: there is no column last_name.*Seen: voter_id, first_name"),
        (b"V1,Ann,Oak\n", "no column last_name.*3 columns"),
        (b"voter_id,last_name,Last_Name\nA,Oak,Oak\n", "names last_name twice"),
        (b"voter_id,last_name\n", "a header and no voters"),
        (b"voter_id,last_name\nA,Oak\nB,Nu\xf1ez\n", "row 3: the text is not utf-8.*latin-1"),
        (b"voter_id,last_name\nA,Oak\nB,Nu\xc3", "row 3: the text is not utf-8"),
        (
            b"voter_id,last_name\nA,Oak\n" + b"x" * (LONGEST_LINE + 2) + b"\nB,Elm\n",
            "row 3: the line is longer",
        ),
        (b"voter_id" + b"x" * (5 * LONGEST_LINE), "row 1: the line is longer"),
        (
            b"voter_id,last_name,status\nA,Oak,gone\nB,Oak,gone\n",
            "no row of the file is a voter.*status word",
        ),
    ],
)
def test_a_file_that_is_no_voter_file_is_refused_whole(files, content, says):
    with pytest.raises(BadInput, match=says) as caught:
        files.seal(content)
    assert "Oak" not in str(caught.value)
    assert [path.name for path in files.folder.iterdir()] == ["voters.csv"]


def test_a_long_line_across_pieces_is_found(files, monkeypatch):
    monkeypatch.setattr("fullcount.roll.scan.PIECE", 1 << 19)
    content = b"voter_id,last_name\nA,Oak\n" + b"y" * (3 * LONGEST_LINE) + b"\n"
    with pytest.raises(BadInput, match="row 3: the line is longer"):
        files.seal(content)


def test_a_missing_file(files):
    with pytest.raises(NotFound, match="nothing"):
        import_roll(files.folder / "nothing.csv", files.folder / "roll", layout("fullcount"), files.as_of)


def test_a_sealed_roll_is_never_written_over(files):
    files.seal()
    with pytest.raises(Refused, match="never changes"):
        files.seal()


def test_what_a_killed_import_left_is_swept_away(files):
    left = files.folder / ".roll.making"
    left.mkdir()
    (left / "scratch.duckdb").write_bytes(b"half")
    assert files.seal().voters == 7
    assert not left.exists()


def test_a_second_import_at_once_is_refused_and_leaves_the_first_alone(files):
    with alone(files.folder / ".roll.making") as first:
        with pytest.raises(Refused, match="Another process"):
            files.seal()
        assert first.is_dir()
    assert files.seal().voters == 7


def test_latin_1_is_read_where_it_is_told(files):
    told = replace(layout("fullcount"), encoding="latin-1")
    files.seal("voter_id,last_name\nA,Nuñez\n".encode("latin-1"), told)
    with files.open() as roll:
        assert roll.voter("A").last_name == "Nuñez"


def test_a_byte_order_mark_and_windows_line_ends(files):
    files.seal(b"\xef\xbb\xbf" + files.text().replace("\n", "\r\n").encode())
    with files.open() as roll:
        assert roll.seal.voters == 7


def test_columns_by_name_from_options_with_row_numbers_as_ids(files):
    made = generic_layout({"first_name": "First", "last_name": "Last", "residence_address": "No+Street+Type"})
    files.seal("First,Last,No,Street,Type\nAnn,Oak,5,Elm, \nAnn\n\nDr.,Gina Burnett,6,Oak,St\n", made)
    with files.open() as roll:
        assert roll.voter("2").residence_address == "5 Elm"
        assert roll.voter("5").last_name == "Gina Burnett"
        assert roll.con.execute("SELECT first, last FROM form WHERE number = 6").fetchall() == [
            ("GINA", "BURNETT")
        ]
    assert files.rejects() == [["voters.csv", "3", "Last", "too few columns"]]


def test_columns_that_bear_a_field_s_name_need_no_mapping(files):
    text = "VOTER_ID,First_Name,Surname,Unit,Street,zip\nA,Ann,Oak,7,5 Elm,90001\n"
    (files.folder / "voters.csv").write_text(text)
    given = {"last_name": "Surname", "residence_address": "Street+Unit"}
    made = generic_layout(given, source=files.folder / "voters.csv")
    assert not made.row_ids
    assert set(made.columns) == {"voter_id", "first_name", "last_name", "residence_address", "zip"}
    files.seal(text, made)
    with files.open() as roll:
        voter = roll.voter("A")
        assert (voter.first_name, voter.last_name, voter.zip) == ("Ann", "Oak", "90001")
        assert (voter.residence_address, voter.unit) == ("5 Elm 7", "")


@pytest.mark.parametrize(
    ("text", "given", "says"),
    [
        (
            "ID,Name,zip\n",
            {"voter_id": "ID"},
            r"row 1: there is no column last_name.*Seen: ID, Name, zip.*--map",
        ),
        ("ID;last_name\n", {"voter_id": "ID"}, "not set apart as the layout says"),
        ("ID,last_name\n", {"voter": "ID"}, "a voter has no field voter"),
        ("", {"voter_id": "ID"}, "the file is empty"),
    ],
)
def test_a_mapping_that_names_no_last_name_is_told_with_the_file_s_columns(files, text, given, says):
    source = files.folder / "voters.csv"
    source.write_text(text)
    with pytest.raises(BadInput, match=says):
        generic_layout(given, source=source)


def test_columns_by_position_words_and_dates_from_options(files):
    said = Options(
        delimiter="\t", header=False, dates=("%m/%d/%Y",), status={"Z": "canceled"}, inside=("Oxbow",)
    )
    places = {"voter_id": "3", "last_name": "1", "birth_date": "2", "status": "4", "jurisdiction": "5"}
    seal = files.seal(
        "Oak\t12/31/1999\tA\tZ\tOXBOW\nElm\t1970-01-02\tB\tA\tElsewhere\n", generic_layout(places, said)
    )
    assert (dict(seal.by_status)["canceled"], seal.outside) == (1, 1)
    with files.open() as roll:
        assert [str(roll.voter(key).birth_date) for key in "AB"] == ["1999-12-31", "1970-01-02"]


def test_too_few_columns_for_the_positions(files):
    made = generic_layout({"voter_id": "1", "last_name": "9"}, Options(header=False))
    with pytest.raises(BadInput, match="wants column 9"):
        files.seal("A,Oak\n", made)


def test_absent_columns_are_unknown(files):
    seal = files.seal("voter_id,last_name\nA,Oak\n")
    assert dict(seal.by_status)["unknown"] == 1
    with files.open() as roll:
        voter = roll.voter("A")
        assert (voter.birth_date, voter.city, voter.jurisdiction) == (None, "", "in")


def test_progress_is_told(files):
    told = []
    (files.folder / "voters.csv").write_text(files.text())
    import_roll(
        files.folder / "voters.csv",
        files.folder / "roll",
        layout("fullcount"),
        files.as_of,
        lambda what, done, of: told.append((what, done, of)),
    )
    assert {"reading the voter file", "normal forms", "sorting the roll", "content hash"} <= {
        what for what, _, _ in told
    }
    assert all(done <= of or not of for _, done, of in told)


def test_the_source_is_known_by_its_digest(files):
    seal = files.seal()
    assert seal.source_sha256 == hashlib.sha256((files.folder / "voters.csv").read_bytes()).hexdigest()
    assert len(FIELDS) == 13
