"""The sides of the comparison on a made-up petition; each runs in a process of its own.

A side is a function of a folder that bench.petitions made. It leaves FOLDER/found/SIDE.parquet with the
columns line, rank (from 1), voter_id, probability and alone (another score of the pair, or the same), and
gives what it took. ours: fullcount. splink_side, small: the peers; they read the normal forms of lines and
voters from two sealed rolls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from bench.clocks import Stages

SHOWN = 5  # candidates kept of a line, as ours are


@dataclass(frozen=True, slots=True)
class Took:
    """What a side took. version: of the library; peak: of its memory in GB, before what it found is kept.

    done: lines it did, where it did not do all. more: anything else it tells, by name.
    """

    version: str
    stages: Stages
    peak: float
    done: int | None = None
    more: dict[str, Any] = field(default_factory=dict)


Side = Callable[[Path], Took]


def found(folder: Path, side: str) -> Path:
    """Where a side leaves what it found."""
    (folder / "found").mkdir(exist_ok=True)
    return folder / "found" / f"{side}.parquet"


def attach_forms(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Attach the sealed lines as `lines` and the sealed roll as `roll`."""
    for name in ("lines", "roll"):
        db.execute(f"ATTACH '{folder / name / 'roll.duckdb'}' AS {name} (READ_ONLY)")


FORMS = """
    SELECT vrow AS unique_id, nullif(first, '') AS first, nullif(middle, '') AS middle,
        nullif(last, '') AS last, nullif(suffix, '') AS suffix, number, nullif(street, '') AS street,
        trim(coalesce(fraction, '') || ' ' || coalesce(unit, '')) AS unit, nullif(zip, '') AS zip,
        nullif(sound_last, '') AS sound_last, nullif(root_first, '') AS root_first,
        nullif(first[1], '') AS i_first, nullif(last[1], '') AS i_last
    FROM {of}.form
"""
"""Normal forms of the lines or the voters, what is unknown as NULL."""


def by_name() -> dict[str, Side]:
    """Every side, in the order in which they take turns."""
    from bench.sides import ours, small, splink_side

    return {**ours.SIDES, **splink_side.SIDES, **small.SIDES}
