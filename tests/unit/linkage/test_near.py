"""Names one slip apart are found, and no others, whatever the slip and wherever it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from fullcount.linkage.near import SHORTEST, near_names, neighbourhood

KNOWN = ["GARCIA", "GARZA", "MARTINEZ", "ANDERSON", "ANDERSEN", "LEE", "NGUYEN", "ABAB", "BABA"]


def near(*texts: str, known: list[str] = KNOWN) -> set[tuple[str, str]]:
    hood = neighbourhood(known, np.arange(len(known), dtype=np.int32))
    found = near_names(texts, np.arange(len(texts), dtype=np.int32) + 1000, hood)
    return {(texts[a - 1000], known[b]) for a, b in zip(found.a.tolist(), found.b.tolist(), strict=True)}


@pytest.mark.parametrize(
    "slip", ["GARCA", "GARCCIA", "GARXIA", "GRACIA", "ARCIA", "GARCI", "GARCAI", "XGARCIA"]
)
def test_each_kind_of_slip_is_found(slip: str) -> None:
    assert (slip, "GARCIA") in near(slip)


def test_two_may_be_near() -> None:
    assert near("ANDERSUN") == {("ANDERSUN", "ANDERSON"), ("ANDERSUN", "ANDERSEN")}


def test_short_names_are_left_out() -> None:
    assert near("LEA", "LEES") == set()


def test_nothing_is_near_nothing() -> None:
    assert near() == set()
    assert near("GARCIA", known=[]) == set()


names = st.text(alphabet="ABC", min_size=1, max_size=7)


@given(st.lists(names, min_size=1, max_size=8, unique=True), st.lists(names, max_size=12, unique=True))
def test_near_names_are_those_one_slip_apart(asked: list[str], known: list[str]) -> None:
    found = near(*asked, known=known)
    long = [(a, b) for a in asked for b in known if min(len(a), len(b)) >= SHORTEST]
    assert {(a, b) for a, b in long if OSA.distance(a, b) <= 1} <= found
    # One letter out of each may leave the same text though two letters moved: ABCA, BCAA.
    assert all(OSA.distance(a, b) <= 1 or sorted(a) == sorted(b) or len(a) == len(b) for a, b in found)
