"""The table of weights: readable, checked, and read back as it stands."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from fullcount.linkage import default_weights, read_weights
from fullcount.linkage.em import classes_of
from fullcount.linkage.score import hand, ratio
from fullcount.terms import BadInput

TEXT = (files("fullcount.linkage") / "weights.toml").read_text("utf-8")


def test_a_level_weighs_more_for_the_signer_the_rarer_it_is_by_chance() -> None:
    weights = default_weights()
    same = np.full(2, weights.code("first", "same"), dtype=np.uint8)
    shares = {"given": np.array([0.00001, 0.02]), "read first": np.zeros(2)}
    rare, frequent = ratio(weights.levels["first"], same, "first", shares)
    assert rare > 100 * frequent > 1000


def test_a_level_takes_four_bits() -> None:
    assert all(len(levels) <= 16 for levels in default_weights().levels.values())


def test_a_plainly_different_name_speaks_against() -> None:
    weights = default_weights()
    for comparison in ("first", "last"):
        level = weights.levels[comparison][weights.code(comparison, "different")]
        assert level.same is not None
        assert level.same / level.chance < 0.05


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("on_roll = 0.88", "on_roll = maybe", "Not TOML"),
        ("on_roll = 0.88", "on_rolls = 0.88", "must hold on_roll"),
        ("on_roll = 0.88", "on_roll = 1.0", "must be below 1"),
        ("bad_hand_times = 3.0", "bad_hand_times = 20.0", "must be below 1"),
        ("active = 1.0", 'active = "yes"', "positive numbers"),
        ('level = "nickname"', 'level = "petname"', "must hold the levels"),
        ("same = 0.78", "same = 0.0", "give no weight"),
        ("same = 0.78", "sames = 0.78", "unknown key"),
        ('besides = "given"', 'besides = "moon"', "give no weight"),
    ],
)
def test_a_mistake_in_the_table_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in TEXT
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=says) as caught:
        read_weights(path)
    assert caught.value.file == "mine.toml"


def test_an_edited_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace("on_roll = 0.88", "on_roll = 0.70"), encoding="utf-8")
    assert read_weights(path).prior["on_roll"] == 0.70


def test_badly_read_parts_go_together() -> None:
    weights = default_weights()
    none, one, two, three = hand(np.arange(4, dtype=np.int32), weights)
    assert none == pytest.approx(1)
    assert one == pytest.approx(1)  # a part by itself is as often misread as its own level says
    assert 1.1 < two < three < 10


def test_classes_before_looking_are_what_the_table_says() -> None:
    weights = default_weights()
    voter, unknown, relative = classes_of(weights)
    assert voter == pytest.approx(weights.prior["on_roll"])
    assert relative / (unknown + relative) == pytest.approx(weights.prior["relative"])
    assert voter + unknown + relative == pytest.approx(1)
