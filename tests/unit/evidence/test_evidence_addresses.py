"""Addresses in normal form, case by case."""

import re

import pytest

from fullcount.evidence import (
    NUMBER_PATTERN,
    AddressForm,
    address_form,
    split_number,
    street_form,
    unit_form,
    zip_form,
)
from fullcount.evidence.addresses import in_order


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("123 Main St", ("123", "", "", "MAIN", "ST", "")),
        ("0123 MAIN STREET", ("123", "", "", "MAIN", "ST", "")),
        ("123 N. Main Street Apt 4", ("123", "", "N", "MAIN", "ST", "4")),
        ("123 1/2 Main St", ("123", "1/2", "", "MAIN", "ST", "")),
        ("123½ Main St", ("123", "1/2", "", "MAIN", "ST", "")),
        ("12345-A Main St", ("12345", "A", "", "MAIN", "ST", "")),
        ("123A Main St", ("123", "A", "", "MAIN", "ST", "")),
        ("123 A St", ("123", "", "", "A", "ST", "")),
        ("123 N St", ("123", "", "", "N", "ST", "")),
        ("123 North Ave", ("123", "", "", "NORTH", "AVE", "")),
        ("9 W North Ave", ("9", "", "W", "NORTH", "AVE", "")),
        ("9 Main St NW", ("9", "", "NW", "MAIN", "ST", "")),
        ("9 S W Elm Rd", ("9", "", "SW", "ELM", "RD", "")),
        ("42 First Street", ("42", "", "", "1ST", "ST", "")),
        ("42 1st st", ("42", "", "", "1ST", "ST", "")),
        ("42 1 St", ("42", "", "", "1ST", "ST", "")),
        ("42 Twenty-First Ave", ("42", "", "", "21ST", "AVE", "")),
        ("42 113 Ave", ("42", "", "", "113TH", "AVE", "")),
        ("1 Avenue 26", ("1", "", "", "AVENUE 26", "", "")),
        ("1 Ave E", ("1", "", "", "AVENUE E", "", "")),
        ("12 State Hwy 101", ("12", "", "", "HIGHWAY 101", "", "")),
        ("12 Pacific Coast Highway", ("12", "", "", "PACIFIC COAST", "HWY", "")),
        ("12 Avenida Cesar Chavez #4-B", ("12", "", "", "AVENIDA CESAR CHAVEZ", "", "4B")),
        ("9 St Andrews Pl Unit 0101", ("9", "", "", "SAINT ANDREWS", "PL", "101")),
        ("9 Saint Andrews Place, Apt 101", ("9", "", "", "SAINT ANDREWS", "PL", "101")),
        ("5 Main St 4B", ("5", "", "", "MAIN", "ST", "4B")),
        ("5 Main St Rear", ("5", "", "", "MAIN", "ST", "REAR")),
        ("9 Front St", ("9", "", "", "FRONT", "ST", "")),
        ("123MAIN ST", ("123", "", "", "MAIN", "ST", "")),
        ("1st Street", ("", "", "", "1ST", "ST", "")),
        ("9 Park Ave Dr", ("9", "", "", "PARK AVE", "DR", "")),
        ("12 15th Ave NE", ("12", "", "NE", "15TH", "AVE", "")),
        ("12 Laurel Ave North", ("12", "", "N", "LAUREL", "AVE", "")),
        ("12 Laurel Ave N 4", ("12", "", "N", "LAUREL", "AVE", "4")),
        ("12 Laurel Ave Apt4", ("12", "", "", "LAUREL", "AVE", "4")),
        ("Apt 4 12 Laurel Ave", ("12", "", "", "LAUREL", "AVE", "4")),
        ("#4 - 12 Laurel Ave", ("12", "", "", "LAUREL", "AVE", "4")),
        ("Unit B, 1234 1/2 Laurel Ave, Oxnard", ("1234", "1/2", "", "LAUREL", "AVE", "B")),
        ("#12 Laurel Ave", ("12", "", "", "LAUREL", "AVE", "")),
        ("Apt 4 Laurel Ave", ("", "", "", "APT 4 LAUREL", "AVE", "")),
        ("Laurel Ave 12", ("12", "", "", "LAUREL", "AVE", "")),
        ("Laurel Ave # 12", ("", "", "", "LAUREL", "AVE", "12")),
        ("Avenue 26", ("", "", "", "AVENUE 26", "", "")),
        ("12, Laurel Ave", ("12", "", "", "LAUREL", "AVE", "")),
        ("12 County Rd 7", ("12", "", "", "COUNTY ROAD 7", "", "")),
        ("12 County Road N", ("12", "", "", "COUNTY ROAD N", "", "")),
        ("12 CR 7 N", ("12", "", "N", "COUNTY ROAD 7", "", "")),
        ("Rd 7", ("", "", "", "RD 7", "", "")),
        ("12 N CR 07 Apt 3", ("12", "", "N", "COUNTY ROAD 7", "", "3")),
        ("12 Farm to Market Road 1960", ("12", "", "", "MARKET ROAD 1960", "", "")),
        ("12 FM 1960", ("12", "", "", "MARKET ROAD 1960", "", "")),
        ("12 Township Rd A", ("12", "", "", "TOWNSHIP ROAD A", "", "")),
        ("4/1234 Laurel Ave, Oxnard", ("1234", "", "", "LAUREL", "AVE", "4")),
        ("1234/1236 Laurel Ave", ("1234", "", "", "1236 LAUREL", "AVE", "")),
        ("I234 Laurel Ave", ("1234", "", "", "LAUREL", "AVE", "")),
        ("1O4 Laurel Ave", ("104", "", "", "LAUREL", "AVE", "")),
        ("12B Laurel Ave", ("12", "B", "", "LAUREL", "AVE", "")),
        ("Lois Ave", ("", "", "", "LOIS", "AVE", "")),
        ("RR 4 Box 95 Apt 5", ("95", "", "", "ROUTE 4", "RR", "5")),
        ("R4 Bx #95", ("95", "", "", "ROUTE 4", "", "")),
        ("HC 04, BOX 95", ("95", "", "", "ROUTE 4", "HC", "")),
        ("Rural Route 4 Box 95, Oxnard", ("95", "", "", "ROUTE 4", "RR", "")),
        ("95 H.C. 4", ("95", "", "", "ROUTE 4", "HC", "")),
        ("Rosewood Ave", ("", "", "", "ROSEWOOD", "AVE", "")),
        ("12 R St", ("12", "", "", "R", "ST", "")),
        ("12 St Hwy 74", ("12", "", "", "HIGHWAY 74", "", "")),
        ("12 Laurel La", ("12", "", "", "LAUREL", "LN", "")),
        ("12 Laurel Ave La", ("12", "", "", "LAUREL AVE LA", "", "")),
        ("12 O Brien St", ("12", "", "", "OBRIEN", "ST", "")),
        ("12 Laurel Canyon Blvd", ("12", "", "", "LAUREL CYN", "BLVD", "")),
        ("12 Sta Clara Ave", ("12", "", "", "SANTA CLARA", "AVE", "")),
        ("", ("", "", "", "", "", "")),
    ],
)
def test_addresses(text, form):
    assert address_form(text)[:6] == form


def test_a_post_box_is_a_street_without_a_number():
    for text in ("PO Box 123", "P.O. Box #123", "Post Office Box 123"):
        form = address_form(text)
        assert (form.number, form.street, form.po_box) == ("", "PO BOX 123", True)


def test_city_and_zip_written_after_the_street():
    form = address_form("9 Elm St, Apt 3, San Marcos, CA 90000-1234")
    assert form == AddressForm("9", "", "", "ELM", "ST", "3", po_box=False, city="SAN MARCOS", zip="90000")
    for text in (
        "9 Elm St San Marcos CA 90000",
        "9 Elm St San Marcos CA",
        "9 Elm St CA 90000",
        "9 Elm St St Paul MN 55000",
        "9 Elm St, San Marcos",
    ):
        assert address_form(text)[:6] == ("9", "", "", "ELM", "ST", "")
    assert address_form("9 15th Ave NE Lake Bluff IL 60000")[:6] == ("9", "", "NE", "15TH", "AVE", "")
    assert address_form("9 Elm St #4B Lake Bluff IL 60000").unit == "4B"
    assert address_form("12, Laurel Ave, Oxnard").city == "OXNARD"


def test_an_address_put_in_order_stays_as_it_is():
    for text in (
        "Apt 4, 12 Laurel Ave, Oxnard, CA 90000",
        "Laurel Ave 12",
        "12, Laurel Ave",
        "12 Laurel Ave",
    ):
        assert in_order(in_order(text)) == in_order(text)


def test_fields_of_their_own_go_before():
    form = address_form("9 Elm St, Apt 3, Oxnard", unit="# 7", city="San José", zip="90001-2222")
    assert (form.unit, form.city, form.zip) == ("7", "SAN JOSE", "90001")


def test_the_number_is_split_off_as_an_engine_splits_it():
    for text in (
        "12 Elm",
        "12-B Elm",
        "1ST ST",
        "12A Elm",
        "12",
        "Elm 12",
        "012 X",
        "12ELM",
        "1234567890 Elm",
    ):
        found = re.match(NUMBER_PATTERN, text)
        assert split_number(text) == (found.groups() if found else ("", text))


def test_the_number_and_the_rest_make_the_address():
    number, rest = split_number("123-C N Elm St Apt 9")
    assert address_form("123-C N Elm St Apt 9")[:7] == (number, *street_form(rest))


@pytest.mark.parametrize(
    ("text", "form"), [("Apt 4-B", "4B"), ("# 04b", "4B"), ("Rear", "REAR"), ("", ""), ("0", "0")]
)
def test_units(text, form):
    assert unit_form(text) == form


@pytest.mark.parametrize(
    ("text", "form"), [("90012", "90012"), ("90012-1234", "90012"), ("9001", ""), ("", "")]
)
def test_zip_codes(text, form):
    assert zip_form(text) == form


def test_a_hostile_address_stops_nothing():
    for text in (
        "12 " + "- " * 5_000,
        "- " * 5_000,
        "APT 4 " * 5_000,
        "12 COUNTY ROAD " * 5_000,
        "1/" * 5_000,
    ):
        assert address_form(text).po_box is False
