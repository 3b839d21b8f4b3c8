"""A roll in numbers: its voters, what the numbers stand for, and how many voters share a name or a place.

Counted once a roll: nothing that linking says about a line depends on which other lines are linked with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fullcount.evidence.sounds import sound
from fullcount.linkage.arrays import Columns, Ints, Longs, looked_up
from fullcount.linkage.coding import Lexicon
from fullcount.linkage.former import NONE
from fullcount.linkage.near import Neighbourhood, neighbourhood
from fullcount.linkage.nicks import nicks_of
from fullcount.linkage.normal import Lexicons
from fullcount.linkage.texts import Texts

CROWD: Final = 10  # a sound with a name shared by more voters than this is searched within the ZIP only
_BITS: Final = 63  # of a number without its sign

# What weighing reads of a voter, in the order of linkage.npy's rows; 0 is unknown.
VOTER_COLUMNS: Final = (
    *("first", "middle", "last", "suffix", "number", "direction", "street", "kind", "unit", "city", "zip"),
    *("status", "inside", "born", "registered", "n_pair", "n_house"),
)

NAMES: Final = ("first", "middle", "last")
PLACES: Final = ("suffix", "direction", "street", "kind", "unit", "city", "zip")


class Counted(NamedTuple):
    """Two numbers that stand together more than once: their keys (a << 32 | b), in order, and how often."""

    keys: Longs
    counts: Ints

    def of(self, one: Ints, other: Ints) -> Ints:
        """How often two numbers stand together, at least 1; pairs with a 0 are not counted."""
        wanted = packed(one, other)
        at = np.minimum(looked_up(wanted, self.keys), max(len(self.keys) - 1, 0))
        if not len(self.keys):
            return np.ones(len(wanted), dtype=np.int32)
        return np.where(self.keys[at] == wanted, self.counts[at], 1).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A roll in numbers.

    voters: VOTER_COLUMNS by row, behind the voters' rows those of their former registrations; former: of,
    since, until of the latter (see former.py). names, places: texts with how many voters bear them (n_first,
    n_last; n_street, n_zip) and, of names, the number of their sound in `sounds`. pairs: first and last
    names, and houses: street and house number, that several voters share. crowded: first name and sound of
    the last, crowded_first: sound of the first name and last name, that more than CROWD voters share. parts:
    vrow, first, part of voters with two surnames, a row for each. near: gives the names' deletion
    neighbourhood. nicks: two given names that may stand for one another, as keys. share_number: how common
    one house number is. middle_held: share of the records that hold a middle name.
    """

    voters: Columns
    known: Lexicons
    names: Texts
    places: Texts
    sounds: Lexicon
    pairs: Counted
    houses: Counted
    crowded: Longs
    crowded_first: Longs
    parts: Columns
    near: Callable[[], Neighbourhood]
    nicks: Longs
    former: Columns
    share_number: float
    middle_held: float

    def __len__(self) -> int:
        return len(self.voters["first"]) - len(self.former["of"])


def cities_of(roll: Prepared) -> frozenset[str]:
    """The cities that voters live in, in normal form."""
    numbers = np.flatnonzero(np.bincount(roll.voters["city"], minlength=1))
    return frozenset(roll.known.places.text(number) for number in numbers.tolist() if number)


def packed(one: Ints, other: Ints) -> Longs:
    """Two numbers as one."""
    return (one.astype(np.int64) << 32) | other


def counted(columns: Columns, known: Lexicons, done: Callable[[int], None] = lambda _: None) -> Prepared:
    """Count names and places of voters' columns (VOTER_COLUMNS without n_pair and n_house)."""
    first, last, street, number = (columns[name] for name in ("first", "last", "street", "number"))
    pool = ThreadPoolExecutor(2)  # sorting works outside the interpreter's lock
    pairs = pool.submit(_together, first, last)
    houses = pool.submit(_together, street, number)
    parts = _parts(columns, known.names)
    sounds, sound_of = _sounds(known.names)
    crowded = pool.submit(_crowded, first, sound_of[last])
    crowded_first = pool.submit(_crowded, sound_of[first], last)
    share_number = pool.submit(_share, number)
    near = pool.submit(_near, known.names)
    pool.shutdown(wait=False)  # nobody asks for near names before lines are read
    nicks = nicks_of(known.names)
    done(1)
    (n_pair, by_pair), (n_house, by_house) = pairs.result(), houses.result()
    names = Texts.of(
        known.names.own,
        {"n_first": _tally(first, known.names), "n_last": _tally(last, known.names)},
        sound_of,
    )
    places = Texts.of(
        known.places.own,
        {"n_street": _tally(street, known.places), "n_zip": _tally(columns["zip"], known.places)},
    )
    return Prepared(
        {**columns, "n_pair": n_pair, "n_house": n_house},
        known,
        names,
        places,
        sounds,
        by_pair,
        by_house,
        crowded.result(),
        crowded_first.result(),
        parts,
        near.result,
        nicks,
        NONE,
        share_number.result(),
        float(np.count_nonzero(columns["middle"])) / max(len(first), 1),
    )


def _tally(column: Ints, lexicon: Lexicon) -> Ints:
    """How many rows bear each text; nobody bears the empty one."""
    counts = np.bincount(column, minlength=len(lexicon)).astype(np.int32)
    counts[0] = 0
    return counts


def _together(one: Ints, other: Ints) -> tuple[Ints, Counted]:
    """For each row how many rows have the same two numbers, 1 where one is 0; and those with several."""
    order, here, many = _grouped(one, other)
    told = np.where(((here >> 32) == 0) | ((here & 0xFFFFFFFF) == 0), 1, many).astype(np.int32)
    counts = np.empty(len(order), dtype=np.int32)
    counts[order] = np.repeat(told, many)
    return counts, Counted(here[told > 1], told[told > 1])


def _grouped(one: Ints, other: Ints) -> tuple[NDArray[Any], Longs, Longs]:
    """The rows in the order of two numbers, the different keys in order, and how many rows each has.

    Where two numbers and the row fit into one number, sorting these is twice as fast as finding an order.
    """
    low, rows = int(other.max(initial=0)).bit_length(), len(one).bit_length()
    if int(one.max(initial=0)).bit_length() + low + rows > _BITS:
        key = packed(one, other)
        order: NDArray[Any] = np.argsort(key)
        key = key[order]
    else:
        key = (((one.astype(np.int64) << low) | other) << rows) | np.arange(len(one))
        key.sort()
        order = key & ((1 << rows) - 1)
        key >>= rows
        key = ((key >> low) << 32) | (key & ((1 << low) - 1))
    begin = np.flatnonzero(np.r_[True, key[1:] != key[:-1]][: len(key)])
    return order, key[begin], np.diff(np.r_[begin, len(key)])


def _crowded(one: Ints, other: Ints) -> Longs:
    """Two numbers that more rows than CROWD share, as keys in order."""
    key = packed(one, other)
    key.sort()
    found = key[CROWD:][key[CROWD:] == key[:-CROWD]]
    found = found[np.r_[True, found[1:] != found[:-1]][: len(found)]]
    known: Longs = found[((found >> 32) > 0) & ((found & 0xFFFFFFFF) > 0)]
    return known


def _share(number: Ints) -> float:
    """The chance that two voters' house numbers are the same; 0 where nobody has one."""
    _, many = np.unique(number[number > 0], return_counts=True)  # numbers may be as large as they like
    counts = many.astype(np.float64)
    return float((counts**2).sum() / counts.sum() ** 2) if len(counts) else 0.0


def _sounds(names: Lexicon) -> tuple[Lexicon, Ints]:
    """Sounds as numbers, and the number of each name's."""
    sounds = Lexicon()
    return sounds, sounds.numbers(map(sound, names.own))


def _near(names: Lexicon) -> Neighbourhood:
    return neighbourhood(names.own, np.arange(len(names), dtype=np.int32))


def _parts(columns: Columns, names: Lexicon) -> Columns:
    """A signer with two surnames may write one of them, or the roll may hold one of them."""
    rows, part = in_words(columns["last"], range(len(names)), names)
    named = columns["first"][rows] > 0
    return {"vrow": rows[named], "first": columns["first"][rows[named]], "part": part[named]}


def in_words(column: Ints, numbers: Iterable[int], names: Lexicon) -> tuple[Ints, Ints]:
    """Of rows whose name has several words: the row and the word's number, for each word.

    numbers: of the names that are taken apart; their words get numbers where they have none.
    """
    spaced = [number for number in numbers if " " in names.text(number)]
    place = np.full(len(names), -1, dtype=np.int32)
    place[spaced] = np.arange(len(spaced), dtype=np.int32)
    words = [names.text(number).split(" ") for number in spaced]
    of_word = names.numbers([word for each in words for word in each])
    many = np.array([len(each) for each in words], dtype=np.int64)
    begin = np.cumsum(many) - many
    rows = np.flatnonzero(place[column] >= 0).astype(np.int32)
    name = place[column[rows]]
    shift = np.cumsum(many[name]) - many[name]
    at = np.repeat(begin[name] - shift, many[name]) + np.arange(many[name].sum())
    return np.repeat(rows, many[name]), of_word[at]
