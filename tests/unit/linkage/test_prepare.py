"""Preparing a roll: once, whole or not at all, from the roll alone."""

import shutil
from pathlib import Path

import duckdb
import numpy as np
import pytest

from fullcount.linkage import LineLinker, is_prepared, prepare
from fullcount.linkage.files import publish
from fullcount.linkage.prepare import ARRAYS, PREPARED, read_prepared
from fullcount.linkage.prepared import VOTER_COLUMNS, Counted, counted
from fullcount.terms import NotFound


def rows(roll: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(roll / "roll.duckdb"), read_only=True) as db:
        return db.execute(sql).fetchall()


def test_counts_are_the_rolls(county: Path) -> None:
    roll = read_prepared(county)
    assert len(roll) == rows(county, "SELECT count(*) FROM voter")[0][0]
    assert roll.names.counts["n_last"].sum() == roll.names.counts["n_first"].sum() == len(roll)
    assert roll.names.counts["n_last"][roll.known.names.known("THORNQUIST")] == 2
    assert [roll.known.names.text(part) for part in roll.parts["part"].tolist()] == ["QUINTERO", "SALAZAR"]


@pytest.mark.parametrize("name", ["first", "middle", "last"])
def test_a_name_is_that_of_the_voters_row(county: Path, name: str) -> None:
    roll = read_prepared(county)
    told = rows(county, f"SELECT coalesce({name}, '') FROM form ORDER BY vrow")
    assert [roll.names.text[code] for code in roll.voters[name]] == [row[0] for row in told]


@pytest.mark.parametrize("name", ["street", "kind", "zip", "city", "unit"])
def test_a_place_is_that_of_the_voters_row(county: Path, name: str) -> None:
    roll = read_prepared(county)
    told = rows(county, f"SELECT coalesce({name}, '') FROM form ORDER BY vrow")
    assert [roll.places.text[code] for code in roll.voters[name]] == [row[0] for row in told]


def test_namesakes_and_housemates_are_counted(county: Path) -> None:
    roll = read_prepared(county)
    told = rows(
        county,
        "SELECT count(*) OVER (PARTITION BY first, last), count(*) OVER (PARTITION BY street, number) "
        "FROM form ORDER BY vrow",
    )
    assert list(zip(roll.voters["n_pair"].tolist(), roll.voters["n_house"].tolist(), strict=True)) == told
    assert roll.pairs.of(roll.voters["first"], roll.voters["last"]).tolist() == [row[0] for row in told]


def test_texts_know_their_letters(county: Path) -> None:
    names = read_prepared(county).names
    assert names.length.tolist() == [len(text) for text in names.text]
    assert names.letter.tolist() == [ord(text[0]) if text else 0 for text in names.text]
    assert names.spaced.tolist() == [" " in text for text in names.text]


def test_numbers_too_large_to_be_sorted_with_their_rows_are_counted_the_same(county: Path) -> None:
    roll = read_prepared(county)
    columns = {name: np.array(roll.voters[name]) for name in VOTER_COLUMNS}
    columns["number"] = columns["number"] + 2**30
    again = counted(columns, roll.known)
    assert again.voters["n_house"].tolist() == roll.voters["n_house"].tolist()
    assert (again.houses.keys - (roll.houses.keys + 2**30)).tolist() == [0] * len(roll.houses.keys)


def test_what_nobody_shares_is_counted_once() -> None:
    nothing = Counted(np.zeros(0, np.int64), np.zeros(0, np.int32))
    assert nothing.of(np.array([1, 2], np.int32), np.array([3, 0], np.int32)).tolist() == [1, 1]


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
    (roll / f"{ARRAYS}.1.building").write_bytes(b"half")
    (roll / f"{PREPARED}.1.spill").mkdir()
    (roll / f"{PREPARED}.1.spill" / "names").write_bytes(b"half")
    prepare(roll)
    assert not [*roll.glob("*building*"), *roll.glob("*.spill")]


def test_no_roll_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Import the voter roll first"):
        prepare(tmp_path)


def test_postings_of_other_numbers_are_not_used(county: Path, tmp_path: Path) -> None:
    roll = tmp_path / "roll"
    shutil.copytree(county, roll)
    line = {"line": "1", "first": "Judith", "last": "Hathaway", "address": "2210 Sunset Blvd"}
    with LineLinker(roll) as linker:
        before = linker.link([line])
    (made,) = roll.glob("linkage.*.postings.npy")
    spoiled = np.load(made)[:, ::-1].copy()
    made.unlink()
    np.save(roll / "linkage.0123456789abcdef.postings.npy", spoiled)  # as of another version's numbers
    with LineLinker(roll) as linker:
        assert linker.link([line]) == before
    assert [path.name for path in roll.glob("linkage.*.postings.npy")] == [made.name]


def test_postings_swept_by_another_process_are_made_again(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll = tmp_path / "roll"
    shutil.copytree(county, roll, ignore=shutil.ignore_patterns("*.postings.npy"))
    swept: list[str] = []

    def sweep_once(building: Path, target: Path) -> None:
        if not swept:
            swept.append(building.name)
            building.unlink()
        publish(building, target)

    monkeypatch.setattr("fullcount.linkage.postings.publish", sweep_once)
    with LineLinker(roll) as linker:
        (found,) = linker.link([{"line": "1", "name": "Judith Hathaway", "address": "2210 Sunset Blvd"}])
    assert found.candidates[0].voter_id == "J1"
    assert swept
    assert len([*roll.glob("linkage.*.postings.npy*")]) == 1
