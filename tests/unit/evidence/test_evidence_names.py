"""Names in normal form, case by case."""

import pytest

from fullcount.evidence import (
    NameForm,
    given_form,
    nickname_pairs,
    nickname_root,
    same_by_nickname,
    sound,
    split_given,
    split_name,
    suffix_form,
    surname_form,
    words,
)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("O'Brien", "OBRIEN"),
        ("O’Brien", "OBRIEN"),
        ("O Brien", "OBRIEN"),
        ("de la Cruz", "DELACRUZ"),
        ("Dela Cruz", "DELACRUZ"),
        ("DELACRUZ", "DELACRUZ"),
        ("Dela Cruz-Smith", "DELACRUZ SMITH"),
        ("Mc Coy", "MCCOY"),
        ("van der Berg", "VANDERBERG"),
        ("Núñez", "NUNEZ"),
        ("Łukasz", "LUKASZ"),
        ("Weiß", "WEISS"),
        ("Ortega y Gasset", "ORTEGA GASSET"),
        ("Taylor Jr.", "TAYLOR"),
        ("Ortiz PhD", "ORTIZ"),
        ("Do", "DO"),
        ("Van", "VAN"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_surnames(text, form):
    assert surname_form(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Mary Ann", "MARY ANN"),
        ("Jean-Luc", "JEAN LUC"),
        ("La Toya", "LATOYA"),
        ("Dr. Ada", "ADA"),
        ("Dr.", ""),
        ("John Jr", "JOHN"),
        ("José", "JOSE"),
    ],
)
def test_given_names(text, form):
    assert given_form(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Ada Lovelace", ("ADA", "", "LOVELACE", "")),
        ("Lovelace, Ada M", ("ADA", "M", "LOVELACE", "")),
        ("Lovelace, Ada M, Jr.", ("ADA", "M", "LOVELACE", "JR")),
        ("Lovelace Jr., Ada", ("ADA", "", "LOVELACE", "JR")),
        ("Ada Lovelace III", ("ADA", "", "LOVELACE", "III")),
        ("Ada Lovelace, MD", ("ADA", "", "LOVELACE", "")),
        ("Dr. Mary Ann de la Cruz-Smith", ("MARY", "ANN", "DELACRUZ SMITH", "")),
        ("Juan de la Cruz", ("JUAN", "", "DELACRUZ", "")),
        ("Anh Do", ("ANH", "", "DO", "")),
        ("Van Nguyen", ("VAN", "", "NGUYEN", "")),
        ("Lovelace", ("", "", "LOVELACE", "")),
        ("", ("", "", "", "")),
        (" , ", ("", "", "", "")),
    ],
)
def test_a_name_in_one_field(text, form):
    assert split_name(text) == NameForm(*form)


def test_a_name_in_several_fields():
    assert split_given("Mary Ann", "Q", "Dela Cruz", "Sr.") == NameForm("MARY", "ANN Q", "DELACRUZ", "SR")


@pytest.mark.parametrize(
    "fields", [("John", "", "Oak", "III"), ("John", "", "Oak III", ""), ("John III", "", "Oak", "")]
)
def test_a_suffix_is_taken_from_where_it_was_written(fields):
    assert split_given(*fields) == NameForm("JOHN", "", "OAK", "III")


def test_a_title_alone_in_the_field_of_given_names_gives_way_to_the_surname_field():
    assert split_given("Dr.", "", "Gina Burnett") == NameForm("GINA", "", "BURNETT", "")


def test_suffixes():
    assert [suffix_form(text) for text in ("Jr.", "junior", "2nd", "V", "MD", "")] == [
        "JR",
        "JR",
        "II",
        "V",
        "",
        "",
    ]


def test_nicknames_know_their_formal_name():
    assert nickname_root("BILL")[0] == nickname_root("WILLIAM")[0] == "WILLIAM"
    assert nickname_root("PEPE")[0] == "JOSE"
    assert nickname_root("ZOLTAN") == ("ZOLTAN",)
    assert ("BOB", "ROBERT") in nickname_pairs()


def test_two_formal_names_of_one_nickname_are_not_the_same():
    assert same_by_nickname("BILL", "WILLIAM")
    assert same_by_nickname("BILLY", "BILL")
    assert not same_by_nickname("ROBERT", "WILLIAM")
    assert not same_by_nickname("JOSE", "JOSE")


def test_spellings_read_alike_sound_alike():
    assert sound("SMITH") == sound("SMYTH")
    assert sound("GARCIA LOPEZ") == sound("GARSIA")
    assert sound("") == ""
    assert sound("123") == "123"


def test_words_are_upper_case_ascii():
    assert words("  São   Paulo—West ") == "SAO PAULO WEST"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("8obbie 5mith", NameForm("BOBBIE", "", "SMITH", "")),
        ("Rnary Ernst", NameForm("MARY", "", "ERNST", "")),
        ("J0HN SM1TH 3rd", NameForm("JOHN", "", "SMITH", "III")),
        ("John 7", NameForm("JOHN", "", "7", "")),
    ],
)
def test_digits_among_letters_are_letters_misread(text, form):
    assert split_name(text) == form
