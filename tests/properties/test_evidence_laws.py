"""Laws of the normal forms."""

from hypothesis import given
from hypothesis import strategies as st

from fullcount.evidence import (
    address_agreement,
    address_form,
    given_form,
    letters,
    name_agreement,
    same_by_nickname,
    split_given,
    split_name,
    split_number,
    street_form,
    streets,
    surname_form,
    words,
)
from fullcount.evidence.addresses import in_order

LETTERS = st.sampled_from("abcdeñöÉ' -.,")
NAMES = st.text(LETTERS, max_size=18) | st.sampled_from(
    ["de la Cruz", "Mc Coy", "Dr. Ada", "O'Hara Jr", "Bill"]
)
STREETS = st.lists(
    st.sampled_from(
        ["12", "1/2", "N", "Elm", "St", "First", "Ave", "26", "Apt", "#", "4b", ",", "Hwy", "-", "PO", "Box"]
    ),
    max_size=8,
).map(" ".join)
SPELLED = STREETS | st.text(max_size=20)


@given(st.text(max_size=30))
def test_words_are_made_once(text):
    assert words(words(text)) == words(text)
    assert words(text).isascii()


@given(NAMES)
def test_case_does_not_change_a_name(text):
    assert surname_form(text.upper()) == surname_form(text)
    assert given_form(text.upper()) == given_form(text)


@given(st.text(max_size=30))
def test_every_text_is_a_name_and_an_address(text):
    assert all(part == words(part) for part in split_name(text))
    assert address_form(text).street.isascii()


@given(SPELLED)
def test_an_address_is_its_number_and_its_rest(text):
    number, rest = split_number(in_order(text))
    assert address_form(text)[:7] == (number, *street_form(rest))


@given(SPELLED)
def test_an_address_agrees_with_itself(text):
    form = address_form(text)
    assert address_agreement(form, form).name in {"SAME", "MISSING"}


@given(NAMES, NAMES)
def test_a_name_agrees_with_itself_in_any_order_of_writing(first, last):
    straight = split_given(first, "", last)
    found = name_agreement(straight, straight)
    assert found.first.name in {"SAME", "MISSING"}
    assert found.last.name in {"SAME", "MISSING"}
    assert not found.swapped


@given(NAMES, NAMES)
def test_agreement_is_mutual(a, b):
    one, two = split_name(a), split_name(b)
    there, back = name_agreement(one, two), name_agreement(two, one)
    assert (there.first, there.last, there.swapped) == (back.first, back.last, back.swapped)


@given(
    st.sampled_from(["BILL", "WILLIAM", "BOB", "JOSE", "PEPE", "ANN", "X"]),
    st.sampled_from(["WILLIAM", "BILLY", "JOSE"]),
)
def test_nicknames_are_mutual(a, b):
    assert same_by_nickname(a, b) == same_by_nickname(b, a)


@given(st.sampled_from(["QQOAKWORTH", "QQBIRCHER"]), st.sampled_from(["QQADA", "QQBRUNO"]))
def test_no_sentence_names_a_name(last, first):
    said = name_agreement(split_given(first, "", last), split_given(first, "", "QQBIRCHER")).sentence
    assert "QQ" not in said.upper()


@given(st.text(st.sampled_from("aBz 09\t-'#/ßé"), max_size=12))
def test_plain_words_taken_as_they_are_come_out_the_same(text: str) -> None:
    assert letters.words(text) == letters.words(f"{text}.")  # a sign that goes, past the short cut


PLAIN = st.tuples(
    st.sampled_from(["", "N ", "E ", "NORTH "]),
    st.sampled_from(["MAPLE", "BOXWOOD", "POBY", "PARK", "FIRST", "SAN PEDRO", "LAKE", "ST JOHN"]),
    st.sampled_from(["ST", "AVENUE", "BLVD", "CT", "HWY"]),
).map(lambda parts: f" {parts[0]}{parts[1]} {parts[2]}")


@given(PLAIN)
def test_a_plain_address_read_in_one_match_is_read_the_same(rest: str) -> None:
    quick = streets._plain(rest)
    assert quick is None or quick == streets._read(rest)


TELLING = st.sampled_from(
    [
        "COUNTY",
        "ROAD",
        "RD",
        "CR",
        "FM",
        "N",
        "W",
        "NW",
        "AVE",
        "AVENUE",
        "ST",
        "LA",
        "DE",
        "O",
        "R",
        "HC",
        "BOX",
        "BX",
        "APT",
        "#",
        "UNIT",
        "4",
        "07",
        "12B",
        "1/2",
        "/",
        ",",
        "-",
        "HWY",
        "STATE",
        "CA",
        "NE",
        "LOS",
        "ANGELES",
        "90012",
        "REAR",
        "15TH",
        "FIRST",
        "TWENTY",
        "MAIN",
        "ELM",
        "PO",
    ]
)


@given(st.lists(TELLING, max_size=7))
def test_any_order_of_telling_words_is_read(parts: list[str]) -> None:
    """Nothing that may be written stops a linking, and what is in order stays so."""
    text = " ".join(parts)
    form = address_form(text)
    assert form.number == "" or form.number.isdigit()
    assert in_order(in_order(text)) == in_order(text)
