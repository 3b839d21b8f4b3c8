"""The roll as linking reads it: texts as numbers, counts of names and places; kept beside a sealed roll.

linkage.npy (the voters, a row a column, mapped into memory and shared by all processes) and linkage.npz
(texts behind the numbers, and counts) lie in the sealed roll's directory. They are derived from roll.duckdb
alone, so they can be deleted and built again; they are written under another name and renamed, so that they
are whole or absent.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from fullcount.linkage.arrays import EPOCH, Ints
from fullcount.linkage.coding import Coded, Lexicon, Relation, code
from fullcount.linkage.engine import Engine
from fullcount.linkage.files import publish, sweep
from fullcount.linkage.former import NONE
from fullcount.linkage.near import Neighbourhood
from fullcount.linkage.normal import Lexicons
from fullcount.linkage.prepared import NAMES, PLACES, VOTER_COLUMNS, Counted, Prepared, counted
from fullcount.linkage.texts import Texts
from fullcount.linkage.weights import STATUSES
from fullcount.terms import NotFound, Progress, silent

PREPARED: Final = "linkage.npz"
ARRAYS: Final = "linkage.npy"
FORMAT: Final = "5"  # of these files; another one is built again


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
        _write(made, building[ARRAYS], building[PREPARED], _made_by(roll_dir))
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
            return str(kept["made_by"]) == _made_by(roll_dir)
    except (ValueError, KeyError, OSError, EOFError):
        return False


def numbering(roll_dir: Path) -> str:
    """A name for the numbers a prepared roll gives its texts; other files that hold such numbers bear it."""
    digest = hashlib.sha256()
    with np.load(roll_dir / PREPARED) as kept:
        for name in ("names", "places", "sounds"):
            digest.update(kept[name].tobytes())
    return digest.hexdigest()[:16]


def from_sealed(roll_dir: Path, progress: Progress = silent, engine: Engine | None = None) -> Prepared:
    """A sealed roll in numbers, in the order of its rows: its normal forms are kept in the roll."""
    what, spill = "Preparing the roll for linking", roll_dir / f"{PREPARED}.{os.getpid()}.spill"
    progress(what, 0, 3)
    with (engine or Engine()).connect(spill) as db:
        roll = str(roll_dir / "roll.duckdb").replace("'", "''")
        db.execute(f"ATTACH '{roll}' AS roll (READ_ONLY)")
        texts, numbers = code(db, _FORM)
        _, days = code(db, _VOTER)
        before = _former(db)
    progress(what, 1, 3)
    known = Lexicons(Lexicon(), Lexicon())
    columns = {
        name: lexicon.numbers(texts[name].texts)[texts[name].codes]
        for names, lexicon in ((NAMES, known.names), (PLACES, known.places))
        for name in names
    }
    columns = {**_by_row({**columns, **numbers}), **_by_row(days)}
    made = counted(columns, known, lambda done: progress(what, 1 + done, 3))
    return _with_former(made, *before) if before else made


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


_FORMER: Final = Relation(
    """(SELECT f.*, valid_from, valid_to FROM roll.former_form f JOIN roll.former USING (vrow, nth)
        ORDER BY vrow, nth)""",
    {name: f"coalesce({_UNIT if name == 'unit' else name}, '')" for name in PLACES if name != "suffix"},
    {
        "number": "number",
        "of": "vrow",
        "since": f"(valid_from - DATE '1970-01-01') + {EPOCH}",
        "until": f"(valid_to - DATE '1970-01-01') + {EPOCH}",
    },
)


def _former(db: duckdb.DuckDBPyConnection) -> tuple[dict[str, Coded], dict[str, Ints]] | None:
    """The former registrations that are sealed with a roll; None where there are none."""
    sql = "SELECT 1 FROM duckdb_tables() WHERE database_name = 'roll' AND table_name = 'former_form'"
    there = db.execute(sql).fetchall() and db.execute("SELECT 1 FROM roll.former_form LIMIT 1").fetchall()
    return code(db, _FORMER) if there else None


def _with_former(made: Prepared, texts: dict[str, Coded], numbers: dict[str, Ints]) -> Prepared:
    """Rows for former registrations: of the voter, but for the address."""
    of = numbers["of"]
    places = {name: made.known.places.numbers(list(each.texts))[each.codes] for name, each in texts.items()}
    own = {**places, "number": numbers["number"]}
    own["n_house"] = made.houses.of(own["street"], own["number"])
    rows = {name: own.get(name, column[of]) for name, column in made.voters.items()}
    new = len(made.known.places) - len(made.places.text)
    return replace(
        made,
        voters={name: np.concatenate((column, rows[name])) for name, column in made.voters.items()},
        places=made.places.and_more(made.known.places.own[-new:] if new else ()),
        former={name: numbers[name] for name in NONE},
    )


def _by_row(columns: dict[str, Ints]) -> dict[str, Ints]:
    """Columns in the order of vrow, which is one of them: a roll's tables lie in any order."""
    row = columns.pop("vrow")
    made = {name: np.empty_like(column) for name, column in columns.items()}
    for name, column in columns.items():
        made[name][row] = column
    return made


def read_prepared(roll_dir: Path) -> Prepared:
    """What prepare wrote. The voters are mapped into memory: nothing is read before it is used."""
    table: Ints = np.load(roll_dir / ARRAYS, mmap_mode="r")
    with np.load(roll_dir / PREPARED) as file:
        kept = {name: file[name] for name in file.files if not name.startswith("near_")}
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
        partial(_read_near, roll_dir / PREPARED),
        kept["nicks"],
        {name: kept[f"former_{name}"] for name in NONE},
        float(kept["share_number"]),
        float(kept["middle_held"]),
    )


def _read_near(path: Path) -> Neighbourhood:
    """Read when it is needed, and not kept: it is large, and looked at once a petition."""
    with np.load(path) as file:
        return Neighbourhood(file["near_keys"], file["near_names"])


def _write(made: Prepared, arrays: Path, rest: Path, by: str) -> None:
    rows = len(made.voters["first"])
    table = np.lib.format.open_memmap(
        str(arrays), mode="w+", dtype=np.int32, shape=(len(VOTER_COLUMNS), rows)
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
        **{f"former_{name}": column for name, column in made.former.items()},
        "near_keys": made.near().keys,
        "near_names": made.near().names,
        "share_number": np.array(made.share_number),
        "middle_held": np.array(made.middle_held),
    }


def _joined(texts: list[str]) -> Any:
    """Texts of normal forms, which hold no line end, as bytes."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unjoined(data: Any) -> list[str]:
    return str(data.tobytes().decode()).split("\n")


def _made_by(roll_dir: Path) -> str:
    """What the files beside a roll depend on: how they are made, and the roll's content."""
    seal = roll_dir / "seal.json"
    content = seal.read_bytes() if seal.exists() else b""
    return f"{FORMAT} {hashlib.sha256(content).hexdigest()}"
