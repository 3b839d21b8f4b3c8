"""Made-up petitions ready to be linked by every side: nothing here is timed.

A petition's folder holds, beside what `fullcount synth make` makes:

roll.parquet      the voter file as Parquet, for linking from the file
roll/             the same sealed, and prepared for linking
lines/            the lines sealed as if they were a voter file: their normal forms, for the peers
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from fullcount import linkage, roll, synth

READY = "ready"

# A line must have a last name to pass for a record.
_AS_ROLL = """
    COPY (
        SELECT line AS voter_id, first AS first_name, middle AS middle_name,
            coalesce(nullif(trim(last), ''), '?') AS last_name, address AS residence_address, city, zip
        FROM read_csv('{lines}', all_varchar = true)
    ) TO '{target}'
"""
_AS_PARQUET = "COPY (FROM read_csv('{source}', all_varchar = true)) TO '{target}'"


@dataclass(frozen=True, slots=True)
class Petition:
    """A made-up petition: a scenario of fullcount.synth, a scale (1 is the real size), a seed."""

    scenario: str
    scale: float
    seed: int

    @property
    def name(self) -> str:
        """A name fit for a folder."""
        return f"{self.scenario} {self.scale:g} {self.seed}".replace(" ", "_")


def make(petition: Petition, folder: Path, program: str) -> None:
    """Make everything a side may ask for, unless this program has made it. program: its fingerprint."""
    ready = folder / READY
    if ready.exists() and ready.read_text("utf-8") == program:
        return
    shutil.rmtree(folder, ignore_errors=True)
    make_sealed(petition, folder)
    _make_forms(folder)
    _copy(_AS_PARQUET, source=folder / "roll.csv", target=folder / "roll.parquet")
    ready.write_text(program, encoding="utf-8")


def make_sealed(petition: Petition, folder: Path) -> None:
    """Make a petition, seal its roll in FOLDER/roll and prepare it for linking."""
    synth.make(synth.scenario(petition.scenario), petition.scale, petition.seed, folder)
    made = synth.open_made(folder)
    roll.import_roll(made.roll, folder / "roll", roll.layout("fullcount"), made.scenario.filed)
    linkage.prepare(folder / "roll")


def _make_forms(folder: Path) -> None:
    """The lines go through the import that gave the voters their normal forms: all compare the same."""
    made, records = synth.open_made(folder), folder / "lines-as-roll.csv"
    _copy(_AS_ROLL, lines=made.transcripts, target=records)
    roll.import_roll(records, folder / "lines", roll.layout("fullcount"), made.scenario.filed)
    records.unlink()


def sizes(folder: Path) -> tuple[int, int]:
    """How many voters and lines."""
    with duckdb.connect(str(folder / "roll" / "roll.duckdb"), read_only=True) as db:
        sql = f"SELECT (SELECT count(*) FROM form), count(*) FROM read_csv('{folder / 'transcripts.csv'}')"
        voters, lines = db.execute(sql).fetchall()[0]
    return int(voters), int(lines)


def _copy(sql: str, **paths: Path) -> None:
    with duckdb.connect() as db:
        db.execute(sql.format(**paths))
