"""A voter file that is not sealed: what is no voter is passed over, and the rest is as if it were sealed."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from fullcount.linkage import LinkResult, VoterFile, link, prepare
from fullcount.roll import import_roll, layout, reader
from fullcount.terms import BadInput

COLUMNS = ("voter_id", "first_name", "last_name", "suffix", "residence_address", "unit", "zip", "status")
PEOPLE = (
    ("1", "ANNA", "ALDER", "", "123 MAPLE ST", "", "90001", "active"),
    ("2", "BORIS", "ALDER", "JR", "123 1/2 Maple Street", "Apt 4", "90001-1234", "A"),
    ("3", "Dr.", "CLARA BRANDT", "", "0045 N OAK AVE", "", "", "inactive"),
    ("4", "", "CHER", "", "PO BOX 12", "", "90002", ""),
    ("5", "MARÍA JOSÉ", "de la Cruz-Smith", "", "77 1ST ST #9", "", "90002", "canceled"),
    ("6", "DAVID", "ESPARZA", "", "3061", "", "90003", "active"),
)
BAD = (
    ("", "NOBODY", "NOID", "", "1 OAK AVE", "", "90001", "active"),
    ("7", "", "", "", "1 OAK AVE", "", "90001", "active"),
    ("8", "ODD", "STATUS", "", "1 OAK AVE", "", "90001", "purple"),
    ("2", "BORIS", "SECOND", "", "1 OAK AVE", "", "90001", "active"),
)
LINES = (
    ("a", "Anna", "Alder", "123 Maple St", "90001"),
    ("b", "Boris", "Alder", "123 Maple St Apt 4", "90001"),
    ("c", "Clara", "Brandt", "45 North Oak Ave", ""),
    ("d", "Maria", "Cruz", "77 First Street # 9", "90002"),
    ("e", "David", "Esparzza", "3061", "90003"),
    ("f", "Boris", "Second", "1 Oak Ave", "90001"),
    ("g", "", "Cher", "PO Box 12", "90002"),
)


def write(path: Path, rows: Iterable[tuple[str, ...]], header: tuple[str, ...]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return write(tmp_path / "lines.csv", LINES, ("line", "first", "last", "address", "zip"))


def found(result: LinkResult) -> list[object]:
    return [*result.candidates(), *result.readings(), *result.groups()]


def as_parquet(source: Path) -> Path:
    target = source.with_suffix(".parquet")
    text = f"read_csv('{source}', all_varchar = true)"
    duckdb.execute(f"COPY (FROM {text}) TO '{target}' (FORMAT parquet)")
    return target


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("bad", [(), BAD])
def test_it_gives_what_the_roll_sealed_of_it_gives(
    tmp_path: Path, lines: Path, kind: str, bad: tuple[tuple[str, ...], ...]
) -> None:
    rows = [*PEOPLE[:3], *bad, *PEOPLE[3:]]
    source = write(tmp_path / "roll.csv", rows, COLUMNS)
    import_roll(source, tmp_path / "roll", layout("fullcount"), date(2022, 7, 6))
    prepare(tmp_path / "roll")
    sealed = link(lines, tmp_path / "roll", tmp_path / "one")
    given = source if kind == "csv" else as_parquet(source)
    file = VoterFile(given.name, reader(given, layout("fullcount"), tmp_path))
    unsealed = link(lines, file, tmp_path / "two")
    assert found(unsealed) == found(sealed)
    assert unsealed.roll == (len(PEOPLE), len(bad))
    assert {line.line for line in sealed.candidates()} == {"a", "b", "c", "d", "e", "g"}


@pytest.mark.parametrize("rows", [BAD[:3], ()])
def test_a_file_without_a_voter_is_said(
    tmp_path: Path, lines: Path, rows: tuple[tuple[str, ...], ...]
) -> None:
    source = as_parquet(write(tmp_path / "roll.csv", rows, COLUMNS))
    file = VoterFile(source.name, reader(source, layout("fullcount"), tmp_path))
    with pytest.raises(BadInput, match="No row of the file is a voter") as caught:
        link(lines, file, tmp_path / "work")
    assert caught.value.file == "roll.parquet"
    assert list((tmp_path / "work").iterdir()) == []


def test_a_damaged_file_is_said(tmp_path: Path, lines: Path) -> None:
    source = as_parquet(write(tmp_path / "roll.csv", PEOPLE * 40, COLUMNS))
    data = bytearray(source.read_bytes())
    data[40:200] = b"\xff" * 160
    source.write_bytes(data)
    file = VoterFile(source.name, reader(source, layout("fullcount"), tmp_path))
    with pytest.raises(BadInput, match="damaged"):
        link(lines, file, tmp_path / "work")
