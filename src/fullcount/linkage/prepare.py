"""What linking keeps beside a sealed roll: 64-bit keys and counts of names and places.

linkage.duckdb lies in the sealed roll's directory. It is derived from roll.duckdb alone, so it can be
deleted and built again; it is written under another name and renamed, so that it is whole or absent.
The roll's frequencies are counted here once: nothing that linking says about a line depends on which
other lines are linked with it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from fullcount.linkage.files import publish, sweep
from fullcount.linkage.forms import map_distinct
from fullcount.linkage.steps import Run, Step
from fullcount.terms import NotFound, Progress, silent

PREPARED = "linkage.duckdb"
CROWD = 10  # a sound with a name shared by more voters than this is searched within the ZIP only

# A key of an empty value is NULL: what is unknown joins nothing.
_NAMED = Step(
    "named",
    "Joining on 64-bit numbers costs a fraction of joining on texts.",
    """
    SELECT vrow, number,
        CASE WHEN first <> '' THEN hash(first) END AS h_first,
        CASE WHEN last <> '' THEN hash(last) END AS h_last,
        CASE WHEN street <> '' THEN hash(street) END AS h_street,
        CASE WHEN sound_last <> '' THEN hash(sound_last) END AS h_sound,
        CASE WHEN sounds.made IS NOT NULL THEN hash(sounds.made) END AS h_sound_first,
        CASE WHEN zip <> '' THEN hash(zip) END AS h_zip,
        CASE WHEN first <> '' THEN ord(first)::UTINYINT END AS i_first,
        CASE WHEN last <> '' THEN ord(last)::UTINYINT END AS i_last,
        CASE WHEN middle <> '' THEN ord(middle)::UTINYINT END AS i_middle
    FROM roll.form LEFT JOIN sounds ON sounds.value = form.first
    """,
)

_KEYS = Step(
    "key",
    "Each voter's keys, and how many share the name, the house, the street: fetched with the keys, once.",
    """
    SELECT v.*,
        coalesce(f.n, 0)::INTEGER AS n_first, coalesce(s.n, 0)::INTEGER AS n_last,
        coalesce(b.n, 1)::INTEGER AS n_pair, coalesce(h.n, 1)::INTEGER AS n_house,
        coalesce(t.n, 1)::INTEGER AS n_street, coalesce(z.n, 1)::INTEGER AS n_zip
    FROM named v
    LEFT JOIN n_first f ON f.k = v.h_first LEFT JOIN n_last s ON s.k = v.h_last
    LEFT JOIN n_pair b ON b.k = hash(v.h_first, v.h_last)
    LEFT JOIN n_house h ON h.k = hash(v.h_street, v.number)
    LEFT JOIN n_street t ON t.k = v.h_street LEFT JOIN n_zip z ON z.k = v.h_zip
    ORDER BY v.vrow
    """,
)

_PARTS = Step(
    "part",
    "A signer with two surnames may write one of them, or the roll may hold one of them.",
    """
    SELECT vrow, hash(first) AS h_first, hash(unnest(string_split(last, ' '))) AS h_part
    FROM roll.form WHERE contains(last, ' ') AND first <> ''
    """,
)

_COUNTS = (
    Step(
        "n_first",
        "Frequent first names weigh less.",
        "SELECT h_first AS k, count(*)::INTEGER AS n FROM named WHERE k IS NOT NULL GROUP BY k",
    ),
    Step(
        "n_last",
        "Frequent last names weigh less.",
        "SELECT h_last AS k, count(*)::INTEGER AS n FROM named WHERE k IS NOT NULL GROUP BY k",
    ),
    Step(
        "n_pair",
        "First and last names go together: pairs are counted, not multiplied; pairs held once are left out.",
        "SELECT hash(h_first, h_last) AS k, count(*)::INTEGER AS n FROM named "
        "WHERE h_first IS NOT NULL AND h_last IS NOT NULL GROUP BY k HAVING n > 1",
    ),
    Step(
        "n_house",
        "A tower of 300 voters says less than a cottage; houses of one voter are left out.",
        "SELECT hash(h_street, number) AS k, count(*)::INTEGER AS n FROM named "
        "WHERE h_street IS NOT NULL AND number IS NOT NULL GROUP BY k HAVING n > 1",
    ),
    Step(
        "n_street",
        "Long streets weigh less.",
        "SELECT h_street AS k, count(*)::INTEGER AS n FROM named WHERE k IS NOT NULL GROUP BY k",
    ),
    Step(
        "n_zip",
        "Large ZIP codes weigh less.",
        "SELECT h_zip AS k, count(*)::INTEGER AS n FROM named WHERE k IS NOT NULL GROUP BY k",
    ),
)

_CROWDED = (
    Step(
        "n_sound",
        "Sounds shared by too many voters are searched within ZIP or street only.",
        "SELECT hash(h_first, h_sound) AS k, count(*)::INTEGER AS n FROM named "
        f"WHERE h_first IS NOT NULL AND h_sound IS NOT NULL GROUP BY k HAVING n > {CROWD}",
    ),
    Step(
        "n_sound_first",
        "The same for the sound of the first name.",
        "SELECT hash(h_sound_first, h_last) AS k, count(*)::INTEGER AS n FROM named "
        f"WHERE h_sound_first IS NOT NULL AND h_last IS NOT NULL GROUP BY k HAVING n > {CROWD}",
    ),
)

_STEPS = (_NAMED, _PARTS, *_COUNTS, *_CROWDED, _KEYS)

_FACT = Step(
    "fact",
    "The roll's size, how common one house number is, and what made these tables.",
    """
    SELECT (SELECT count(*) FROM roll.form)::DOUBLE AS voters,
        (SELECT coalesce(sum(n * n) / sum(n)::DOUBLE ** 2, 0)
         FROM (SELECT count(*)::DOUBLE AS n FROM named WHERE number IS NOT NULL GROUP BY number))
            AS share_number,
    """,
)


@dataclass(frozen=True, slots=True)
class Engine:
    """How much of the machine DuckDB may use. threads 0: as many as there are; memory in its own words."""

    threads: int = 0
    memory: str = "3GB"

    def connect(self, path: str, spill: Path) -> duckdb.DuckDBPyConnection:
        """Open a database with these limits; what does not fit in memory goes to `spill`."""
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": self.memory,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": False,
            "checkpoint_threshold": "1TB",  # what is built here is published whole or thrown away
        }
        if self.threads:
            config["threads"] = self.threads
        db = duckdb.connect(path, config=config)
        db.execute("SET enable_progress_bar = false")  # the engine's own bar would break into ours
        return db


def prepare(roll_dir: Path, progress: Progress = silent, engine: Engine | None = None) -> None:
    """Write linkage.duckdb beside the sealed roll, unless a whole one of this version is there.

    Raises NotFound where roll_dir holds no roll.
    """
    if not (roll_dir / "roll.duckdb").exists():
        raise NotFound(f"There is no sealed roll in {roll_dir.name}.", do="Import the voter roll first.")
    if is_prepared(roll_dir):
        return
    sweep(roll_dir, PREPARED)
    building = roll_dir / f"{PREPARED}.{os.getpid()}.building"
    try:
        _build(building, roll_dir, progress, engine or Engine())
        publish(building, roll_dir / PREPARED)
    except FileNotFoundError:
        # Another process prepared the same roll at the same time and swept ours away.
        if not is_prepared(roll_dir):
            raise
    finally:
        building.unlink(missing_ok=True)


def is_prepared(roll_dir: Path) -> bool:
    """Whether a linkage.duckdb made by this version from this roll is there."""
    path = roll_dir / PREPARED
    if not path.exists():
        return False
    try:
        with duckdb.connect(str(path), read_only=True) as db:
            found = db.execute("SELECT made_by FROM fact").fetchone()
    except duckdb.Error:
        return False
    return found == (_made_by(roll_dir),)


def _made_by(roll_dir: Path) -> str:
    """What the tables depend on: the steps below, the engine's hash function, and the roll's content."""
    seal = roll_dir / "seal.json"
    content = seal.read_bytes() if seal.exists() else b""
    texts = "".join(step.sql for step in (*_STEPS, _FACT)).encode()
    return f"{duckdb.__version__} {hashlib.sha256(texts).hexdigest()} {hashlib.sha256(content).hexdigest()}"


def _build(path: Path, roll_dir: Path, progress: Progress, engine: Engine) -> None:
    spill = path.with_suffix(".spill")
    with engine.connect(str(path), spill) as db:
        _attach_roll(db, roll_dir)
        run = Run(db, "Preparing the roll for linking", progress, of=len(_STEPS) + 1)
        _sounds_of_first_names(db)
        for step in _STEPS:
            run.table(step)
        db.execute(f"CREATE TABLE fact AS {_FACT.sql} ? AS made_by", [_made_by(roll_dir)])
        run.drop(["sounds", "named"])
        db.execute("CHECKPOINT")


def _attach_roll(db: duckdb.DuckDBPyConnection, roll_dir: Path) -> None:
    path = str(roll_dir / "roll.duckdb").replace("'", "''")
    db.execute(f"ATTACH '{path}' AS roll (READ_ONLY)")


def _sounds_of_first_names(db: duckdb.DuckDBPyConnection) -> None:
    from fullcount.evidence.sounds import sound

    map_distinct(db, "sounds", "SELECT DISTINCT first FROM roll.form WHERE first <> ''", sound)
