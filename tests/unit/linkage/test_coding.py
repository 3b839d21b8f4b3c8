"""Texts as numbers: whichever way rows are numbered, each has the number of its text."""

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcount.linkage import coding
from fullcount.linkage.coding import Coded, Lexicon, Relation, code, combined

TEXTS = ["", "GARCIA", "GARZA", "ÑANDÚ", "O'BRIEN"]


@pytest.mark.parametrize("many", [0, 50_000])
def test_a_row_has_the_number_of_its_text(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(coding, "MANY", many)
    db = duckdb.connect()
    rows = [TEXTS[n * 7 % 5] for n in range(3000)]
    db.execute(
        "CREATE TABLE t AS SELECT unnest($1::VARCHAR[]) AS name, unnest($2::INTEGER[]) AS n",
        [rows, [*range(3000)]],
    )
    texts, numbers = code(
        db, Relation("t", {"name": "name", "first": "left(name, 1)"}, {"n": "nullif(n, 5)"})
    )
    assert [texts["name"].texts[place] for place in texts["name"].codes] == rows
    assert [texts["first"].texts[place] for place in texts["first"].codes] == [row[:1] for row in rows]
    assert numbers["n"].tolist() == [n if n != 5 else 0 for n in range(3000)]


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=50, unique=True), st.data())
def test_hashes_are_placed_whether_their_upper_bits_tell_them_apart_or_not(hashes: list[int], data) -> None:
    keys = np.sort(np.array(hashes, dtype=np.uint64))
    rows = data.draw(st.lists(st.sampled_from(range(len(keys))), min_size=1, max_size=300))
    rows += range(len(keys))  # every key stands in a row
    assert coding._places(keys, keys[rows]).tolist() == rows


@given(
    st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=50, unique=True), st.integers(1, 9), st.data()
)
def test_hashes_are_placed_alike_in_however_many_ranges(hashes: list[int], step: int, data) -> None:
    keys = np.sort(np.array(hashes, dtype=np.uint64))
    rows = data.draw(st.lists(st.sampled_from(range(len(keys))), min_size=1, max_size=60))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            coding,
            "ranges",
            lambda count: [range(at, min(at + step, count)) for at in range(0, count, step)],
        )
        assert coding._places(keys, keys[rows]).tolist() == rows


def test_a_lexicon_goes_on_from_another() -> None:
    base = Lexicon()
    assert base.numbers(["A", "B", "A", ""]).tolist() == [1, 2, 1, 0]
    more = Lexicon(base=base)
    assert more.numbers(["C", "A", "C", ""]).tolist() == [3, 1, 3, 0]
    assert (more.own, more.text(3), more.text(1), len(more), len(base)) == (["C"], "C", "A", 4, 3)
    assert (more.known("B"), more.known("C"), more.known("D"), base.known("C")) == (2, 3, 0, 0)


def test_two_columns_are_combined_once_for_each_two_texts() -> None:
    asked: list[tuple[str, str]] = []

    def join(one: str, other: str) -> str:
        asked.append((one, other))
        return f"{one} {other}".strip()

    one = Coded(["", "A"], np.array([0, 1, 1, 0, 1], np.int32))
    other = Coded(["", "X", "Y"], np.array([1, 1, 2, 0, 1], np.int32))
    made = combined(one, other, join)
    assert [made.texts[place] for place in made.codes] == ["X", "A X", "A Y", "", "A X"]
    assert sorted(asked) == [("A", "X"), ("A", "Y")]
