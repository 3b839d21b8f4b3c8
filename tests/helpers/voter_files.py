"""Made-up people in the voter files of each known layout as published: header, order, codes, dates."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import date

from fullcount.roll import layout


@dataclass(frozen=True)
class Person:
    """A made-up person; status in our words. withheld: a confidential voter, address not published."""

    id: str
    first: str
    middle: str
    last: str
    suffix: str
    born: date
    number: str
    half: str
    pre: str
    street: str
    kind: str
    post: str
    unit_type: str
    unit: str
    city: str
    zip: str
    county: str
    status: str
    registered: date | None
    withheld: bool = False

    def line(self):
        parts = (self.number, self.half, self.pre, self.street, self.kind, self.post)
        return "" if self.withheld else " ".join(filter(None, parts))

    def flat(self):
        return "" if self.withheld else " ".join(filter(None, (self.unit_type, self.unit)))


def _person(text):
    id_, first, middle, last, suffix, born, *rest, status, registered = text.split("|")
    number, half, pre, street, kind, post, unit_type, unit, city, zip_code, county = rest
    names = (id_, first, middle, last, suffix, date.fromisoformat(born))
    where = (number, half, pre, street, kind, post, unit_type, unit, city, zip_code, county)
    withheld = status.endswith("*")
    since = date.fromisoformat(registered) if registered else None
    return Person(*names, *where, status.rstrip("*"), since, withheld)


PEOPLE = [
    _person(line)
    for line in """
1001|MARÍA|ELENA|NÚÑEZ||1970-02-03|12||N|ELM|ST||APT|4|OXBOW|90001|BIRCH|active|2001-01-01
1002|WILLIAM||GARCIA-LOPEZ|JR|1960-01-01|1200|1/2||1ST|AVE||||OXBOW|90001|BIRCH|active|2004-11-30
1003|JOSE|A|GARCIA||1955-12-31|12|B||NORTH ELM|ST|W|#|12-C|OXBOW|90001|BIRCH|inactive|1998-03-05
1004|ANNE-MARIE||O'NEIL||1988-08-08|77|||SYCAMORE|LN||||CEDAR FALLS|90002|MAPLE|canceled|2010-10-10
1005|JOAN|Q|SMYTH||1999-09-09|5|||COUNTY ROAD 7|||||CEDAR FALLS|90002|MAPLE|active|2018-05-06
1006|JOHN||SMITH|III|1944-04-04|1201|||1ST|AVE||STE|200|OXBOW|90001|BIRCH|active|1976-07-04
1007|XUÂN||LÊ||2001-01-31|3|||MAIN|ST|NE|||OXBOW|90003|BIRCH|active*|2020-02-29
1008|D'ANGELO|J R|DE LA CRUZ|SR|1931-05-05|901||SW|KING|BLVD||LOT|7|OXBOW|90003|BIRCH|inactive|1952-06-01
1009|PAT||VAN DER BERG||1979-11-12|18|||PINE|CT||UNIT|B|CEDAR FALLS|90002|MAPLE|active|2015-12-25
1010|LEE||QUILL||1965-06-07|240||E|BROADWAY|||||OXBOW|90001|BIRCH|active|2022-01-09
""".strip().split("\n")
]


def _columns(text):
    return text.split()


NC = _columns(
    """
county_id county_desc voter_reg_num ncid last_name first_name middle_name name_suffix_lbl status_cd
voter_status_desc reason_cd voter_status_reason_desc res_street_address res_city_desc state_cd zip_code
mail_addr1 mail_addr2 mail_addr3 mail_addr4 mail_city mail_state mail_zipcode full_phone_number
confidential_ind registr_dt race_code ethnic_code party_cd gender_code birth_year age_at_year_end
birth_state drivers_lic precinct_abbrv precinct_desc municipality_abbrv municipality_desc ward_abbrv
ward_desc cong_dist_abbrv super_court_abbrv judic_dist_abbrv nc_senate_abbrv nc_house_abbrv
county_commiss_abbrv county_commiss_desc township_abbrv township_desc school_dist_abbrv school_dist_desc
fire_dist_abbrv fire_dist_desc water_dist_abbrv water_dist_desc sewer_dist_abbrv sewer_dist_desc
sanit_dist_abbrv sanit_dist_desc rescue_dist_abbrv rescue_dist_desc munic_dist_abbrv munic_dist_desc
dist_1_abbrv dist_1_desc vtd_abbrv vtd_desc
"""
)
OH = _columns(
    """
SOS_VOTERID COUNTY_NUMBER COUNTY_ID LAST_NAME FIRST_NAME MIDDLE_NAME SUFFIX DATE_OF_BIRTH
REGISTRATION_DATE VOTER_STATUS PARTY_AFFILIATION RESIDENTIAL_ADDRESS1 RESIDENTIAL_SECONDARY_ADDR
RESIDENTIAL_CITY RESIDENTIAL_STATE RESIDENTIAL_ZIP RESIDENTIAL_ZIP_PLUS4 RESIDENTIAL_COUNTRY
RESIDENTIAL_POSTALCODE MAILING_ADDRESS1 MAILING_SECONDARY_ADDRESS MAILING_CITY MAILING_STATE MAILING_ZIP
MAILING_ZIP_PLUS4 MAILING_COUNTRY MAILING_POSTAL_CODE CAREER_CENTER CITY CITY_SCHOOL_DISTRICT
COUNTY_COURT_DISTRICT CONGRESSIONAL_DISTRICT COURT_OF_APPEALS EDU_SERVICE_CENTER_DISTRICT
EXEMPTED_VILL_SCHOOL_DISTRICT LIBRARY LOCAL_SCHOOL_DISTRICT MUNICIPAL_COURT_DISTRICT PRECINCT_NAME
PRECINCT_CODE STATE_BOARD_OF_EDUCATION STATE_REPRESENTATIVE_DISTRICT STATE_SENATE_DISTRICT TOWNSHIP
VILLAGE WARD PRIMARY-03/07/2000 GENERAL-11/07/2000
"""
)
CO = _columns(
    """
VOTER_ID COUNTY_CODE COUNTY LAST_NAME FIRST_NAME MIDDLE_NAME NAME_SUFFIX VOTER_NAME STATUS_CODE
PRECINCT_NAME ADDRESS_LIBRARY_ID HOUSE_NUM HOUSE_SUFFIX PRE_DIR STREET_NAME STREET_TYPE POST_DIR UNIT_TYPE
UNIT_NUM ADDRESS_NON_STD RESIDENTIAL_ADDRESS RESIDENTIAL_CITY RESIDENTIAL_STATE RESIDENTIAL_ZIP_CODE
RESIDENTIAL_ZIP_PLUS EFFECTIVE_DATE REGISTRATION_DATE STATUS STATUS_REASON BIRTH_YEAR GENDER PRECINCT
SPLIT VOTER_STATUS_ID PARTY PARTY_AFFILIATION_DATE PHONE_NUM MAIL_ADDR1 MAIL_ADDR2 MAIL_ADDR3 MAILING_CITY
MAILING_STATE MAILING_ZIP_CODE MAILING_ZIP_PLUS MAILING_COUNTRY SPL_ID PERMANENT_MAIL_IN_VOTER
CONGRESSIONAL STATE_SENATE STATE_HOUSE ID_REQUIRED
"""
)
MI = _columns(
    """
LAST_NAME FIRST_NAME MIDDLE_NAME NAME_SUFFIX YEAR_OF_BIRTH GENDER REGISTRATION_DATE STREET_NUMBER_PREFIX
STREET_NUMBER STREET_NUMBER_SUFFIX DIRECTION_PREFIX STREET_NAME STREET_TYPE DIRECTION_SUFFIX EXTENSION
CITY STATE ZIP_CODE MAILING_ADDRESS_LINE_ONE MAILING_ADDRESS_LINE_TWO MAILING_ADDRESS_LINE_THREE
MAILING_ADDRESS_LINE_FOUR MAILING_ADDRESS_LINE_FIVE VOTER_IDENTIFICATION_NUMBER COUNTY_CODE COUNTY_NAME
JURISDICTION_CODE JURISDICTION_NAME PRECINCT WARD SCHOOL_DISTRICT_CODE SCHOOL_DISTRICT_NAME
STATE_HOUSE_DISTRICT_CODE STATE_HOUSE_DISTRICT_NAME STATE_SENATE_DISTRICT_CODE STATE_SENATE_DISTRICT_NAME
US_CONGRESS_DISTRICT_CODE US_CONGRESS_DISTRICT_NAME COUNTY_COMMISSIONER_DISTRICT_CODE
COUNTY_COMMISSIONER_DISTRICT_NAME VILLAGE_DISTRICT_CODE VILLAGE_DISTRICT_NAME VILLAGE_PRECINCT
SCHOOL_PRECINCT IS_PERMANENT_ABSENTEE_VOTER VOTER_STATUS_TYPE_CODE UOCAVA_STATUS_CODE UOCAVA_STATUS_NAME
"""
)
EIMS = _columns(
    """
lVoterUniqueID sAffNumber szStateVoterID sVoterTitle szNameLast szNameFirst szNameMiddle sNameSuffix
sGender szSitusAddress szSitusCity sSitusState sSitusZip sHouseNum sUnitAbbr sUnitNum szStreetName
sStreetSuffix sPreDir sPostDir szMailAddress1 szMailAddress2 szMailAddress3 szMailAddress4 szMailZip
szPhone szEmailAddress dtBirthDate sBirthPlace dtRegDate dtOrigRegDate dtLastUpdate_dt sStatusCode
szStatusReasonDesc sUserCode1 sUserCode2 iDuplicateIDFlag szLanguageName szPartyName szAVStatusAbbr
szAVStatusDesc szPrecinctName sPrecinctID sPrecinctPortion sDistrictID_0 iSubDistrict_0 szDistrictName_0
"""
)
WA = _columns(
    """
StateVoterID FName MName LName NameSuffix Birthyear Gender RegStNum RegStFrac RegStName RegStType
RegUnitType RegStPreDirection RegStPostDirection RegStUnitNum RegCity RegState RegZipCode CountyCode
PrecinctCode PrecinctPart LegislativeDistrict CongressionalDistrict Mail1 Mail2 Mail3 MailCity MailZip
MailState MailCountry Registrationdate LastVoted StatusCode
"""
)


def american(day):
    return day.strftime("%m/%d/%Y") if day else ""


def _nc(p):
    status = {"active": "A", "inactive": "I", "canceled": "R"}[p.status]
    removed = p.status == "canceled"
    return {
        "county_id": "7",
        "county_desc": p.county,
        "voter_reg_num": f"00000{p.id}",
        "ncid": f"XY{p.id}",
        "last_name": p.last,
        "first_name": p.first,
        "middle_name": p.middle,
        "name_suffix_lbl": p.suffix,
        "status_cd": status,
        "reason_cd": {"A": "AV", "I": "IN", "R": "RD"}[status],
        "res_street_address": "REMOVED" if removed else f"{p.line()}  {p.flat()}".ljust(65),
        "res_city_desc": p.city,
        "state_cd": "NC",
        "zip_code": f"{p.zip}1234",
        "confidential_ind": "Y" if p.withheld else "N",
        "registr_dt": american(p.registered),
        "birth_year": p.born.year,
        "municipality_desc": f"CITY OF {p.city}",
    }


def _oh(p):
    return {
        "SOS_VOTERID": f"OH00{p.id}",
        "COUNTY_NUMBER": {"BIRCH": "01", "MAPLE": "02"}[p.county],
        "LAST_NAME": p.last,
        "FIRST_NAME": p.first,
        "MIDDLE_NAME": p.middle,
        "SUFFIX": p.suffix,
        "DATE_OF_BIRTH": p.born.isoformat(),
        "REGISTRATION_DATE": p.registered.isoformat(),
        "VOTER_STATUS": "CONFIRMATION" if p.status == "inactive" else "ACTIVE",
        "RESIDENTIAL_ADDRESS1": p.line(),
        "RESIDENTIAL_SECONDARY_ADDR": p.flat(),
        "RESIDENTIAL_CITY": p.city,
        "RESIDENTIAL_STATE": "OH",
        "RESIDENTIAL_ZIP": p.zip,
        "CITY": f"{p.city} CITY",
        "GENERAL-11/07/2000": "X",
    }


def _fl(p):
    """38 columns without names."""
    row = [""] * 38
    if p.withheld:
        row = ["*"] * 38
    place = {1: "BIR" if p.county == "BIRCH" else "MAP", 2: p.id, 7: "Y" if p.withheld else "N"}
    if not p.withheld:
        place |= {3: p.last, 4: p.suffix, 5: p.first, 6: p.middle, 8: p.line() + " ", 9: p.flat(), 10: p.city}
        place |= {12: f"{p.zip}1234", 22: american(p.born), 23: american(p.registered)}
        place[29] = {"active": "ACT", "inactive": "INA", "canceled": "PRE"}[p.status]
    for column, value in place.items():
        row[column - 1] = value
    return row


def _co(p):
    unit = ("", "") if p.withheld else (p.unit_type, p.unit)
    where = ("", "", "", "", "", "") if p.withheld else (p.number, p.half, p.pre, p.street, p.kind, p.post)
    return {
        "VOTER_ID": p.id,
        "COUNTY": p.county.title(),
        "LAST_NAME": p.last,
        "FIRST_NAME": p.first,
        "MIDDLE_NAME": p.middle,
        "NAME_SUFFIX": p.suffix,
        "VOTER_NAME": f"{p.last}, {p.first}",
        **dict(zip(CO[11:17], where, strict=True)),
        "UNIT_TYPE": unit[0],
        "UNIT_NUM": unit[1],
        "RESIDENTIAL_CITY": p.city,
        "RESIDENTIAL_ZIP_CODE": p.zip,
        "EFFECTIVE_DATE": "11/3/2020",
        "REGISTRATION_DATE": f"{p.registered.month}/{p.registered.day}/{p.registered.year}",
        "STATUS": {"active": "Active", "inactive": "Inactive", "canceled": "Cancelled"}[p.status],
        "STATUS_REASON": "Undeliverable Ballot" if p.status == "inactive" else "",
        "BIRTH_YEAR": p.born.year,
    }


def _mi(p):
    where = (
        ("", "", "", "", "", "", "")
        if p.withheld
        else ("", p.number, p.half, p.pre, p.street, p.kind, p.post)
    )
    return {
        "LAST_NAME": p.last,
        "FIRST_NAME": p.first,
        "MIDDLE_NAME": p.middle,
        "NAME_SUFFIX": p.suffix,
        "YEAR_OF_BIRTH": p.born.year,
        "REGISTRATION_DATE": p.registered.isoformat(),
        **dict(zip(MI[7:14], where, strict=True)),
        "EXTENSION": p.flat(),
        "CITY": p.city,
        "STATE": "MI",
        "ZIP_CODE": p.zip,
        "VOTER_IDENTIFICATION_NUMBER": f"10000000{p.id}",
        "COUNTY_NAME": f"{p.county} COUNTY",
        "JURISDICTION_NAME": f"{p.city} CITY",
        "VOTER_STATUS_TYPE_CODE": {"active": "A", "inactive": "V", "canceled": "C"}[p.status],
    }


def _mi_fixed(p):
    row = {**_mi(p), "JURISDICTION_CODE": "101", "REGISTRATION_DATE": p.registered.strftime("%m%d%Y")}
    return row | {"VOTER_IDENTIFICATION_NUMBER": f"100000000{p.id}", "UOCAVA_STATUS_CODE": "N"}


def _tx(p):
    names = ("HOUSE_NUMBER", "DESIGNATOR", "DIRECTIONAL_PREFIX", "STREET_NAME", "STREET_TYPE")
    where = ("", "", "", "", "") if p.withheld else (p.number, p.half, p.pre, p.street, p.kind)
    return {
        "COUNTY_CODE": "007" if p.county == "BIRCH" else "008",
        "PRECINCT": "0101",
        "VUID": f"100000{p.id}",
        "LAST_NAME": p.last,
        "FIRST_NAME": p.first,
        "MIDDLE_NAME": p.middle,
        "SUFFIX": p.suffix,
        "DATE_OF_BIRTH": p.born.strftime("%Y%m%d"),
        **dict(zip(names, where, strict=True)),
        "DIRECTIONAL_SUFFIX": "" if p.withheld else p.post,
        "UNIT_NUMBER": "" if p.withheld else p.unit,
        "UNIT_TYPE": "" if p.withheld else p.unit_type,
        "CITY": p.city,
        "ZIP": p.zip,
        "EFFECTIVE_DATE": p.registered.strftime("%Y%m%d"),
        "STATUS_CODE": {"active": "V", "inactive": "S", "canceled": "C"}[p.status],
    }


def _eims(p):
    where = ("", "", "", "", "") if p.withheld else (p.number, p.street, p.kind, p.pre, p.post)
    names = ("sHouseNum", "szStreetName", "sStreetSuffix", "sPreDir", "sPostDir")
    return {
        "lVoterUniqueID": p.id,
        "szStateVoterID": f"CA{p.id}",
        "szNameLast": p.last,
        "szNameFirst": p.first,
        "szNameMiddle": p.middle,
        "sNameSuffix": p.suffix,
        "szSitusAddress": f"{p.line()} {p.flat()}".strip(),
        "szSitusCity": p.city,
        "sSitusZip": f"{p.zip}-1234",
        **dict(zip(names, where, strict=True)),
        "sUnitAbbr": "" if p.withheld else p.unit_type,
        "sUnitNum": "" if p.withheld else p.unit,
        "dtBirthDate": american(p.born),
        "dtRegDate": american(p.registered),
        "dtOrigRegDate": "01/01/1950",
        "sStatusCode": {"active": "A", "inactive": "I", "canceled": "C"}[p.status],
    }


def _wa(p):
    where = ("", "", "", "", "", "") if p.withheld else (p.number, p.half, p.street, p.kind, p.pre, p.post)
    names = ("RegStNum", "RegStFrac", "RegStName", "RegStType", "RegStPreDirection", "RegStPostDirection")
    return {
        "StateVoterID": p.id,
        "FName": p.first,
        "MName": p.middle,
        "LName": p.last,
        "NameSuffix": p.suffix,
        "Birthyear": p.born.year,
        **dict(zip(names, where, strict=True)),
        "RegUnitType": "" if p.withheld else p.unit_type,
        "RegStUnitNum": "" if p.withheld else p.unit,
        "RegCity": p.city,
        "RegState": "WA",
        "RegZipCode": p.zip,
        "CountyCode": {"BIRCH": "BI", "MAPLE": "MP"}[p.county],
        "Registrationdate": american(p.registered),
        "StatusCode": {"active": "Active", "inactive": "Inactive", "canceled": "Cancelled"}[p.status],
    }


def _ours(p):
    fields = ("first_name", "middle_name", "last_name", "suffix")
    names = dict(zip(fields, (p.first, p.middle, p.last, p.suffix), strict=True))
    where = {"residence_address": p.line(), "unit": p.flat(), "city": p.city, "zip": p.zip}
    return {"voter_id": p.id, **names, **where, "status": p.status, "registered_on": p.registered}


WRITERS = {
    "fullcount": (list(layout("fullcount").columns), _ours),
    "north-carolina": (NC, _nc),
    "ohio": (OH, _oh),
    "florida": ([], _fl),
    "colorado": (CO, _co),
    "michigan": (MI, _mi),
    "michigan-fixed": ([], _mi_fixed),
    "texas": ([], _tx),
    "texas-precinct4": ([], _tx),
    "california-eims": (EIMS, _eims),
    "washington": (WA, _wa),
}


def voter_file(name, people=PEOPLE):
    """The bytes of a voter file in a layout."""
    of, (header, row) = layout(name), WRITERS[name]
    if of.format == "fixed":
        text = "".join(_fixed(of, row(person)) + "\n" for person in people)
        return text.encode(of.encoding)
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if name in {"north-carolina", "ohio", "michigan"} else csv.QUOTE_MINIMAL
    if not of.quote:
        quoting = csv.QUOTE_NONE
    table = csv.writer(out, delimiter=of.delimiter, quoting=quoting, lineterminator="\r\n")
    if header:
        table.writerow(header)
    for person in people:
        said = row(person)
        table.writerow([said.get(column, "") for column in header] if header else said)
    return out.getvalue().encode(of.encoding)


def _fixed(of, said):
    line = [" "] * of.width
    for name, (first, last) in of.positions.items():
        value = str(said.get(name, ""))[: last - first + 1].ljust(last - first + 1)
        line[first - 1 : last] = value
    return "".join(line)


def latin(people):
    """The people with names that Latin-1 can write."""
    return [replace(person, first=person.first.replace("Â", "A").replace("Ê", "E")) for person in people]
