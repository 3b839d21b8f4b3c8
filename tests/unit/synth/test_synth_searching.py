from fullcount.synth import Search, searches
from fullcount.terms import Transcript


def of(**fields):
    return searches(Transcript("00001-01", **fields))


def test_three_searches_for_a_whole_line():
    assert of(first="Maria", last="Garcia", address="1234 W Main St Apt 4") == (
        Search("", "", "1234", "MAIN"),
        Search("GARCIA", "", "1234", ""),
        Search("GARCIA", "M", "", ""),
    )


def test_half_a_house_number_is_passed_over():
    assert of(last="Lee", first="Kim", address="12 1/2 North 42nd Ave")[0] == Search("", "", "12", "42ND")


def test_a_street_called_like_a_direction_is_kept():
    assert of(address="12 North")[0].street == "NORT"


def test_nothing_is_searched_for_an_empty_line():
    assert of() == ()


def test_a_box_number_is_no_house():
    assert of(first="A", last="Lee", address="PO BOX 12") == (Search("LEE", "A", "", ""),)
