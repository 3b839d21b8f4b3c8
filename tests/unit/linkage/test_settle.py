"""Probabilities and readings of lines: room for what no search found, relatives, what was searched."""

from collections.abc import Callable

import numpy as np
import pytest

from fullcount.linkage import LinkResult, default_weights
from fullcount.linkage.levels import Dictionary
from fullcount.linkage.settle import missed
from fullcount.linkage.texts import Texts
from fullcount.terms import Reading

HEADER = "line,first,middle,last,address,city,zip\n"
NAME = "Zebulon,,Yarrowby"
Linked = Callable[[str], LinkResult]


def _readings(result: LinkResult) -> dict[str, tuple[Reading, float]]:
    return {line: (reading, share) for line, reading, share in result.readings()}


def test_nobody_found_is_not_nobody_registered(linked: Linked) -> None:
    known = "Octavio,,Alder,12 Maple St,,"  # each part is on the roll
    result = linked(f"{HEADER}a,{known}\nb,{NAME},12 Nowhere Ct,,\nc,,,,12 Nowhere Ct,,\n")
    found = _readings(result)
    assert {reading for reading, _ in found.values()} == {Reading.NOBODY}
    shares = [found[line][1] for line in "abc"]
    assert 0.95 < shares[0] < 1
    assert shares == sorted(shares, reverse=True)
    assert shares[2] < 0.7


def test_what_nobody_on_the_roll_has_is_more_often_misread() -> None:
    names = Texts.of(["", "ANNA", "ANNNA"], {name: np.array([0, 9, 0]) for name in ("n_first", "n_last")})
    places = Texts.of(["", "MAPLE"], {"n_street": np.array([0, 4])})
    known = Dictionary(names, places, np.zeros(0, dtype=np.int64))
    lines = {
        "first": np.array([1, 2, 2, 0], dtype=np.int32),
        "last": np.array([1, 1, 2, 0], dtype=np.int32),
        "number": np.array([7, 7, 7, 0], dtype=np.int32),
        "street": np.array([1, 1, 1, 0], dtype=np.int32),
    }
    weights = default_weights()
    clear, one, two, none = missed(lines, weights, known).tolist()
    assert one / clear == pytest.approx(weights.prior["missed_name"], rel=0.01)
    assert clear < one < two < none
    on_roll = weights.prior["on_roll"]
    assert none / 2**20 == pytest.approx(on_roll / (1 - on_roll) * weights.prior["missed_most"], rel=0.01)
    assert missed(lines, weights)[2] == clear  # without the roll's counts only what is not given is unread


def test_what_a_line_was_searched_by_is_what_it_gives(linked: Linked) -> None:
    result = linked(
        f"{HEADER}a,{NAME},12 Nowhere Ct,,\nb,{NAME},,,\nc,,,,,,\n"
        "d,William,James,Thornquist,4821 Maple St,,90001\n"
    )
    assert dict(result.searches()) == {
        "a": "the house; the name at other addresses; name or address misread",
        "b": "the name at other addresses; name or address misread",
        "c": "too little can be read to search by",
    }


def test_an_initial_that_a_relative_may_share_is_less_sure_than_the_name(linked: Linked) -> None:
    result = linked(
        f"{HEADER}a,William,,Thornquist,4821 Maple St,,\nb,W,,Thornquist,4821 Maple St,,\n"
        "c,Ulrich,,Thornquist,4821 Maple St,,\n"
    )
    best = {c.line: c for c in result.candidates() if c.voter_id == "W1"}
    assert best["a"].probability > best["b"].probability > 0.5 > best["c"].probability
    assert _readings(result)["c"][0] is Reading.NOBODY
