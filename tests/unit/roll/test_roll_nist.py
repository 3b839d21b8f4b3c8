"""Voter records of NIST SP 1500-102: out of a sealed roll and in again; hostile or broken ones refused."""

import json
from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fullcount.roll import Options, adapted, export_voters, import_roll, layout, open_roll, recognise
from fullcount.roll.nist import COLUMNS, record_of, row_of
from fullcount.roll.nist_read import LARGEST, flatten
from fullcount.terms import BadInput, Voter

AS_OF = date(2024, 3, 5)
VRI = layout("nist-vri")
LOST = ("registered_on", "jurisdiction")  # the standard has no place for these
SPACE = 'xmlns="http://itl.nist.gov/ns/voting/1500-102/v1"'


def carried(files):
    """The fixture's voters without what the standard cannot carry."""
    return [[*row[:11], "", ""] for row in files.rows]


@pytest.fixture(params=[".json", ".xml"])
def exported(request, files):
    seal = files.seal(files.text(carried(files)))
    path = files.folder / f"voters{request.param}"
    with files.open() as roll:
        assert export_voters(roll, path) == seal.voters
    return seal, path


def test_what_goes_out_comes_in_with_the_same_content_hash(exported, tmp_path):
    seal, path = exported
    again = import_roll(path, tmp_path / "again", VRI, AS_OF)
    assert again.content_hash == seal.content_hash
    assert (again.layout, again.rejected, again.by_status) == ("nist-vri", 0, seal.by_status)
    assert recognise(path).name == "nist-vri"


def test_only_the_date_of_registration_and_what_is_outside_are_lost(files, tmp_path):
    files.seal()
    with files.open() as roll:
        export_voters(roll, tmp_path / "voters.json")
        import_roll(tmp_path / "voters.json", tmp_path / "again", VRI, AS_OF)
        with open_roll(tmp_path / "again") as again:
            for row in files.rows:
                before, after = asdict(roll.voter(row[0])), asdict(again.voter(row[0]))
                assert {key for key in before if before[key] != after[key]} <= set(LOST)


def test_the_file_is_its_owners_only_and_new(exported):
    _, path = exported
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir() if entry.name.endswith(".part")] == []


def test_an_export_never_writes_over_a_file_or_of_another_kind(files, tmp_path):
    files.seal()
    with files.open() as roll:
        for name, says in [
            ("there.json", "there already"),
            ("voters.csv", "neither"),
            ("no/a.json", "no folder"),
        ]:
            (tmp_path / "there.json").write_text("mine")
            with pytest.raises(BadInput, match=says):
                export_voters(roll, tmp_path / name)
    assert (tmp_path / "there.json").read_text() == "mine"


TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=8)
LINES = st.lists(TEXTS.filter(bool), max_size=4).map(" ".join)


@given(
    st.builds(
        Voter, *[LINES] * 5, st.dates(date(1900, 1, 1)), *[LINES] * 4, st.just("active"), st.none(), LINES
    )
)
@settings(max_examples=200, deadline=None)
def test_a_record_says_what_the_voter_is(voter):
    said = dict(zip(COLUMNS, row_of(json.loads(json.dumps(record_of(voter)))), strict=True))
    assert said["residence_address"] == voter.residence_address
    assert (said["unit"], said["place"], said["zip"]) == (voter.unit, voter.city, voter.zip)
    assert (said["first_name"], said["middle_name"], said["last_name"]) == (
        *(voter.first_name, voter.middle_name, voter.last_name),
    )
    assert (said["voter_id"], said["birth_date"], said["status"]) == (
        *(voter.voter_id, voter.birth_date.isoformat(), "active"),
    )


NUMBERED = """<VoterRecordsResponse {space} xmlns:a="http://www.fgdc.gov/schemas/address/addr"
 xmlns:t="http://www.fgdc.gov/schemas/address/addr_type" xmlns:x="http://www.w3.org/2001/XMLSchema-instance"
 x:type="VoterRecordResults"><TransactionId>7</TransactionId>
<VoterRecord><District><Name>First Ward</Name><Type>ward</Type></District>
 <Locality><Name>Birch County</Name><Type>county</Type></Locality>
 <OtherStatus>pending</OtherStatus>
 <Voter><DateOfBirth>1970-02-03</DateOfBirth>
  <Name><FirstName>Ann</FirstName><LastName>Oak &amp; Elm</LastName><MiddleName>B</MiddleName>
   <MiddleName>C</MiddleName><Suffix>Sr</Suffix></Name>
  <ResidenceAddress><NumberedThoroughfareAddress_type>
   <a:CompleteAddressNumber><t:AddressNumber>12</t:AddressNumber>
    <t:AddressNumberSuffix>1/2</t:AddressNumberSuffix></a:CompleteAddressNumber>
   <a:CompleteStreetName><t:StreetNamePreDirectional>N</t:StreetNamePreDirectional>
    <t:StreetName>Elm</t:StreetName><t:StreetNamePostType>St</t:StreetNamePostType></a:CompleteStreetName>
   <a:CompleteSubaddress><t:SubaddressElement><t:SubaddressType>Apt</t:SubaddressType>
    <t:SubaddressIdentifier>4</t:SubaddressIdentifier></t:SubaddressElement></a:CompleteSubaddress>
   <t:CompletePlaceName><t:PlaceName PlaceNameType="County">Birch</t:PlaceName>
    <t:PlaceName PlaceNameType="USPSCommunity">Oxbow</t:PlaceName></t:CompletePlaceName>
   <t:ZipCode>90001</t:ZipCode><t:ZipPlus4>1234</t:ZipPlus4>
  </NumberedThoroughfareAddress_type></ResidenceAddress>
  <VoterId><StringValue>AA999</StringValue><Type>drivers-license</Type></VoterId>
  <VoterId><StringValue>V1</StringValue><Type>state-voter-registration-id</Type></VoterId></Voter>
 <VoterStatus>other</VoterStatus></VoterRecord>
<VoterRecord><Voter><Name><FullName>Bo Ash</FullName></Name>
  <ResidenceAddress><GeneralAddressClass_type>
   <a:USPSGeneralDeliveryPoint>7 Oak Rd</a:USPSGeneralDeliveryPoint>
  </GeneralAddressClass_type></ResidenceAddress>
  <VoterId><StringValue>V2</StringValue><Type>local-voter-registration-id</Type></VoterId></Voter>
 <VoterStatus>inactive</VoterStatus></VoterRecord>
</VoterRecordsResponse>"""


def test_a_record_with_all_its_parts(tmp_path):
    path = tmp_path / "voters.xml"
    path.write_text(NUMBERED.format(space=SPACE))
    made = adapted(VRI, Options(inside=("First Ward",), inside_column="ward"))
    assert import_roll(path, tmp_path / "roll", made, AS_OF).voters == 2
    with open_roll(tmp_path / "roll") as roll:
        one, two = roll.voter("V1"), roll.voter("V2")
    assert one == Voter(
        *("V1", "Ann", "B C", "Oak & Elm", "Sr", date(1970, 2, 3), "12 1/2 N Elm St", "Apt 4"),
        *("Oxbow", "90001-1234", "pending", None, "in"),
    )
    assert (two.last_name, two.residence_address, two.status) == ("Bo Ash", "7 Oak Rd", "inactive")
    assert two.jurisdiction == "in"  # the record names no ward: nothing says that it is outside


def xml(body):
    return f"<VoterRecordsResponse {SPACE}><VoterRecord>{body}</VoterRecord></VoterRecordsResponse>"


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>' + xml("&c;")
HOSTILE = {
    "entities": (BOMB, "document type"),
    "fetched": ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type"),
    "deep": (xml("<a>" * 100), "nested too deep"),
    "large": (xml("<Voter><Name>" + "x" * 2 * LARGEST), "more than"),
    "many": (xml("<a/>" * LARGEST), "more than"),
    "cut off": (NUMBERED.format(space=SPACE)[:700], "cut off"),
    "another message": ("<VoterRecordsRequest/>", "no voter records"),
    "not at all": ('{"a": 1}', "no voter records"),
    "another JSON": ('{"@type": "VRI.RequestRejection"}', "no voter records"),
    "half a JSON": ('{"@type":"VRI.VoterRecordResults","VoterRecord":[{"Voter":{"Na', "cut off"),
    "no end": ('{"VoterRecord":[{}', "cut off"),
    "a list of texts": ('{"VoterRecord":["a"]}', "not an object"),
    "deep JSON": ('{"VoterRecord":[' + "[" * 200_000, "nested too deep"),
    "large JSON": ('{"VoterRecord":[{"a":"' + "x" * (6 << 20), "more than|cut off"),
    "Latin-1": ('{"VoterRecord":[{"a":"\xe9"}]}'.encode("latin-1"), "not utf-8"),
    "no text": (b"\0\1\2", "not JSON"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_or_broken_is_refused_and_nothing_is_left(name, tmp_path):
    data, says = HOSTILE[name]
    path = tmp_path / "voters.xml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(BadInput, match=says) as caught:
        import_roll(path, tmp_path / "roll", VRI, AS_OF)
    assert caught.value.file == "voters.xml"
    assert [entry.name for entry in tmp_path.iterdir()] == ["voters.xml"]


def test_a_bad_record_is_told_with_its_number(tmp_path):
    path = tmp_path / "voters.json"
    good = {"Voter": {"Name": {"LastName": "Oak"}, "VoterId": [{"Type": "state-voter-registration-id"}]}}
    good["Voter"]["VoterId"][0]["StringValue"] = "V1"
    bad = {"Voter": {"Name": {"LastName": "Ash"}}}
    path.write_text(json.dumps({"VoterRecord": [good, bad], "@type": "VRI.VoterRecordResults"}))
    seal = import_roll(path, tmp_path / "roll", VRI, AS_OF)
    assert (seal.voters, seal.rejected) == (1, 1)
    assert "voters.json,2,voter_id,no voter id" in (tmp_path / "roll" / "rejects.csv").read_text()


def test_records_across_the_pieces_a_file_is_read_in(tmp_path, monkeypatch):
    monkeypatch.setattr("fullcount.roll.nist_read.PIECE", 7)
    people = [{"Voter": {"Name": {"LastName": f"Núñez {n}"}, "DateOfBirth": "1970-01-01"}} for n in range(5)]
    message = {"@type": "VRI.VoterRecordResults", "TransactionId": "é" * 20, "VoterRecord": people}
    path, out = tmp_path / "voters.json", tmp_path / "out.csv"
    path.write_text(json.dumps(message, ensure_ascii=False), encoding="utf-8")
    flatten(path, out)
    assert [line.split(",")[3] for line in out.read_text().splitlines()[1:]] == [
        f"Núñez {n}" for n in range(5)
    ]


def test_the_schemas_required_keys_are_there(files):
    files.seal()
    with files.open() as roll:
        record = record_of(roll.voter("V1"))
    assert {"@type", "Voter"} <= set(record)
    assert {"@type", "Name", "ResidenceAddress"} <= set(record["Voter"])
    assert set(record) <= {"@type", "OtherStatus", "Voter", "VoterStatus"}
    assert {"@type", "Type"} <= set(record["Voter"]["VoterId"][0])
    assert "CompleteAddressNumber" in record["Voter"]["ResidenceAddress"]
