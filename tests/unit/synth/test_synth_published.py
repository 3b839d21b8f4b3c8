"""The second error model: written from published tables, by hand, section and household."""

import itertools
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcount import synth
from fullcount.synth.chance import clumped
from fullcount.synth.published import letters, tables

NAMES = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=12)


@pytest.fixture(scope="module")
def city(tmp_path_factory, rows):
    made = synth.make(synth.scenario("published-errors"), 0.002, 5, tmp_path_factory.mktemp("city"))
    return made, rows(made.transcripts), rows(made.truth / "truth.csv"), rows(made.roll)


@pytest.fixture(scope="module")
def country(tmp_path_factory, rows):
    made = synth.make(synth.scenario("rural-2024"), 0.1, 5, tmp_path_factory.mktemp("country"))
    return made, rows(made.transcripts), rows(made.truth / "truth.csv"), rows(made.roll)


@given(NAMES, st.integers(0, 2**32))
def test_a_slip_changes_the_length_by_one_at_most(name, seed):
    slipped = letters.slip(name, tables.TYPING, np.random.default_rng(seed))
    assert abs(len(slipped) - len(name)) <= 1


@given(st.text(alphabet="0123456789", min_size=1, max_size=6), st.integers(0, 2**32))
def test_an_error_in_a_number_leaves_a_number(number, seed):
    wrong = letters.misnumber(number, np.random.default_rng(seed))
    assert wrong
    assert abs(len(wrong) - len(number)) <= 1


@given(NAMES, st.integers(0, 2**32))
def test_what_is_misread_looks_like_what_was_written(name, seed):
    read = letters.misread(name, np.random.default_rng(seed))
    alike = set(tables.READ_ALIKE) | {pair[::-1] for pair in tables.READ_ALIKE}
    assert read == name or any(read == name.replace(old, new, 1) or new in read for old, new in alike)


def test_the_first_letters_go_wrong_as_seldom_as_published():
    rng = np.random.default_rng(1)
    places = Counter(letters.place(9, rng) for _ in range(20_000))
    shares = [places[at] / 20_000 for at in range(3)]
    assert shares == pytest.approx(tables.FIRST_PLACES, abs=0.01)


def test_kinds_of_slips_come_in_the_published_proportion():
    rng = np.random.default_rng(1)
    kinds = Counter(letters.choose(tables.TYPING, rng) for _ in range(20_000))
    total = sum(tables.TYPING.values())
    assert all(
        kinds[kind] / 20_000 == pytest.approx(share / total, abs=0.02)
        for kind, share in tables.TYPING.items()
    )


def test_every_letter_typed_for_another_is_another():
    for meant, typed in tables.TYPED_FOR.items():
        assert all(pair[0] != meant and int(pair[1:]) > 0 for pair in typed.split())


def test_the_composition_is_the_stated_one(city):
    made, _, truth, _ = city
    found = Counter(row["reason"] or row["outcome"] for row in truth)
    assert dict(found) == {name: count for name, count in made.composition.items() if count}


def test_the_voters_named_are_on_the_roll(city):
    _, _, truth, roll = city
    assert {row["voter_id"] for row in truth} - {""} <= {row["voter_id"] for row in roll}


def test_errors_come_by_line(city):
    """Lines with a letter wrong in the first name have one in the surname more often than others do."""
    _, _, truth, _ = city
    wrong = [
        {field: any(slip.endswith(f"_{field}") for slip in row["how"].split()) for field in ("first", "last")}
        for row in truth
    ]
    bad = [line["last"] for line in wrong if line["first"]]
    good = [line["last"] for line in wrong if not line["first"]]
    assert sum(bad) / len(bad) > 1.3 * sum(good) / len(good)


def test_housemates_sign_one_below_the_other(city):
    _, _, truth, roll = city
    home = {row["voter_id"]: (row["residence_address"], row["unit"], row["zip"]) for row in roll}
    homes = [home.get(row["voter_id"], row["line"]) for row in truth]
    beside = sum(one == other for one, other in itertools.pairwise(homes))
    assert beside > len(homes) / 50


def test_forged_lines_come_in_runs(city):
    _, _, truth, _ = city
    forged = [row["reason"] == "mismatch_signature" for row in truth]
    beside = sum(one and other for one, other in itertools.pairwise(forged))
    assert beside > sum(forged) / 3


def test_the_rural_county_has_grids_and_boxes(country):
    _, lines, _, roll = country
    streets = [row["residence_address"] for row in roll]
    assert any(street.startswith("RR ") and " BOX " in street for street in streets)
    assert any(street.split()[1:2] == ["W"] and street.split()[2].isdigit() for street in streets)
    assert any(re.match(r"(R|RR|HC) ?\d+ (BOX|BX) ", row["address"].upper()) for row in lines)


def test_the_same_seed_writes_the_same_lines(city, tmp_path):
    made = city[0]
    again = synth.make(made.scenario, made.scale, made.seed, tmp_path)
    assert again.transcripts.read_bytes() == made.transcripts.read_bytes()
    assert (again.truth / "truth.csv").read_bytes() == (made.truth / "truth.csv").read_bytes()


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.floats(0, 1), st.integers(0, 2**32))
def test_a_clumped_order_is_an_order(groups, share, seed):
    order = clumped(np.random.default_rng(seed), np.array(groups), share)
    assert sorted(order.tolist()) == list(range(len(groups)))


def test_all_groups_together_stand_together():
    groups = np.array([3, 1, 3, 2, 1, 3])
    order = groups[clumped(np.random.default_rng(0), groups, 1.0)].tolist()
    assert sum(one != other for one, other in itertools.pairwise(order)) == 2
