"""The roll as linking reads it: texts as numbers, counts of names and places; kept beside a sealed roll.

linkage.npy (the voters, a row a column, mapped into memory and shared by all processes) and linkage.npz
(texts behind the numbers, and counts) lie in the sealed roll's directory. They are derived from roll.duckdb
alone, so they can be deleted and built again; they are written under another name and renamed, so that they
are whole or absent. The roll's frequencies are counted here once: nothing that linking says about a line
depends on which other lines are linked with it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fullcount.evidence.sounds import sound
from fullcount.linkage.arrays import Columns, Ints, Longs
from fullcount.linkage.coding import Lexicon, Relation, code
from fullcount.linkage.engine import Engine
from fullcount.linkage.files import publish, sweep
from fullcount.linkage.near import Neighbourhood, neighbourhood
from fullcount.linkage.nicks import nicks_of
from fullcount.linkage.normal import Lexicons
from fullcount.linkage.texts import Texts
from fullcount.linkage.weights import STATUSES
from fullcount.terms import NotFound, Progress, silent

PREPARED: Final = "linkage.npz"
ARRAYS: Final = "linkage.npy"
FORMAT: Final = "4"  # of these files; another one is built again
CROWD: Final = 10  # a sound with a name shared by more voters than this is searched within the ZIP only
_BITS: Final = 63  # of a number without its sign
EPOCH: Final = 1_000_000  # days added to days since 1970, so that 0 is an unknown date

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
        at = np.minimum(np.searchsorted(self.keys, wanted), max(len(self.keys) - 1, 0))
        if not len(self.keys):
            return np.ones(len(wanted), dtype=np.int32)
        return np.where(self.keys[at] == wanted, self.counts[at], 1).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A roll in numbers.

    voters: VOTER_COLUMNS by row. names, places: texts with how many voters bear them (n_first, n_last;
    n_street, n_zip) and, of names, the number of their sound in `sounds`. pairs: first and last names, and
    houses: street and house number, that several voters share. crowded: first name and sound of the last,
    crowded_first: sound of the first name and last name, that more than CROWD voters share. parts: vrow,
    first, part of voters with two surnames, a row for each. near: the deletion neighbourhood of the names.
    nicks: two given names that may stand for one another, as keys. share_number: how common one house number
    is. middle_held: share of the records that hold a middle name.
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
    near: Neighbourhood
    nicks: Longs
    share_number: float
    middle_held: float

    def __len__(self) -> int:
        return len(self.voters["first"])


def packed(one: Ints, other: Ints) -> Longs:
    """Two numbers as one."""
    return (one.astype(np.int64) << 32) | other


def prepare(roll_dir: Path, progress: Progress = silent, engine: Engine | None = None) -> None:
    """Write linkage.npy and linkage.npz beside the sealed roll, unless whole ones are there.

    Raises NotFound where roll_dir holds no roll.
    """
    if not (roll_dir / "roll.duckdb").exists():
        raise NotFound(f"There is no sealed roll in {roll_dir.name}.", do="Import the voter roll first.")
    if is_prepared(roll_dir):
        return
    for name in (PREPARED, ARRAYS):
        sweep(roll_dir, name)
    building = {name: roll_dir / f"{name}.{os.getpid()}.building" for name in (ARRAYS, PREPARED)}
    try:
        made = from_sealed(roll_dir, progress, engine or Engine())
        _write(made, building[ARRAYS], building[PREPARED], made_by(roll_dir))
        for name, path in building.items():
            publish(path, roll_dir / name)
    except FileNotFoundError:
        # Another process prepared the same roll at the same time and swept ours away.
        if not is_prepared(roll_dir):
            raise
    finally:
        for path in building.values():
            path.unlink(missing_ok=True)


def is_prepared(roll_dir: Path) -> bool:
    """Whether files made by this version from this roll are there."""
    path = roll_dir / PREPARED
    if not path.exists() or not (roll_dir / ARRAYS).exists():
        return False
    try:
        with np.load(path) as kept:
            return str(kept["made_by"]) == made_by(roll_dir)
    except (ValueError, KeyError, OSError, EOFError):
        return False


def from_sealed(roll_dir: Path, progress: Progress = silent, engine: Engine | None = None) -> Prepared:
    """A sealed roll in numbers, in the order of its rows: its normal forms are kept in the roll."""
    what, spill = "Preparing the roll for linking", roll_dir / f"{PREPARED}.{os.getpid()}.spill"
    progress(what, 0, 3)
    with (engine or Engine()).connect(spill) as db:
        roll = str(roll_dir / "roll.duckdb").replace("'", "''")
        db.execute(f"ATTACH '{roll}' AS roll (READ_ONLY)")
        texts, numbers = code(db, _FORM)
        _, days = code(db, _VOTER)
    progress(what, 1, 3)
    known = Lexicons(Lexicon(), Lexicon())
    columns = {
        name: lexicon.numbers(texts[name].texts)[texts[name].codes]
        for names, lexicon in ((NAMES, known.names), (PLACES, known.places))
        for name in names
    }
    columns = {**_by_row({**columns, **numbers}), **_by_row(days)}
    return counted(columns, known, lambda done: progress(what, 1 + done, 3))


_UNIT: Final = "trim(coalesce(fraction, '') || ' ' || coalesce(unit, ''))"
_FORM: Final = Relation(
    "roll.form",
    {name: f"coalesce({_UNIT if name == 'unit' else name}, '')" for name in (*NAMES, *PLACES)},
    {
        "number": "number",
        "status": f"CASE status {' '.join(f'WHEN {s!r} THEN {n}' for n, s in enumerate(STATUSES))} END",
        "inside": "inside::INTEGER",
        "vrow": "vrow",
    },
)
DAYS: Final = {
    "born": f"(birth_date - DATE '1970-01-01') + {EPOCH}",
    "registered": f"(registered_on - DATE '1970-01-01') + {EPOCH}",
}
_VOTER: Final = Relation("roll.voter", {}, {**DAYS, "vrow": "vrow"})


def _by_row(columns: dict[str, Ints]) -> dict[str, Ints]:
    """Columns in the order of vrow, which is one of them: a roll's tables lie in any order."""
    row = columns.pop("vrow")
    made = {name: np.empty_like(column) for name, column in columns.items()}
    for name, column in columns.items():
        made[name][row] = column
    return made


def counted(columns: Columns, known: Lexicons, done: Callable[[int], None] = lambda _: None) -> Prepared:
    """Count names and places of voters' columns (VOTER_COLUMNS without n_pair and n_house)."""
    first, last, street, number = (columns[name] for name in ("first", "last", "street", "number"))
    parts = _parts(columns, known.names)
    sounds, sound_of = _sounds(known.names)
    with ThreadPoolExecutor(2) as pool:  # sorting works outside the interpreter's lock
        pairs = pool.submit(_together, first, last)
        houses = pool.submit(_together, street, number)
        crowded = pool.submit(_crowded, first, sound_of[last])
        crowded_first = pool.submit(_crowded, sound_of[first], last)
        near = pool.submit(_near, known.names)
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
        near.result(),
        nicks_of(known.names),
        _share(number),
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
    apart: dict[int, Ints] = {}
    for number, text in enumerate(tuple(names.own)):
        if " " in text:
            apart[number] = names.numbers(text.split(" "))
    spaced = np.zeros(len(names), dtype=np.bool_)
    spaced[list(apart)] = True
    rows = np.flatnonzero(spaced[columns["last"]] & (columns["first"] > 0)).astype(np.int32)
    each = [apart[last] for last in columns["last"][rows].tolist()]
    vrow = np.repeat(rows, [len(parts) for parts in each])
    part = np.concatenate([*each, np.zeros(0, np.int32)])
    return {"vrow": vrow, "first": columns["first"][vrow], "part": part}


def read_prepared(roll_dir: Path) -> Prepared:
    """What prepare wrote. The voters are mapped into memory: nothing is read before it is used."""
    table: Ints = np.load(roll_dir / ARRAYS, mmap_mode="r")
    with np.load(roll_dir / PREPARED) as file:
        kept = {name: file[name] for name in file.files}
    names, places, sounds = (_unjoined(kept[name]) for name in ("names", "places", "sounds"))
    return Prepared(
        {name: table[row] for row, name in enumerate(VOTER_COLUMNS)},
        Lexicons(Lexicon(names), Lexicon(places)),
        Texts.of(names, {"n_first": kept["n_first"], "n_last": kept["n_last"]}, kept["sound"]),
        Texts.of(places, {"n_street": kept["n_street"], "n_zip": kept["n_zip"]}),
        Lexicon(sounds),
        Counted(kept["pair_keys"], kept["pair_counts"]),
        Counted(kept["house_keys"], kept["house_counts"]),
        kept["crowded"],
        kept["crowded_first"],
        {name: kept[f"part_{name}"] for name in ("vrow", "first", "part")},
        Neighbourhood(kept["near_keys"], kept["near_names"]),
        kept["nicks"],
        float(kept["share_number"]),
        float(kept["middle_held"]),
    )


def _write(made: Prepared, arrays: Path, rest: Path, by: str) -> None:
    table = np.lib.format.open_memmap(
        str(arrays), mode="w+", dtype=np.int32, shape=(len(VOTER_COLUMNS), len(made))
    )
    for row, name in enumerate(VOTER_COLUMNS):
        table[row] = made.voters[name]
    table.flush()
    with rest.open("wb") as file:
        np.savez(file, made_by=np.array(by), **_kept(made))


def _kept(made: Prepared) -> Mapping[str, Any]:
    return {
        "names": _joined(made.known.names.own),
        "places": _joined(made.known.places.own),
        "sounds": _joined(made.sounds.own),
        **made.names.counts,
        **made.places.counts,
        "sound": made.names.sound,
        "pair_keys": made.pairs.keys,
        "pair_counts": made.pairs.counts,
        "house_keys": made.houses.keys,
        "house_counts": made.houses.counts,
        "crowded": made.crowded,
        "crowded_first": made.crowded_first,
        **{f"part_{name}": column for name, column in made.parts.items()},
        "nicks": made.nicks,
        "near_keys": made.near.keys,
        "near_names": made.near.names,
        "share_number": np.array(made.share_number),
        "middle_held": np.array(made.middle_held),
    }


def _joined(texts: list[str]) -> Any:
    """Texts of normal forms, which hold no line end, as bytes."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unjoined(data: Any) -> list[str]:
    return str(data.tobytes().decode()).split("\n")


def made_by(roll_dir: Path) -> str:
    """What the files beside a roll depend on: how they are made, and the roll's content."""
    seal = roll_dir / "seal.json"
    content = seal.read_bytes() if seal.exists() else b""
    return f"{FORMAT} {hashlib.sha256(content).hexdigest()}"
