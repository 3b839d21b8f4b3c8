"""Weights written as a file: what was not changed stands as it stood, what was comes back as it was."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fullcount.linkage import Weights, default_weights, read_weights, write_weights
from fullcount.linkage.weights import PARTS_OF_ALL, SHARES, Level
from fullcount.linkage.weights_text import digest, weights_text

SHIPPED = (files("fullcount.linkage") / "weights.toml").read_text("utf-8")
positive = st.floats(1e-12, 1e6)
share = st.floats(1e-12, 0.9)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def level(draw: st.DrawFn, like: Level) -> Level:
    if draw(st.booleans()):
        return Level(like.level, draw(words))
    row = Level(like.level, draw(words), draw(positive), draw(positive))
    if draw(st.booleans()):
        row = replace(row, times=draw(positive), of=draw(st.sampled_from(sorted(SHARES))))
    return replace(row, besides=draw(st.sampled_from(["", *sorted(SHARES)])))


@st.composite
def any_weights(draw: st.DrawFn) -> Weights:
    own = default_weights()
    return Weights(
        {name: draw(share if name in (*PARTS_OF_ALL, "bad_hand_times") else positive) for name in own.prior},
        {name: draw(positive) for name in own.status},
        {name: tuple(draw(level(row)) for row in rows) for name, rows in own.levels.items()},
    )


@given(any_weights(), st.lists(st.text(st.characters(categories=["L", "N", "Zs"]), max_size=30), max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_back(tmp_path: Path, weights: Weights, head: list[str]) -> None:
    path = tmp_path / "mine.toml"
    write_weights(weights, path, head)
    assert read_weights(path) == weights
    assert [each.name for each in tmp_path.iterdir()] == ["mine.toml"]


def test_the_shipped_weights_are_written_as_the_shipped_file() -> None:
    assert weights_text(default_weights()) == SHIPPED
    assert len(digest(default_weights())) == 64


def test_a_change_is_one_line_and_comments_stay() -> None:
    own = default_weights()
    text = weights_text(replace(own, prior={**own.prior, "on_roll": 0.7123}), ["Learned."])
    old, new = set(SHIPPED.splitlines()), set(text.splitlines())
    assert old - new == {"on_roll = 0.88            # share of lines whose signer has a record on this roll"}
    assert new - old == {
        "# Learned.",
        "on_roll = 0.7123          # share of lines whose signer has a record on this roll",
    }
