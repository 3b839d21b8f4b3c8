"""Preparing a roll: once, whole or not at all, from the roll alone."""

import shutil
from pathlib import Path

import duckdb
import pytest

from fullcount.linkage import is_prepared, prepare
from fullcount.linkage.prepare import ARRAYS, PREPARED, VOTER_COLUMNS, read_arrays
from fullcount.terms import NotFound


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as db:
        return db.execute(sql).fetchall()


def test_counts_are_the_rolls(county: Path) -> None:
    voters = rows(county / PREPARED, "SELECT voters FROM fact")[0][0]
    assert rows(county / PREPARED, "SELECT sum(n_last) FROM name") == [(voters,)]
    assert rows(county / PREPARED, "SELECT n_last FROM name WHERE text = 'THORNQUIST'") == [(2,)]
    assert rows(county / PREPARED, "SELECT count(*) FROM part") == [(2,)]


def test_the_arrays_say_what_the_tables_say(county: Path) -> None:
    arrays = read_arrays(county)
    for name in VOTER_COLUMNS:
        told = rows(county / PREPARED, f"SELECT coalesce({name}, 0) FROM voter ORDER BY vrow")
        assert arrays[name].tolist() == [row[0] for row in told]


def test_a_prepared_roll_is_left_alone_and_a_spoiled_one_built_again(county: Path, tmp_path: Path) -> None:
    roll = tmp_path / "roll"
    shutil.copytree(county, roll)
    before = (roll / PREPARED).stat().st_mtime_ns
    prepare(roll)
    assert (roll / PREPARED).stat().st_mtime_ns == before
    (roll / PREPARED).write_bytes(b"spoiled")
    assert not is_prepared(roll)
    prepare(roll)
    assert is_prepared(roll)
    (roll / ARRAYS).unlink()
    assert not is_prepared(roll)


def test_what_a_killed_run_left_is_swept(county: Path, tmp_path: Path) -> None:
    roll = tmp_path / "roll"
    shutil.copytree(county, roll)
    (roll / PREPARED).unlink()
    (roll / f"{PREPARED}.1.building").write_bytes(b"half")
    (roll / f"{PREPARED}.1.building.wal").write_bytes(b"half")
    (roll / f"{PREPARED}.1.spill").mkdir()
    (roll / f"{PREPARED}.1.spill" / "names").write_bytes(b"half")
    prepare(roll)
    assert not [*roll.glob("*building*"), *roll.glob("*.spill")]


def test_no_roll_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Import the voter roll first"):
        prepare(tmp_path)
