"""Levels of agreement between two names and two addresses."""

import pytest

from fullcount.evidence import (
    AddressLevel,
    NameLevel,
    address_agreement,
    address_form,
    address_sentence,
    name_agreement,
    name_sentence,
    split_name,
)


@pytest.mark.parametrize(
    ("a", "b", "first", "last", "swapped"),
    [
        ("Ada Oak", "Oak, Ada", "SAME", "SAME", False),
        ("Bill Oak", "William Oak", "NICKNAME", "SAME", False),
        ("A Oak", "Ada Oak", "INITIAL", "SAME", False),
        ("Maryann Oak", "Mary Ann Oak", "JOINED", "SAME", False),
        ("Ann Oak", "Mary Ann Oak", "MIDDLE", "SAME", False),
        ("Robbert Oak", "Robert Oak", "ONE_LETTER", "SAME", False),
        ("Ada Smith", "Ada Smyth", "SAME", "ONE_LETTER", False),
        ("Ada Garcia", "Ada Lopez-Garcia", "SAME", "PART", False),
        ("Ada Garcia Lopez", "Ada Garcia", "SAME", "PART", False),
        ("Ada Rodrigez", "Ada Rodriguezz", "SAME", "NEAR", False),
        ("Ada Wright", "Ada Rite", "SAME", "SOUND", False),
        ("Ada Oak", "Ada", "MISSING", "DIFFERENT", False),
        ("Oak Ada", "Ada Oak", "SAME", "SAME", True),
        ("Ada Oak", "Bruno Oak", "DIFFERENT", "SAME", False),
        ("Ada Oak", "Ada Birch", "SAME", "DIFFERENT", False),
    ],
)
def test_names(a, b, first, last, swapped):
    found = name_agreement(split_name(a), split_name(b))
    assert (found.first.name, found.last.name, found.swapped) == (first, last, swapped)


def test_father_and_son_differ_in_the_suffix():
    assert name_agreement(split_name("Ada Oak Jr"), split_name("Ada Oak Sr")).suffix_differs
    assert not name_agreement(split_name("Ada Oak Jr"), split_name("Ada Oak")).suffix_differs


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("9 Elm St", "9 ELM STREET", "SAME"),
        ("9 Elm St Apt 1", "9 Elm St", "SAME_NO_UNIT"),
        ("9 Elm St Apt 1", "9 Elm St Apt 2", "SAME_OTHER_UNIT"),
        ("9 N Elm St", "9 S Elm St", "SAME_OTHER_DIRECTION"),
        ("9 Elm St", "9 Elm Ave", "SAME_OTHER_DIRECTION"),
        ("9 Elm", "9 Elm Ave", "SAME"),
        ("123 Sycamore St", "123 Sycamor St", "STREET_NEAR"),
        ("123 Elm St", "132 Elm St", "NUMBER_NEAR"),
        ("123 Elm St", "987 Elm St", "SAME_STREET"),
        ("123 Elm St", "123 Oak St", "DIFFERENT"),
        ("123 Elm St", "", "MISSING"),
        ("PO Box 12", "PO Box 13", "DIFFERENT"),
    ],
)
def test_addresses(a, b, level):
    assert address_agreement(address_form(a), address_form(b)).name == level


def test_every_level_has_a_sentence():
    assert len({name_sentence("surname", level) for level in NameLevel}) == len(NameLevel)
    assert len({address_sentence(level) for level in AddressLevel}) == len(AddressLevel)
    assert name_sentence("surname", NameLevel.ONE_LETTER) == "surname differs in one letter"


def test_a_sentence_says_all_that_matters():
    said = name_agreement(split_name("Oak Ada Jr"), split_name("Ada Oak Sr")).sentence
    assert said.startswith("given name and surname exchanged")
    assert said.endswith("suffix (Jr, Sr, III) differs")
