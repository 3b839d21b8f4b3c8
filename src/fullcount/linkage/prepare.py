"""What linking keeps beside a sealed roll: every text as a number, and counts of names and places.

linkage.duckdb (what the blocks join) and linkage.npy (what pairs are weighed by, mapped into memory and
shared by all processes) lie in the sealed roll's directory. They are derived from roll.duckdb alone, so
they can be deleted and built again; they are written under another name and renamed, so that they are
whole or absent. The roll's frequencies are counted here once: nothing that linking says about a line
depends on which other lines are linked with it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from fullcount.linkage.arrays import Columns, Ints
from fullcount.linkage.files import publish, sweep
from fullcount.linkage.forms import map_distinct
from fullcount.linkage.steps import Run, Step
from fullcount.linkage.weights import STATUSES
from fullcount.terms import NotFound, Progress, silent

PREPARED: Final = "linkage.duckdb"
ARRAYS: Final = "linkage.npy"
CROWD: Final = 10  # a sound with a name shared by more voters than this is searched within the ZIP only
EPOCH: Final = 1_000_000  # days added to days since 1970, so that 0 is an unknown date

_HELD = Step(
    "held",
    "Every word of a name on the roll, and how many voters bear it as first and as last name.",
    """
    SELECT text, sum(n_first)::INTEGER AS n_first, sum(n_last)::INTEGER AS n_last, max(sound) AS sound
    FROM (
        SELECT first AS text, count(*) AS n_first, 0 AS n_last, NULL AS sound FROM form GROUP BY first
        UNION ALL SELECT last, 0, count(*), any_value(sound_last) FROM form GROUP BY last
        UNION ALL SELECT DISTINCT middle, 0, 0, NULL FROM form
        UNION ALL SELECT DISTINCT unnest(string_split(last, ' ')), 0, 0, NULL FROM form
            WHERE contains(last, ' ')
    ) WHERE text <> '' GROUP BY text
    """,
)

_SOUNDS = Step(
    "sound",
    "Sounds as numbers.",
    """
    SELECT row_number() OVER (ORDER BY text)::INTEGER AS code, text FROM (
        SELECT sound AS text FROM held WHERE sound <> '' UNION SELECT made FROM sounds WHERE made <> '')
    """,
)

_NAMES = Step(
    "name",
    "Names as numbers: joining and comparing numbers costs a fraction of joining and comparing texts.",
    """
    SELECT row_number() OVER (ORDER BY held.text)::INTEGER AS code, held.text, n_first, n_last,
        sound.code AS sound
    FROM held LEFT JOIN sounds ON sounds.value = held.text
    LEFT JOIN sound ON sound.text = coalesce(nullif(held.sound, ''), sounds.made)
    """,
)

_UNIT = "trim(coalesce(fraction, '') || ' ' || coalesce(unit, ''))"

_PLACES = Step(
    "place",
    "The words of addresses as numbers, and how many voters live on a street, in a ZIP.",
    f"""
    SELECT row_number() OVER (ORDER BY text)::INTEGER AS code, text, sum(n_street)::INTEGER AS n_street,
        sum(n_zip)::INTEGER AS n_zip
    FROM (
        SELECT street AS text, count(*) AS n_street, 0 AS n_zip FROM form GROUP BY street
        UNION ALL SELECT zip, 0, count(*) FROM form GROUP BY zip
        UNION ALL SELECT DISTINCT {_UNIT}, 0, 0 FROM form
        UNION ALL SELECT DISTINCT city, 0, 0 FROM form UNION ALL SELECT DISTINCT direction, 0, 0 FROM form
        UNION ALL SELECT DISTINCT kind, 0, 0 FROM form UNION ALL SELECT DISTINCT suffix, 0, 0 FROM form
    ) WHERE text <> '' GROUP BY text
    """,
)

# A number of an empty text is NULL: what is unknown joins nothing.
_CODED = Step(
    "coded",
    "Each voter in numbers.",
    f"""
    SELECT f.vrow, a.code AS first, m.code AS middle, b.code AS last, x.code AS suffix, f.number,
        d.code AS direction, s.code AS street, k.code AS kind, u.code AS unit, c.code AS city, z.code AS zip,
        a.sound AS sound_first, b.sound AS sound_last,
        CASE WHEN f.first <> '' THEN ord(f.first)::UTINYINT END AS i_first,
        CASE WHEN f.last <> '' THEN ord(f.last)::UTINYINT END AS i_last,
        CASE WHEN f.middle <> '' THEN ord(f.middle)::UTINYINT END AS i_middle,
        (CASE f.status {" ".join(f"WHEN '{s}' THEN {n}" for n, s in enumerate(STATUSES))} END)::UTINYINT
            AS status,
        f.inside::UTINYINT AS inside,
        date_diff('day', DATE '1970-01-01', f.birth_date)::INTEGER + {EPOCH} AS born,
        date_diff('day', DATE '1970-01-01', f.registered_on)::INTEGER + {EPOCH} AS registered
    FROM (SELECT *, {_UNIT} AS mark FROM form) f
    LEFT JOIN name a ON a.text = f.first LEFT JOIN name m ON m.text = f.middle
    LEFT JOIN name b ON b.text = f.last
    LEFT JOIN place x ON x.text = f.suffix LEFT JOIN place d ON d.text = f.direction
    LEFT JOIN place s ON s.text = f.street LEFT JOIN place k ON k.text = f.kind
    LEFT JOIN place u ON u.text = f.mark LEFT JOIN place c ON c.text = f.city
    LEFT JOIN place z ON z.text = f.zip
    """,
)

_COUNTS = (
    Step(
        "pair",
        "First and last names go together: pairs are counted, not multiplied; pairs held once are left out.",
        "SELECT first, last, count(*)::INTEGER AS n FROM coded "
        "WHERE first IS NOT NULL AND last IS NOT NULL GROUP BY first, last HAVING n > 1",
    ),
    Step(
        "house",
        "A tower of 300 voters says less than a cottage; houses of one voter are left out.",
        "SELECT street, number, count(*)::INTEGER AS n FROM coded "
        "WHERE street IS NOT NULL AND number IS NOT NULL GROUP BY street, number HAVING n > 1",
    ),
    Step(
        "crowded",
        "Sounds shared by too many voters are searched within the ZIP only.",
        "SELECT first, sound_last, count(*)::INTEGER AS n FROM coded "
        f"WHERE first IS NOT NULL AND sound_last IS NOT NULL GROUP BY first, sound_last HAVING n > {CROWD}",
    ),
    Step(
        "crowded_first",
        "The same for the sound of the first name.",
        "SELECT sound_first, last, count(*)::INTEGER AS n FROM coded "
        f"WHERE sound_first IS NOT NULL AND last IS NOT NULL GROUP BY sound_first, last HAVING n > {CROWD}",
    ),
    Step(
        "part",
        "A signer with two surnames may write one of them, or the roll may hold one of them.",
        """
        SELECT vrow, first, each.code AS part FROM (
            SELECT vrow, coded.first, unnest(string_split(name.text, ' ')) AS part
            FROM coded JOIN name ON name.code = coded.last
            WHERE contains(name.text, ' ') AND coded.first IS NOT NULL
        ) JOIN name AS each ON each.text = part
        """,
    ),
)

_VOTERS = Step(
    "voter",
    "Each voter in numbers, and how many share the name and the house.",
    """
    SELECT c.*, coalesce(p.n, 1)::INTEGER AS n_pair, coalesce(h.n, 1)::INTEGER AS n_house
    FROM coded c LEFT JOIN pair p USING (first, last) LEFT JOIN house h USING (street, number)
    ORDER BY c.vrow
    """,
)

_FACT = Step(
    "fact",
    "The roll's size, how common one house number is, and what made these tables.",
    """
    SELECT (SELECT count(*) FROM coded)::DOUBLE AS voters,
        (SELECT coalesce(sum(n * n) / sum(n)::DOUBLE ** 2, 0)
         FROM (SELECT count(*)::DOUBLE AS n FROM coded WHERE number IS NOT NULL GROUP BY number))
            AS share_number,
    """,
)

_STEPS = (_HELD, _SOUNDS, _NAMES, _PLACES, _CODED, *_COUNTS, _VOTERS)

# What weighing reads of a voter, in the order of linkage.npy's rows; 0 is unknown.
VOTER_COLUMNS: Final = (
    *("first", "middle", "last", "suffix", "number", "direction", "street", "kind", "unit", "city", "zip"),
    *("status", "inside", "born", "registered", "n_pair", "n_house"),
)

_FORMS = """
    SELECT form.*, voter.birth_date, voter.registered_on FROM roll.form JOIN roll.voter USING (vrow)
"""


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
    """Write linkage.duckdb and linkage.npy beside the sealed roll, unless whole ones are there.

    Raises NotFound where roll_dir holds no roll.
    """
    if not (roll_dir / "roll.duckdb").exists():
        raise NotFound(f"There is no sealed roll in {roll_dir.name}.", do="Import the voter roll first.")
    if is_prepared(roll_dir):
        return
    sweep(roll_dir, PREPARED)
    sweep(roll_dir, ARRAYS)
    tables = roll_dir / f"{PREPARED}.{os.getpid()}.building"
    arrays = roll_dir / f"{ARRAYS}.{os.getpid()}.building"
    try:
        _build(tables, arrays, roll_dir, progress, engine or Engine())
        publish(arrays, roll_dir / ARRAYS)
        publish(tables, roll_dir / PREPARED)
    except FileNotFoundError:
        # Another process prepared the same roll at the same time and swept ours away.
        if not is_prepared(roll_dir):
            raise
    finally:
        tables.unlink(missing_ok=True)
        arrays.unlink(missing_ok=True)


def is_prepared(roll_dir: Path) -> bool:
    """Whether tables and arrays made by this version from this roll are there."""
    path = roll_dir / PREPARED
    if not path.exists() or not (roll_dir / ARRAYS).exists():
        return False
    try:
        with duckdb.connect(str(path), read_only=True) as db:
            found = db.execute("SELECT made_by FROM fact").fetchone()
    except duckdb.Error:
        return False
    return found == (_made_by(roll_dir),)


def read_arrays(roll_dir: Path) -> Columns:
    """The voters' columns, mapped into memory: nothing is read before it is used."""
    table: Ints = np.load(roll_dir / ARRAYS, mmap_mode="r")
    return {name: table[row] for row, name in enumerate(VOTER_COLUMNS)}


def prepare_forms(run: Run, made_by: str) -> None:
    """Make the tables above from the view `form` (normal forms with birth_date and registered_on)."""
    from fullcount.evidence.sounds import sound

    run.table(_HELD)
    map_distinct(run.db, "sounds", "SELECT text FROM held WHERE coalesce(sound, '') = ''", sound)
    for step in _STEPS[1:]:
        run.table(step)
    run.db.execute(f"CREATE TABLE fact AS {_FACT.sql} ? AS made_by", [made_by])
    run.drop(["sounds", "held", "coded"])


def fetch_arrays(db: duckdb.DuckDBPyConnection, table: str = "voter") -> Columns:
    """The voters' columns of a table in the order of their rows, 0 for what is unknown."""
    columns = ", ".join(f"coalesce({name}, 0)::INTEGER AS {name}" for name in VOTER_COLUMNS)
    return {**db.execute(f"SELECT {columns} FROM {table}").fetchnumpy()}


def _made_by(roll_dir: Path) -> str:
    """What the tables depend on: the steps above, and the roll's content."""
    seal = roll_dir / "seal.json"
    content = seal.read_bytes() if seal.exists() else b""
    texts = "".join(step.sql for step in (*_STEPS, _FACT)).encode()
    return f"{hashlib.sha256(texts).hexdigest()} {hashlib.sha256(content).hexdigest()}"


def _build(path: Path, arrays: Path, roll_dir: Path, progress: Progress, engine: Engine) -> None:
    with engine.connect(str(path), path.with_suffix(".spill")) as db:
        roll = str(roll_dir / "roll.duckdb").replace("'", "''")
        db.execute(f"ATTACH '{roll}' AS roll (READ_ONLY)")
        db.execute(f"CREATE TEMP VIEW form AS {_FORMS}")
        run = Run(db, "Preparing the roll for linking", progress, of=len(_STEPS) + 2)
        prepare_forms(run, _made_by(roll_dir))
        _write_arrays(db, arrays)
        db.execute("CHECKPOINT")


def _write_arrays(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Column by column, so that a state's roll is never in memory at once; `voter` lies in row order."""
    voters = int(db.execute("SELECT voters FROM fact").fetchall()[0][0])
    table = np.lib.format.open_memmap(
        str(path), mode="w+", dtype=np.int32, shape=(len(VOTER_COLUMNS), voters)
    )
    for row, name in enumerate(VOTER_COLUMNS):
        found = db.execute(f"SELECT coalesce({name}, 0)::INTEGER AS n FROM voter").fetchnumpy()
        table[row] = found["n"]
    table.flush()
