"""Lines in somebody else's columns: a mapping given as data turns them into LINES.csv.

A mapping says for each of our columns which of theirs make it: `first=First_Name`, several joined by
a space with `address=Street_Number+Street_Name`, and `line=#` to number the rows from 1.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from fullcount.terms import BadInput, Table, open_table, read_table

LINE_COLUMNS = (
    "line",
    "name",
    "first",
    "middle",
    "last",
    "address",
    "city",
    "zip",
    "birth_date",
    "signed_on",
    "circulated_from",
    "circulated_to",
)
NAME_COLUMNS = frozenset({"name", "first", "middle", "last"})
ROW_NUMBER = "#"


def read_mapping(pairs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Read `ours=theirs` or `ours=theirs+theirs`; raises BadInput for anything else."""
    mapping: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        parts = tuple(part.strip().lower() for part in theirs.split("+"))
        if not equals or not all(parts) or ours.strip().lower() in mapping:
            raise BadInput(
                f"--map {pair} is not a mapping.",
                do="Write --map first=First_Name, each column of ours once.",
            )
        mapping[ours.strip().lower()] = parts
    return mapping


def map_lines(
    source: Path,
    into: Path,
    mapping: Mapping[str, Sequence[str]],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> int:
    """Write `source` as a UTF-8 LINES.csv at `into`; returns how many lines it has. Raises BadInput."""
    unknown = sorted(set(mapping) - set(LINE_COLUMNS))
    if unknown:
        raise BadInput(
            f"Lines have no column {', '.join(unknown)}.", do=f"Ours are: {', '.join(LINE_COLUMNS)}."
        )
    wanted = [name for parts in mapping.values() for name in parts if name != ROW_NUMBER]
    table = open_table(source, wanted, delimiter=delimiter, encoding=encoding)
    return _rewrite(table, into, mapping, wanted)


def _rewrite(table: Table, into: Path, mapping: Mapping[str, Sequence[str]], wanted: list[str]) -> int:
    number = 0
    with into.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(mapping)
        for number, (_, values) in enumerate(read_table(table, wanted), 1):
            row = {**dict(zip(wanted, values, strict=True)), ROW_NUMBER: str(number)}
            writer.writerow([" ".join(row[part] for part in parts).strip() for parts in mapping.values()])
    return number
