from datetime import date

import pytest

from fullcount import synth
from fullcount.terms import BadInput, NotFound

LOS_ANGELES = synth.scenario("los-angeles-2022")


def test_los_angeles_is_the_published_composition():
    other = (
        "incomplete_address", "po_box_or_mailing_address", "no_residence_address", "illegible",
        "no_printed_name", "registered_late", "withdrawn",
    )  # fmt: skip
    lines = LOS_ANGELES.composition(1)
    assert sum(lines.pop(name) for name in other) == 9_331
    assert lines == {
        "valid": 520_050, "not_registered": 88_464, "duplicate": 43_593, "different_address": 32_187,
        "mismatch_signature": 9_490, "canceled": 7_344, "out_of_county": 5_374,
    }  # fmt: skip
    assert LOS_ANGELES.signed() == 715_833
    assert LOS_ANGELES.registered() == 5_668_569
    assert LOS_ANGELES.required() == 566_857
    assert LOS_ANGELES.filed == date(2022, 7, 6)


@pytest.mark.parametrize("scale", [1, 0.5, 0.1, 0.03, 0.001])
def test_lines_add_up_at_every_scale(scale):
    assert sum(LOS_ANGELES.composition(scale).values()) == LOS_ANGELES.signed(scale)


def test_a_tenth_is_a_tenth():
    assert LOS_ANGELES.signed(0.1) == 71_583
    assert LOS_ANGELES.registered(0.1) == 566_857
    assert LOS_ANGELES.required(0.1) == 56_686


@pytest.mark.parametrize("scale", [0, -0.5, 1.5])
def test_a_scale_is_above_0_and_at_most_1(scale):
    with pytest.raises(BadInput):
        LOS_ANGELES.signed(scale)


def test_an_unknown_scenario_names_the_known_ones():
    with pytest.raises(NotFound, match=r"los-angeles-2022, .*tiny"):
        synth.scenario("atlantis")


def test_equal_remainders_go_to_the_first_stated():
    assert synth.largest_remainder({"a": 1, "b": 1, "c": 1}, 2) == {"a": 1, "b": 1, "c": 0}


def test_every_slip_of_the_scenarios_has_a_rate_between_0_and_1():
    for name in synth.scenario_ids():
        rates = synth.scenario(name).settings["errors"]
        assert all(0 <= rate <= 1 for rate in rates.values())
