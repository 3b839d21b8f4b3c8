"""Former registrations: from columns of the voter file, from a file beside it, sealed and hashed."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from fullcount.roll import import_roll, layout, open_roll
from fullcount.terms import BadInput, NotFound

HEADER = "voter_id,from,to,residence_address,unit,city,zip,status"
FORMER = """V1,2001-01-01,2010-05-06,9 1/2 Oak Rd Apt 3,,Oxbow,90001,active
V1,2010-05-06,2019-02-03,PO Box 7,,Cedar Falls,90002-1234,inactive
V3,,2015-01-01,77 N Main Street,Apt 2,Oxbow,90001,"""
FORM = "number, street, direction, kind, fraction, unit, city, zip"


def sealed(files, text, into="roll", made=None):
    (files.folder / "voters.csv").write_text(files.text())
    history = files.folder / "former.csv"
    if text is not None:
        history.write_text(text)
    return import_roll(
        *(files.folder / "voters.csv", files.folder / into, made or layout("fullcount"), files.as_of),
        history=history if text is not None else None,
    )


def rows(roll, sql):
    return roll.con.execute(sql).fetchall()


def test_former_registrations_are_sealed_with_their_voters(files):
    sealed(files, f"{HEADER}\n{FORMER}\n")
    with files.open() as roll:
        found = rows(
            roll,
            """SELECT voter_id, nth, former.residence_address, former.zip, former.status, valid_from, valid_to
            FROM former JOIN voter USING (vrow) ORDER BY voter_id, nth""",
        )
    assert found == [
        ("V1", 1, "9 1/2 Oak Rd Apt 3", "90001", "active", date(2001, 1, 1), date(2010, 5, 6)),
        ("V1", 2, "PO Box 7", "90002-1234", "inactive", date(2010, 5, 6), date(2019, 2, 3)),
        ("V3", 1, "77 N Main Street", "90001", "unknown", None, date(2015, 1, 1)),
    ]


def test_their_normal_forms_are_those_of_any_address(files):
    sealed(files, f"{HEADER}\n{FORMER}\n")
    with files.open() as roll:
        found = rows(roll, f"SELECT nth, {FORM} FROM former_form ORDER BY vrow, nth")
    assert sorted(found) == [
        (1, 9, "OAK", "", "RD", "1/2", "3", "OXBOW", "90001"),
        (1, 77, "MAIN", "N", "ST", "", "2", "OXBOW", "90001"),
        (2, None, "PO BOX 7", "", "", "", "", "CEDAR FALLS", "90002"),
    ]


def test_the_same_address_has_the_same_form_now_and_before(files):
    now = "\n".join(f"{row[0]},,,{row[6]},{row[7]},{row[8]},{row[9]}," for row in files.rows)
    sealed(files, f"{HEADER}\n{now}\n")
    with files.open() as roll:
        before = rows(roll, f"SELECT vrow, {FORM} FROM former_form ORDER BY vrow")
        after = rows(roll, f"SELECT vrow, {FORM} FROM form ORDER BY vrow")
    assert before == after


def test_without_a_history_the_tables_are_empty_and_the_hash_is_as_ever(files):
    seal = files.seal()
    assert sealed(files, f"{HEADER}\n", "other").content_hash == seal.content_hash
    with files.open() as roll:
        assert rows(roll, "SELECT * FROM former") == rows(roll, "SELECT * FROM former_form") == []


def test_the_hash_covers_the_history_whatever_its_order(files):
    plain = files.seal()
    one = sealed(files, f"{HEADER}\n{FORMER}\n", "one")
    two = sealed(files, "\n".join([HEADER, *reversed(FORMER.split("\n"))]), "two")
    assert one.content_hash == two.content_hash != plain.content_hash
    with open_roll(files.folder / "one", check=True) as roll:
        voters = rows(roll, "SELECT * EXCLUDE vrow FROM voter ORDER BY voter_id")
    lines = ["\t".join("" if value is None else str(value) for value in row) for row in voters]
    lines += [
        "former\tV1\t9 1/2 Oak Rd Apt 3\t\tOxbow\t90001\tactive\t2001-01-01\t2010-05-06",
        "former\tV1\tPO Box 7\t\tCedar Falls\t90002-1234\tinactive\t2010-05-06\t2019-02-03",
        "former\tV3\t77 N Main Street\tApt 2\tOxbow\t90001\tunknown\t\t2015-01-01",
    ]
    text = "".join(f"{line}\n" for line in lines)
    assert hashlib.sha256(text.encode()).hexdigest() == one.content_hash


def test_bad_rows_of_the_history_are_listed_and_the_rest_is_taken(files):
    bad = [
        "V9,,,1 Elm St,,,,",
        ",,,1 Elm St,,,,",
        "V1,,,,,,,",
        "V1,2001-31-31,,1 Elm St,,,,",
        "V1,2005-01-01,2004-01-01,1 Elm St,,,,",
        "V1,,,1 Elm St,,,,gone",
        "V1,,",
    ]
    seal = sealed(files, "\n".join([HEADER, *bad, FORMER]))
    assert (seal.voters, seal.rejected) == (7, 0)
    told = [
        line.split(",", 1)[1]
        for line in (files.folder / "roll" / "rejects.csv").read_text().split("\n")[1:-1]
    ]
    assert told == [
        "2,voter_id,no voter of the voter file has this id",
        "3,voter_id,no voter id",
        "4,residence_address,no former address",
        "5,valid_to,unreadable date of a former address",
        "6,valid_to,a former address ends before it begins",
        "7,status,unknown status word of a former address",
        "8,residence_address,too few columns",
    ]
    with files.open() as roll:
        assert rows(roll, "SELECT count(*) FROM former") == [(3,)]


def test_a_layout_may_name_the_columns_of_a_former_address(files):
    base = layout("fullcount")
    former = {"residence_address": ("old_no", "old_street"), "valid_to": ("moved",), "city": ("old_city",)}
    header = [*base.columns, "old_no", "old_street", "old_city", "moved"]
    more = [["12", "Oak Rd", "Oxbow", "2020-02-02"], ["", "", "", ""], ["5", "Elm St", "", "never"]]
    text = files.text([[*row, *(more[n] if n < 3 else [""] * 4)] for n, row in enumerate(files.rows)], header)
    (files.folder / "voters.csv").write_text(text)
    made = replace(base, former=former)
    seal = import_roll(files.folder / "voters.csv", files.folder / "roll", made, files.as_of)
    assert seal.voters == 7
    with files.open() as roll:
        found = rows(
            roll, "SELECT voter_id, former.residence_address, valid_to FROM former JOIN voter USING (vrow)"
        )
    assert found == [("V1", "12 Oak Rd", date(2020, 2, 2))]
    assert files.rejects() == [["voters.csv", "4", "valid_to", "unreadable date of a former address"]]


def test_a_history_that_is_not_one_spoils_the_import(files):
    with pytest.raises(BadInput, match="there is no column voter_id"):
        sealed(files, "a,b\n1,2\n")
    source = files.folder / "voters.csv"
    with pytest.raises(NotFound, match=r"gone\.csv"):
        import_roll(
            *(source, files.folder / "roll", layout("fullcount"), files.as_of),
            history=files.folder / "gone.csv",
        )
    assert not (files.folder / "roll").exists()


def test_former_registrations_are_read_by_voter_the_latest_first(files):
    sealed(files, f"{HEADER}\n{FORMER}\n")
    with files.open() as roll:
        found = roll.former(["V1", "V2", "V3", "nobody"])
    assert sorted(found) == ["V1", "V3"]
    assert [(one.residence_address, one.valid_from, one.valid_to) for one in found["V1"]] == [
        ("PO Box 7", date(2010, 5, 6), date(2019, 2, 3)),
        ("9 1/2 Oak Rd Apt 3", date(2001, 1, 1), date(2010, 5, 6)),
    ]
    assert (found["V3"][0].unit, found["V3"][0].valid_from) == ("Apt 2", None)


def test_they_are_read_in_many_threads(files):
    sealed(files, f"{HEADER}\n{FORMER}\n")
    with files.open() as roll, ThreadPoolExecutor(8) as pool:
        assert roll.index is not None
        found = list(pool.map(roll.former, [["V1"], ["V3"], []] * 40))
    assert [len(one) for one in found] == [1, 1, 0] * 40


def test_a_roll_without_former_registrations_has_none_to_read(files):
    sealed(files, None)
    with files.open() as roll:
        assert roll.former(["V1"]) == {}
