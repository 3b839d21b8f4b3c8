"""A voter file in Parquet gives the roll that the same file as text gives; a bad one is told."""

import csv
from datetime import date

import duckdb
import pytest
from voter_files import PEOPLE, voter_file

from fullcount.roll import FIELDS, Options, generic_layout, import_roll, layout, recognise, stage_voters
from fullcount.terms import BadInput

AS_OF = date(2024, 3, 5)
DATES = "* REPLACE (birth_date::DATE AS birth_date, registered_on::TIMESTAMP AS registered_on)"


def parquet(files, select="*", name="voters.parquet"):
    (files.folder / "voters.csv").write_text(files.text())
    source, path = files.folder / "voters.csv", files.folder / name
    with duckdb.connect() as con:
        read = f"read_csv('{source}', all_varchar=true)"
        con.execute(f"COPY (SELECT {select} FROM {read}) TO '{path}' (FORMAT parquet)")
    return path


def hash_of(path, files, made=None, into="again"):
    return import_roll(path, files.folder / into, made or layout("fullcount"), AS_OF).content_hash


@pytest.mark.parametrize(
    "select", ["*", DATES, "zip::INTEGER AS zip, * EXCLUDE zip", "zip::DOUBLE AS zip, * EXCLUDE zip"]
)
def test_the_roll_is_that_of_the_same_file_as_text(files, select):
    assert hash_of(parquet(files, select), files) == files.seal().content_hash


def test_any_layout_reads_parquet_by_its_names(tmp_path):
    source, path = tmp_path / "co.txt", tmp_path / "co.parquet"
    source.write_bytes(voter_file("ohio"))
    with duckdb.connect() as con:
        con.execute(f"COPY (FROM read_csv('{source}', all_varchar=true)) TO '{path}' (FORMAT parquet)")
    made = recognise(path)
    assert made.name == "ohio"
    text = import_roll(source, tmp_path / "text", layout("ohio"), AS_OF)
    assert text.voters == len(PEOPLE)
    assert import_roll(path, tmp_path / "roll", made, AS_OF).content_hash == text.content_hash


def test_bad_rows_are_told_with_their_place(files):
    select = "CASE voter_id WHEN 'V3' THEN '' ELSE voter_id END AS voter_id, * EXCLUDE (voter_id, status), "
    select += "CASE voter_id WHEN 'V5' THEN 'gone' ELSE status END AS status"
    seal = import_roll(parquet(files, select), files.folder / "roll", layout("fullcount"), AS_OF)
    assert (seal.voters, seal.rejected) == (5, 2)
    assert files.rejects() == [
        ["voters.parquet", "3", "voter_id", "no voter id"],
        ["voters.parquet", "5", "status", "unknown status word"],
    ]


def test_tabs_line_ends_and_nuls_in_values_are_as_in_text(files):
    select = "* REPLACE (last_name || chr(10) || chr(9) || 'x' AS last_name)"
    import_roll(parquet(files, select), files.folder / "roll", layout("fullcount"), AS_OF)
    with files.open() as roll:
        assert roll.voter("V6").last_name == "Smith x"


def test_without_ids_the_row_numbers_are_the_ids(files):
    path = parquet(files)
    made = generic_layout({"last_name": "last_name", "first_name": "first_name"}, Options())
    import_roll(path, files.folder / "roll", made, AS_OF)
    with files.open() as roll:
        assert roll.voter("1").first_name == "Maria"
        assert roll.voter("7").last_name == "John"


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda data: data[:-50], "cut off"),
        (lambda data: data[:4], "cut off"),
        (lambda data: data[:-200] + b"\xff" * 190 + data[-10:], "damaged"),
        (lambda data: data[:10] + b"\0" * 400 + data[410:], "damaged"),
    ],
)
def test_a_broken_file_is_told_and_nothing_is_left(files, broken, says):
    path = parquet(files)
    path.write_bytes(broken(path.read_bytes()))
    with pytest.raises(BadInput, match=rf"voters\.parquet: the Parquet file is {says}"):
        hash_of(path, files, into="roll")
    assert not (files.folder / "roll").exists()


def test_a_missing_column_is_told(files):
    with pytest.raises(BadInput, match="there is no column last_name"):
        hash_of(parquet(files, "* EXCLUDE last_name"), files)


def test_staging_needs_no_seal_and_may_be_done_twice_on_a_connection(files, tmp_path):
    path = parquet(files)
    with duckdb.connect() as con:
        for source in (path, files.folder / "voters.csv", path):
            work = tmp_path / f"work{source.suffix}{len(list(tmp_path.iterdir()))}"
            work.mkdir()
            staged = stage_voters(con, source, layout("fullcount"), work)
            assert (staged.voters, sum(staged.rejected.values())) == (7, 0)
            names = [row[0] for row in con.execute("DESCRIBE staged").fetchall()]
            assert names == [*FIELDS, "why", "place"]
            with staged.rejects.open() as file:
                assert len(list(csv.reader(file))) == 1
