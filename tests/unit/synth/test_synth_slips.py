import pytest

from fullcount.synth import slips


@pytest.mark.parametrize(
    ("slip", "before", "after"),
    [
        (slips.digit_transposed, "12", "21"),
        (slips.digit_lookalike, "7", "1"),
        (slips.digit_dropped, "12", "12"),
        (slips.kind_spelled, "AVE", "AVENUE"),
        (slips.direction_spelled, "N", "NORTH"),
        (slips.ordinal_form, "42ND", "42"),
        (slips.ordinal_form, "OAK", "OAK"),
        (slips.street_abbreviated, "CAMINO REAL", "CMO REAL"),
        (slips.city_abbreviated, "SAN ORENO", "S ORENO"),
        (slips.accents, "MUNOZ", "MUÑOZ"),
        (slips.spacing, "DE LA CRUZ", "DELACRUZ"),
        (slips.initial, "MARIA", "M"),
        (slips.lookalike, "FARMER", "FARRNER"),
        (slips.unit_other_form, "# 4", "APT 4"),
        (slips.nickname, "XYLOPHONE", "XYLOPHONE"),
    ],
)
def test_each_slip_by_hand(slip, before, after):
    assert slip(before, 0) == after


def test_first_becomes_a_word_by_odd_chance():
    assert slips.ordinal_form("1ST", 1) == "FIRST"


def test_a_nickname_is_one_of_the_package():
    assert {slips.nickname("ROBERT", chance) for chance in range(50)} >= {"BOB", "ROB"}


def test_every_kind_of_typo_occurs():
    lengths = {len(slips.typo("SMITH", chance)) for chance in range(5_000)}
    assert lengths == {4, 5, 6}


def test_an_illegible_name_keeps_its_length_and_loses_letters():
    text = slips.illegible("WASHINGTON", 12345)
    assert len(text) == 10
    assert "?" in text


def test_another_kind_is_another():
    assert all(slips.kind_wrong("ST", chance) != "ST" for chance in range(20))
