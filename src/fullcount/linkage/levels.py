"""How a line and a voter's record agree: for each comparison, the level of every pair.

What a level is worth stands in weights.toml; its order there gives the level its number. Each function
takes many pairs and gives one number a pair; of several levels that fit, the first tried counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from fullcount.linkage.arrays import Bytes, Flags, Ints, Longs, Pairs, Side
from fullcount.linkage.days import born_levels
from fullcount.linkage.misplaced import exchanged, exchanged_halves, exchanged_in_part, set_middle_names
from fullcount.linkage.texts import (
    HEAD,
    Likeness,
    Texts,
    are_alike,
    distinct,
    likeness,
    share_a_word,
    similarity,
    slips_between,
)
from fullcount.linkage.weights import Weights

AT_THE_HOUSE: Final = ("door", "house", "no unit", "other unit")
STREET_MISREAD: Final = ("street misread", "street resembles", "both misread")
MISREAD: Final = (*STREET_MISREAD, "number misread", "no street")
HERE: Final = ("unknown", *AT_THE_HOUSE, *MISREAD)
POOR: Final = ("near", "garbled", "different")
OTHER: Final = ("different", "surname first")  # first names of somebody else, or changed
_BADLY_READ: Final = {
    "first": ("similar", "near", "garbled", "exchanged near"),
    "last": ("similar", "sound", "near", "garbled"),
    "address": (*STREET_MISREAD, "number misread", "number and zip", "zip, no such street", "no such street"),
}

_SHORT: Final = 4  # letters; in so short a name one slip leaves little alike
_LONG: Final = 5  # letters; two slips leave a name so long recognisable
_SELDOM: Final = 0.05  # where fewer records than this hold a middle name, none on a record says nothing
_SMALL_NUMBER: Final = 10  # house numbers below are too near each other for a slip to tell


class Dictionary(NamedTuple):
    """What the numbers of names and of the words of addresses stand for; nicks: pairs a << 32 | b."""

    names: Texts
    places: Texts
    nicks: Longs


def name_levels(pairs: Pairs, known: Dictionary, weights: Weights) -> tuple[Bytes, Bytes]:
    """The levels of first and last name."""
    line, voter = pairs.line, pairs.voter
    first = _by_text(line["first"], voter["first"], known, weights, "first")
    last = _by_text(line["last"], voter["last"], known, weights, "last")
    weak_first, weak_last = poor(first, "first", weights), poor(last, "last", weights)
    crossed, nearly = exchanged(pairs, known.names, weak_first & weak_last)
    crossed |= exchanged_in_part(pairs, known.names, weak_first)
    middle = weak_first & (line["first"] == voter["middle"]) & (known.names.length[line["first"]] > 1)
    set_middle_names(first, pairs, known.names, weights)
    first[middle] = weights.code("first", "middle")
    first[crossed], last[crossed] = weights.code("first", "exchanged"), weights.code("last", "exchanged")
    first[nearly] = weights.code("first", "exchanged near")
    halves = exchanged_halves(pairs, known.names, weak_first & weak_last & ~crossed)
    for rows, one, other in zip(
        halves, ("exchanged", "surname first"), ("different", "exchanged"), strict=True
    ):
        first[rows], last[rows] = weights.code("first", one), weights.code("last", other)
    return first, last


def worth_weighing(pairs: Pairs, first: Bytes, last: Bytes, weights: Weights) -> Flags:
    """Pairs with a name that agrees well while the other is not plainly another.

    At the same house one agreeing name is enough: housemates are shown, and people change their surname.
    The same date of birth, which few share, is enough: it was found with something else that agrees.
    """
    line, voter = pairs.line, pairs.voter
    street = (line["street"] == voter["street"]) & (line["street"] > 0)
    corner = (
        (line["number"] == voter["number"])
        & (line["number"] > 0)
        & (line["zip"] == voter["zip"])
        & (line["zip"] > 0)
    )
    near = street | corner
    day = (line["born"] == voter["born"]) & (line["born"] > 0)
    good_first, good_last = ~poor(first, "first", weights), ~poor(last, "last", weights)
    sure_first = among(first, "first", ("same", "nickname", "similar", "unknown"), weights)
    other_first = among(first, "first", OTHER, weights)
    other_last = last == weights.code("last", "different")
    kept: Flags = (
        (good_first & good_last)
        | (good_first & (~other_last | (near & sure_first)))
        | (good_last & (~other_first | near))
        | day
    )
    return kept


def other_levels(
    pairs: Pairs, known: Dictionary, weights: Weights, middle_held: float = 0.0
) -> dict[str, Bytes]:
    """The levels of all comparisons but the names. middle_held: share of records that hold a middle name."""
    address = _address(pairs, known.places, weights)
    return {
        "middle": _middle(pairs, known.names, weights, middle_held),
        "suffix": _suffix(pairs, weights),
        "address": address,
        "area": _area(pairs, among(address, "address", STREET_MISREAD, weights), weights),
        "way": _way(pairs, weights),
        "born": born_levels(pairs.line["born"], pairs.voter["born"], weights),
        "time": np.full(len(pairs), weights.code("time", "now"), dtype=np.uint8),
    }


def among(levels: Bytes, comparison: str, names: Sequence[str], weights: Weights) -> Flags:
    """Which of the levels are one of those named."""
    wanted = np.zeros(len(weights.levels[comparison]), dtype=np.bool_)
    wanted[[weights.code(comparison, name) for name in names]] = True
    return wanted[levels]


def poor(levels: Bytes, comparison: str, weights: Weights) -> Flags:
    """Which names agree poorly or not at all."""
    return among(levels, comparison, POOR, weights)


def badly_read(levels: Mapping[str, Bytes], weights: Weights) -> Ints:
    """Of first name, last name and address, how many agree only as what was misread does."""
    parts = [among(levels[part], part, names, weights) for part, names in _BADLY_READ.items()]
    count: Ints = np.sum(parts, axis=0, dtype=np.int32)
    return count


def _choose(cases: Sequence[tuple[Flags, str]], other: str, comparison: str, weights: Weights) -> Bytes:
    codes = [np.uint8(weights.code(comparison, level)) for _, level in cases]
    return np.select([test for test, _ in cases], codes, np.uint8(weights.code(comparison, other)))


def _by_text(a: Ints, b: Ints, known: Dictionary, weights: Weights, comparison: str) -> Bytes:
    unknown, same = (a == 0) | (b == 0), a == b
    levels = _choose([(unknown, "unknown"), (same, "same")], "different", comparison, weights)
    if comparison == "first":  # a letter that equals a letter is no name that equals a name
        levels[same & (known.names.length[a] == 1)] = weights.code("first", "initial")
    open_ = np.flatnonzero(~(unknown | same))
    each = distinct(a[open_], b[open_])
    spelled = _first if comparison == "first" else _last
    levels[open_] = spelled(each.a, each.b, known, weights)[each.where]
    return levels


def _first(a: Ints, b: Ints, known: Dictionary, weights: Weights) -> Bytes:
    names, like = known.names, likeness(known.names, a, b)
    least = np.minimum(names.length[a], names.length[b])
    one_letter = names.letter[a] == names.letter[b]
    begins = (names.head[a] == names.head[b]) & (least >= HEAD)
    begins[begins] = [
        one.startswith(other) or other.startswith(one)
        for one, other in zip(names.text[a[begins]], names.text[b[begins]], strict=True)
    ]
    slip = (like.slips <= 1) & ((like.score >= 0.7) | (names.length[a] <= _SHORT))  # noqa: PLR2004
    few = (like.slips <= 2) & (least >= _LONG)  # noqa: PLR2004
    cases = [
        ((least == 1) & one_letter, "initial"),
        (np.isin((a.astype(np.int64) << 32) | b, known.nicks), "nickname"),
        (begins, "part"),
        ((like.score >= 0.92) | slip, "similar"),  # noqa: PLR2004
        ((like.score >= 0.8) | few, "near"),  # noqa: PLR2004
        (_no_name(names, a, "n_first") & _some_letters(like, one_letter), "garbled"),
    ]
    return _choose(cases, "different", "first", weights)


def _last(a: Ints, b: Ints, known: Dictionary, weights: Weights) -> Bytes:
    names, like = known.names, likeness(known.names, a, b)
    least = np.minimum(names.length[a], names.length[b])
    one_letter = names.letter[a] == names.letter[b]
    shared = names.spaced[a] | names.spaced[b]
    shared[shared] = share_a_word(names.text[a[shared]], names.text[b[shared]])
    slip = (like.slips <= 1) & ((like.score >= 0.7) | (names.length[a] <= _SHORT))  # noqa: PLR2004
    few = (like.slips <= 2) & (least >= _LONG)  # noqa: PLR2004
    sounds: Flags = np.zeros(len(a), dtype=np.bool_)
    if names.sound is not None:
        sounds = (names.sound[a] == names.sound[b]) & (names.sound[a] > 0)
    cases = [
        (shared, "part"),
        ((like.score >= 0.93) | slip, "similar"),  # noqa: PLR2004
        ((like.score >= 0.7) & sounds, "sound"),  # noqa: PLR2004
        ((like.score >= 0.84) | few, "near"),  # noqa: PLR2004
        (_some_letters(like, one_letter) & one_letter, "garbled"),
    ]
    return _choose(cases, "different", "last", weights)


def _no_name(names: Texts, read: Ints, count: str) -> Flags:
    """What the line reads is no voter's name, nor an initial: it was misread, or it is very rare."""
    nobody: Flags = (names.counts[count][read] == 0) & (names.length[read] > 1)
    return nobody


def _some_letters(like: Likeness, one_letter: Flags) -> Flags:
    """Some letters agree, as they do where a bad hand was read: more of them where the first does not."""
    some: Flags = (like.score >= 0.7) | (one_letter & (like.score >= 0.6))  # noqa: PLR2004
    return some


def _middle(pairs: Pairs, names: Texts, weights: Weights, held: float) -> Bytes:
    a, b = pairs.line["middle"], pairs.voter["middle"]
    long_a, long_b = names.length[a] > 1, names.length[b] > 1
    same = long_a & (a == b)
    differ = np.flatnonzero(long_a & long_b & ~same)
    same[differ] = are_alike(names, a[differ], b[differ], 0.9)
    initial = ~(long_a & long_b) & (names.letter[a] == names.letter[b])
    lacking = (a > 0) & (b == 0) & (held >= _SELDOM)
    cases = [
        (lacking, "roll has none"),
        ((a == 0) | (b == 0), "unknown"),
        (same, "same"),
        (initial, "initial"),
    ]
    return _choose(cases, "different", "middle", weights)


def _suffix(pairs: Pairs, weights: Weights) -> Bytes:
    a, b = pairs.line["suffix"], pairs.voter["suffix"]
    cases = [((a == 0) & (b == 0), "unknown"), (a == b, "same"), ((a == 0) | (b == 0), "one side")]
    return _choose(cases, "different", "suffix", weights)


def _address(pairs: Pairs, places: Texts, weights: Weights) -> Bytes:
    line, voter = pairs.line, pairs.voter
    unknown = (line["street"] == 0) | (voter["street"] == 0)
    number = (line["number"] == voter["number"]) & (line["number"] > 0)
    street = (line["street"] == voter["street"]) & ~unknown
    zip_ = (line["zip"] == voter["zip"]) & (line["zip"] > 0)
    unit = line["unit"] == voter["unit"]
    no_other_zip = zip_ | (line["zip"] == 0) | (voter["zip"] == 0)
    one_letter = places.letter[line["street"]] == places.letter[voter["street"]]
    house = number & street
    near_number = _near_numbers(pairs, street | (one_letter & no_other_zip & ~unknown))
    alike, resembles = _streets(pairs, places, ~unknown & ~street & (number | near_number))
    lost = _no_such_street(pairs, places)
    cases = [
        (unknown & number & zip_, "no street"),
        (unknown, "unknown"),
        (house & unit & (line["unit"] > 0), "door"),
        (house & unit, "house"),
        (house & ((line["unit"] == 0) | (voter["unit"] == 0)), "no unit"),
        (house, "other unit"),
        (number & alike, "street misread"),
        (number & resembles & no_other_zip & one_letter, "street resembles"),
        (street & near_number, "number misread"),
        (near_number & alike, "both misread"),
        (number & zip_, "number and zip"),
        (street, "street"),
        (zip_ & lost, "zip, no such street"),
        (no_other_zip & lost, "no such street"),
        (zip_, "zip"),
    ]
    return _choose(cases, "elsewhere", "address", weights)


def _no_such_street(pairs: Pairs, places: Texts) -> Flags:
    """No voter lives on a street spelled like the line's: it was probably misread beyond recognition."""
    street = pairs.line["street"]
    nobody: Flags = (street > 0) & (places.counts["n_street"][street] == 0)
    return nobody


def _near_numbers(pairs: Pairs, where: Flags) -> Flags:
    """House numbers one digit apart, or with two exchanged."""
    a, b = pairs.line["number"], pairs.voter["number"]
    near: Flags = where & (a != b) & (np.minimum(a, b) >= _SMALL_NUMBER)
    each = distinct(a[near], b[near])
    slips = slips_between(list(map(str, each.a.tolist())), list(map(str, each.b.tolist())))
    near[near] = (slips <= 1)[each.where]
    return near


def _streets(pairs: Pairs, places: Texts, where: Flags) -> tuple[Flags, Flags]:
    """Streets spelled nearly the same, and streets that resemble each other.

    A direction or a type read as part of the name, or left out, changes the parts but hardly the whole.
    """
    rows = np.flatnonzero(where)
    some = pairs.at(rows)
    each = distinct(some.line["street"], some.voter["street"])
    like = likeness(places, each.a, each.b)
    least = np.minimum(places.length[each.a], places.length[each.b])
    near = ((like.score >= 0.9) | ((least >= HEAD) & (like.slips <= 1)))[each.where]  # noqa: PLR2004
    more = np.flatnonzero(~near)
    rest = some.at(more)
    near[more] = np.asarray(similarity(_whole(rest.line, places), _whole(rest.voter, places)) >= 0.92)  # noqa: PLR2004
    alike, resembles = np.zeros_like(where), np.zeros_like(where)
    alike[rows], resembles[rows] = near, (like.score >= 0.65)[each.where]  # noqa: PLR2004
    return alike, resembles


def _whole(side: Side, places: Texts) -> list[str]:
    parts = [places.text[side[name]] for name in ("direction", "street", "kind")]
    return [" ".join(words) for words in zip(*parts, strict=True)]


def _area(pairs: Pairs, misread: Flags, weights: Weights) -> Bytes:
    line, voter = pairs.line, pairs.voter
    zips = (line["zip"] > 0) & (voter["zip"] > 0)
    cities = (line["city"] > 0) & (voter["city"] > 0)
    same = np.where(zips, line["zip"] == voter["zip"], line["city"] == voter["city"])
    cases = [
        (~zips & ~cities, "unknown"),
        (misread & same, "supports"),
        (misread, "contradicts"),
        (same, "same"),
    ]
    return _choose(cases, "different", "area", weights)


def _way(pairs: Pairs, weights: Weights) -> Bytes:
    return _choose(
        [(_agree(pairs, "direction") & _agree(pairs, "kind"), "agrees")], "different", "way", weights
    )


def _agree(pairs: Pairs, name: str) -> Flags:
    a, b = pairs.line[name], pairs.voter[name]
    agree: Flags = (a == b) | (a == 0) | (b == 0)
    return agree
