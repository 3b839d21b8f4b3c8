"""Voter records of NIST SP 1500-102 (Voter Records Interchange 1.0): one record, one voter, both ways.

A record is a tree of dicts, lists and texts as in the standard's JSON; one read from XML has lists for
all its elements, so both are asked through `first` and `every`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from fullcount.terms import Voter

Tree = Mapping[str, Any]

UNITS: Final = (
    *("borough", "city", "city-council", "combined-precinct", "congressional", "county", "county-council"),
    *("judicial", "municipality", "precinct", "school", "special", "split-precinct", "state", "state-house"),
    *("state-senate", "town", "township", "utility", "village", "ward", "water"),
)
"""Types of reporting units a voter may be within, the standard's words."""

COLUMNS: Final = (
    *("voter_id", "first_name", "middle_name", "last_name", "suffix", "birth_date", "residence_address"),
    *("unit", "place", "zip", "status", "other_status"),
    *UNITS,
)
_IDS: Final = ("state-voter-registration-id", "local-voter-registration-id")
_STREET: Final = (
    "StreetNamePreModifier",
    "StreetNamePreDirectional",
    "StreetNamePreType",
    "StreetName",
    "StreetNamePostType",
    "StreetNamePostDirectional",
    "StreetNamePostModifier",
)
_NUMBERED: Final = re.compile(r"(\S*[0-9]\S*) (\S.*)", re.DOTALL)
_ZIP: Final = re.compile(r"([0-9]{5})-([0-9]{4})")
_STATUS: Final = ("active", "inactive")


def row_of(record: Tree) -> list[str]:
    """The texts of `COLUMNS` of a VoterRecord."""
    voter = first(record, "Voter")
    name, where = first(voter, "Name"), address_of(first(voter, "ResidenceAddress"))
    units = {text(first(unit, "Type")): text(first(unit, "Name")) for unit in _units(record)}
    return [
        _voter_id(voter),
        text(first(name, "FirstName")),
        " ".join(filter(None, map(text, every(name, "MiddleName")))),
        text(first(name, "LastName")) or text(first(name, "FullName")),
        text(first(name, "Suffix")),
        text(first(voter, "DateOfBirth"))[:10],
        *where,
        text(first(record, "VoterStatus")),
        text(first(record, "OtherStatus")) or text(first(record, "OtherVoterStatus")),
        *(units.get(kind, "") for kind in UNITS),
    ]


def address_of(node: object) -> tuple[str, str, str, str]:
    """Street line, unit, place and ZIP of an address of any class of the FGDC standard."""
    within = [value for key, value in _items(node) if key.endswith(("Address_type", "Class_type"))]
    of = _one(within[0]) if within else node
    number, street = first(of, "CompleteAddressNumber"), first(of, "CompleteStreetName")
    parts = [
        *(
            text(first(number, part))
            for part in ("AddressNumberPrefix", "AddressNumber", "AddressNumberSuffix")
        ),
        *(text(first(street, part)) for part in _STREET),
    ]
    line = " ".join(filter(None, parts)) or next(filter(None, map(text, _others(of))), "")
    zip_code, plus4 = text(first(of, "ZipCode")), text(first(of, "ZipPlus4"))
    return line, _unit(of), _place(of), f"{zip_code}-{plus4}" if plus4 else zip_code


def record_of(voter: Voter) -> dict[str, Any]:
    """The VoterRecord of a voter, as the standard's JSON has it; what is unknown is left out.

    The standard has no place for registered_on and jurisdiction.
    """
    names = {
        "FirstName": voter.first_name,
        "LastName": voter.last_name,
        "MiddleName": [voter.middle_name] if voter.middle_name else "",
        "Suffix": voter.suffix,
    }
    known = voter.status in _STATUS
    person = {
        "@type": "VRI.Voter",
        **({"DateOfBirth": voter.birth_date.isoformat()} if voter.birth_date else {}),
        "Name": _typed("VRI.Name", names),
        "ResidenceAddress": _address(voter),
        "VoterId": [
            {
                "@type": "VRI.VoterId",
                "StringValue": voter.voter_id,
                "Type": "local-voter-registration-id",
            }
        ],
    }
    return {
        "@type": "VRI.VoterRecord",
        **({} if known else {"OtherStatus": voter.status}),
        "Voter": person,
        "VoterStatus": voter.status if known else "other",
    }


def first(node: object, key: str) -> Any:
    """The first value under a key; empty where there is none."""
    return next(iter(every(node, key)), "")


def every(node: object, key: str) -> list[Any]:
    """All values under a key."""
    value = node.get(key, []) if isinstance(node, Mapping) else []
    return value if isinstance(value, list) else [value]


def text(node: object) -> str:
    """The text of a value, or of an object's Value; nothing where it has none."""
    if isinstance(node, Mapping):
        node = first(node, "Value")
    return node.strip() if isinstance(node, str) else ""


def _items(node: object) -> list[tuple[str, Any]]:
    return list(node.items()) if isinstance(node, Mapping) else []


def _one(node: Any) -> Any:
    return node[0] if isinstance(node, list) and node else node


def _units(record: Tree) -> list[Any]:
    return [*every(record, "District"), *every(record, "Locality")]


def _voter_id(voter: object) -> str:
    ids = {text(first(node, "Type")): text(first(node, "StringValue")) for node in every(voter, "VoterId")}
    return next((ids[kind] for kind in _IDS if ids.get(kind)), "")


def _unit(of: object) -> str:
    elements = every(first(of, "CompleteSubaddress"), "SubaddressElement")
    pairs = ((first(node, "SubaddressType"), first(node, "SubaddressIdentifier")) for node in elements)
    return " ".join(filter(None, (text(part) for pair in pairs for part in pair)))


def _place(of: object) -> str:
    places = [
        node
        for key in ("CompletePlaceName", "CompletePlaceName1", "CompletePlaceName2")
        for complete in every(of, key)
        for node in every(complete, "PlaceName")
    ]
    by_kind = {
        text(first(node, "PlaceNameType")) if isinstance(node, Mapping) else "": text(node) for node in places
    }
    kinds = ("MunicipalJurisdiction", "USPSCommunity", "")
    return next((by_kind[kind] for kind in kinds if by_kind.get(kind)), "")


def _others(of: object) -> list[Any]:
    """Where an address without a street says what it is."""
    landmark = first(first(of, "CompleteLandmarkName"), "LandmarkName")
    box = first(of, "USPSBox") or first(first(of, "USPSAddress"), "USPSBox")
    said = " ".join(filter(None, (text(first(box, "USPSBoxType")), text(first(box, "USPSBoxId")))))
    return [first(of, "GeneralAddress"), first(of, "USPSGeneralDeliveryPoint"), landmark, said]


def _typed(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"@type": kind, **{key: value for key, value in values.items() if value}}


def _address(voter: Voter) -> dict[str, Any]:
    """The address in a class that has room for a unit; the street line is kept as it is registered."""
    found = _NUMBERED.fullmatch(voter.residence_address)
    zip_code = _ZIP.fullmatch(voter.zip)
    street = found[2] if found else voter.residence_address
    number = _typed("addr_type.CompleteAddressNumber_type", {"AddressNumber": found[1] if found else ""})
    place = {
        "@type": "addr_type.PlaceName_type",
        "PlaceNameType": "MunicipalJurisdiction",
        "Value": voter.city,
    }
    unit = {"@type": "addr_type.SubaddressElement_type", "SubaddressIdentifier": voter.unit}
    kind = "Numbered" if found else "Unnumbered"
    parts = {
        "CompleteAddressNumber": number if found else None,
        "CompletePlaceName1": {"@type": "addr_type.CompletePlaceName_type", "PlaceName": [place]}
        if voter.city
        else None,
        "CompleteStreetName": {"@type": "addr_type.CompleteStreetName_type", "StreetName": street},
        "CompleteSubaddress": {"@type": "addr_type.CompleteSubaddress_type", "SubaddressElement": [unit]}
        if voter.unit
        else None,
        "ZipCode": zip_code[1] if zip_code else voter.zip,
        "ZipPlus4": zip_code[2] if zip_code else "",
    }
    return _typed(f"addr.{kind}ThoroughfareAddress_type", parts)
