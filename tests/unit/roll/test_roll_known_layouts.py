"""Each known layout imports a made-up file exactly as published, every field as expected."""

from dataclasses import replace
from datetime import date

import pytest
from voter_files import PEOPLE, WRITERS, latin, voter_file

from fullcount.roll import (
    FIELDS,
    Options,
    adapted,
    guesses,
    import_roll,
    layout,
    layouts,
    open_roll,
    recognise,
    recognised,
)
from fullcount.terms import BadInput

AS_OF = date(2024, 3, 5)
KNOWN = sorted(WRITERS)
FIXED = ["michigan-fixed", "texas", "texas-precinct4"]
WIDE = "fullcount", "ohio", "california-eims"  # layouts in UTF-8 can write every name

# The first person in each layout: id, birth date, address, unit, zip, and what --inside is asked of.
EXPECTED = {
    "fullcount": ("1001", None, "12 N ELM ST", "APT 4", "90001", None),
    "north-carolina": ("XY1001", None, "12 N ELM ST  APT 4", "", "900011234", "BIRCH"),
    "ohio": ("OH001001", date(1970, 2, 3), "12 N ELM ST", "APT 4", "90001", "01"),
    "florida": ("1001", date(1970, 2, 3), "12 N ELM ST", "APT 4", "900011234", "BIR"),
    "washington": ("1001", None, "12 N ELM ST", "APT 4", "90001", "BI"),
    "colorado": ("1001", None, "12 N ELM ST", "APT 4", "90001", "Birch"),
    "michigan": ("100000001001", None, "12 N ELM ST", "APT 4", "90001", "OXBOW CITY"),
    "michigan-fixed": ("1000000001001", None, "12 N ELM ST", "APT 4", "90001", "101"),
    "texas": ("1000001001", date(1970, 2, 3), "12 N ELM ST", "APT 4", "90001", "007"),
    "texas-precinct4": ("1000001001", date(1970, 2, 3), "12 N ELM ST", "APT 4", "90001", "007"),
    "california-eims": ("1001", date(1970, 2, 3), "12 N ELM ST APT 4", "APT 4", "90001-1234", "OXBOW"),
}


def people_of(name):
    return PEOPLE if name in WIDE else latin(PEOPLE)


def sealed(name, folder, made=None, data=None):
    source = folder / f"{name}.txt"
    source.write_bytes(voter_file(name, people_of(name)) if data is None else data)
    seal = import_roll(source, folder / name, made or layout(name), AS_OF)
    return seal, open_roll(folder / name)


def voters(roll):
    rows = roll.con.execute(f"SELECT {', '.join(FIELDS)} FROM voter ORDER BY voter_id").fetchall()
    return [dict(zip(FIELDS, row, strict=True)) for row in rows]


def test_every_layout_has_a_made_up_file():
    assert set(KNOWN) | {"nist-vri"} == set(layouts())
    assert set(EXPECTED) == set(KNOWN)


@pytest.mark.parametrize("name", layouts())
def test_every_layout_says_whose_it_is_and_where_it_is_documented(name):
    made = layout(name)
    assert made.name == name
    assert made.covers
    assert made.source
    assert made.documented in {"ours", "verified", "partial"}
    assert made.notes or made.documented == "ours"


@pytest.mark.parametrize("name", KNOWN)
def test_every_field_of_every_person(name, tmp_path):
    people = people_of(name)
    seal, roll = sealed(name, tmp_path)
    withheld = 1 if name == "florida" else 0  # there a confidential voter's name is withheld, too
    assert (seal.voters, seal.rejected) == (len(people) - withheld, withheld)
    with roll:
        found = voters(roll)
    if withheld:
        people = [person for person in people if not person.withheld]
    for person, voter in zip(people, found, strict=True):
        assert voter["voter_id"].endswith(person.id)
        names = (voter["first_name"], voter["middle_name"], voter["last_name"], voter["suffix"])
        assert names == (person.first, person.middle, person.last, person.suffix)
        assert voter["birth_date"] in {None, person.born}
        assert voter["city"] == person.city
        assert voter["zip"].startswith(person.zip)
        assert voter["registered_on"] == person.registered
        if name == "north-carolina":  # one column for all of the address; a removed voter's is withheld
            whole = f"{person.line()}  {person.flat()}".strip()
            assert voter["residence_address"] == ("" if person.status == "canceled" else whole)
        elif name == "california-eims":
            assert voter["residence_address"] == f"{person.line()} {person.flat()}".strip()
            assert voter["unit"] == person.flat()
        else:
            assert (voter["residence_address"], voter["unit"]) == (person.line(), person.flat())
        status = {"ohio": {"canceled": "active"}, "florida": {"canceled": "pending"}}.get(name, {})
        assert voter["status"] == status.get(person.status, person.status)


@pytest.mark.parametrize("name", KNOWN)
def test_the_first_person_in_full(name, tmp_path):
    voter_id, born, address, unit, zip_code, _ = EXPECTED[name]
    _, roll = sealed(name, tmp_path)
    with roll:
        voter = roll.voter(voter_id)
    assert voter is not None
    assert (voter.first_name, voter.middle_name, voter.last_name) == ("MARÍA", "ELENA", "NÚÑEZ")
    assert (voter.birth_date, voter.registered_on) == (born, date(2001, 1, 1))
    assert (voter.residence_address, voter.unit, voter.city, voter.zip) == (address, unit, "OXBOW", zip_code)
    assert (voter.status, voter.jurisdiction) == ("active", "in")


@pytest.mark.parametrize("name", [name for name in KNOWN if EXPECTED[name][5]])
def test_what_is_inside_is_asked_of_the_county_or_city(name, tmp_path):
    inside = EXPECTED[name][5]
    _, roll = sealed(name, tmp_path, adapted(layout(name), Options(inside=(inside.lower(),))))
    people = people_of(name)
    with roll:
        found = voters(roll)
    for voter in found:
        person = next(person for person in people if voter["voter_id"].endswith(person.id))
        within = name == "michigan-fixed" or person.county == "BIRCH"
        assert voter["jurisdiction"] == ("in" if within else "out")


def test_another_column_may_say_what_is_inside(tmp_path):
    said = Options(inside=("cedar falls",), inside_column="RESIDENTIAL_CITY")
    seal, roll = sealed("colorado", tmp_path, adapted(layout("colorado"), said))
    roll.close()
    assert seal.outside == sum(person.city != "CEDAR FALLS" for person in PEOPLE)


def test_a_withheld_name_is_told_as_that(tmp_path):
    _, roll = sealed("florida", tmp_path)
    roll.close()
    lines = (tmp_path / "florida" / "rejects.csv").read_text().splitlines()[1:]
    assert lines == ["florida.txt,7,last_name,the name is withheld"]


@pytest.mark.parametrize("name", KNOWN)
def test_auto_recognises_the_layout_and_no_other(name, tmp_path):
    path = tmp_path / "voters.txt"
    path.write_bytes(voter_file(name, people_of(name)))
    guess = recognised(path)
    assert guess.layout.name == name
    assert guess.why
    assert recognise(path) == guess.layout
    assert guesses(path)[1].score < guess.score - 0.1


@pytest.mark.parametrize("name", [name for name in KNOWN if name not in FIXED])
def test_auto_recognises_a_file_of_one_voter(name, tmp_path):
    path = tmp_path / "voters.txt"
    path.write_bytes(voter_file(name, latin(PEOPLE[:1])))
    assert recognise(path).name == name


def test_auto_tells_another_delimiter_and_encoding(tmp_path):
    path = tmp_path / "voters.txt"
    data = voter_file("ohio", latin(PEOPLE)).decode().replace('","', '"\t"')
    path.write_bytes(data.encode("windows-1252"))
    made = recognise(path)
    assert (made.name, made.delimiter, made.encoding) == ("ohio", "\t", "windows-1252")
    assert import_roll(path, tmp_path / "roll", made, AS_OF).voters == len(PEOPLE)


def test_auto_names_the_two_best_when_unsure(tmp_path):
    path = tmp_path / "voters.txt"
    path.write_text("FIRST_NAME,LAST_NAME,ZIP_CODE\nAnn,Oak,90001\n")
    with pytest.raises(BadInput, match=r"not recognised.*best guesses are .*; .*--layout"):
        recognise(path)


def test_the_wrong_layout_says_what_was_expected_and_suggests_auto(tmp_path):
    data = voter_file("ohio", latin(PEOPLE))
    for wrong, says in [
        ("colorado", "there is no column"),
        ("north-carolina", "not set apart"),
        ("florida", "38 columns"),
        ("texas", r"characters.*has 685"),
    ]:
        with pytest.raises(BadInput, match=rf"{says}.*--layout auto"):
            sealed(wrong, tmp_path, data=data)
    assert not any(path.is_dir() for path in tmp_path.iterdir())


def test_rows_of_a_fixed_width_file_that_are_too_short_or_too_long(tmp_path):
    rows = voter_file("michigan-fixed", latin(PEOPLE)).split(b"\n")
    rows[2], rows[4] = rows[2][:300], rows[4] + b"x"
    rows.insert(3, b"")
    seal, roll = sealed("michigan-fixed", tmp_path, data=b"\n".join(rows))
    roll.close()
    assert (seal.voters, seal.rejected) == (len(PEOPLE) - 2, 2)
    lines = (tmp_path / "michigan-fixed" / "rejects.csv").read_text().splitlines()[1:]
    assert [line.split(",", 1)[1] for line in lines] == [
        "3,,the row is too short for the layout",
        "6,,the row is too long for the layout",
    ]


def test_a_fixed_width_row_without_its_trailing_spaces_is_read(tmp_path):
    rows = voter_file("michigan-fixed", latin(PEOPLE)).split(b"\n")
    rows = [row[:461] for row in rows]  # to the end of the required columns
    seal, roll = sealed("michigan-fixed", tmp_path, data=b"\n".join(rows))
    roll.close()
    assert (seal.voters, dict(seal.by_status)["unknown"]) == (len(PEOPLE), len(PEOPLE))


def test_a_status_may_be_decided_by_its_reason(tmp_path):
    made = layout("colorado")
    words = {**made.status, "inactive undeliverable ballot": "pending"}
    made = replace(made, columns={**made.columns, "status": ("STATUS", "STATUS_REASON")}, status=words)
    seal, roll = sealed("colorado", tmp_path, made)
    roll.close()
    counts = dict(seal.by_status)
    assert (counts["pending"], counts["inactive"], counts["canceled"]) == (2, 0, 1)


def test_two_headers_are_found_in_any_layout(tmp_path):
    data = voter_file("north-carolina", latin(PEOPLE))
    seal, roll = sealed("north-carolina", tmp_path, data=data + data)
    roll.close()
    assert (seal.voters, seal.rejected) == (len(PEOPLE), len(PEOPLE) + 1)
    assert ",the header again" in (tmp_path / "north-carolina" / "rejects.csv").read_text()
