"""Opening a sealed roll: what is checked, what is refused."""

import subprocess
import sys

import duckdb
import pytest

from fullcount.roll import open_roll
from fullcount.terms import BadInput, NotFound


def test_a_roll_that_is_as_sealed_passes_the_check(files):
    files.seal()
    with open_roll(files.folder / "roll", check=True) as roll:
        assert roll.seal.voters == 7


def test_a_changed_roll_fails_the_check(files):
    files.seal()
    path = files.folder / "roll" / "roll.duckdb"
    path.chmod(0o644)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE voter SET status = 'canceled' WHERE voter_id = 'V1'")
    with pytest.raises(BadInput, match="not what was sealed"):
        open_roll(files.folder / "roll", check=True)


def test_a_roll_that_is_not_there(files):
    with pytest.raises(NotFound, match="no sealed roll"):
        files.open()


def test_a_seal_without_its_roll(files):
    files.seal()
    (files.folder / "roll" / "roll.duckdb").unlink()
    with pytest.raises(NotFound, match=r"no roll\.duckdb"):
        files.open()


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"by_status": {}, "as_of": "2024-01-01"}'])
def test_a_seal_that_is_none(files, text):
    files.seal()
    seal = files.folder / "roll" / "seal.json"
    seal.chmod(0o644)
    seal.write_text(text)
    with pytest.raises(BadInput, match="not the seal"):
        files.open()


def test_a_seal_of_another_format(files):
    files.seal()
    seal = files.folder / "roll" / "seal.json"
    seal.chmod(0o644)
    seal.write_text(seal.read_text().replace("roll v1", "roll v9"))
    with pytest.raises(BadInput, match="roll v9"):
        files.open()


def test_a_damaged_roll(files):
    files.seal()
    path = files.folder / "roll" / "roll.duckdb"
    path.chmod(0o644)
    path.write_bytes(b"nothing of the kind" * 1000)
    with files.open() as roll, pytest.raises(BadInput, match="damaged"):
        roll.voter("V1")


def test_many_processes_read_one_roll(files):
    files.seal()
    code = (
        "import sys; from pathlib import Path; from fullcount.roll import open_roll\n"
        "roll = open_roll(Path(sys.argv[1])); "
        "print(len(roll.search('garcia')), flush=True); sys.stdin.read(); roll.close()"
    )
    command = [sys.executable, "-c", code, str(files.folder / "roll")]
    with files.open() as roll:
        here = len(roll.search("garcia"))
        both = [subprocess.Popen(command, stdin=-1, stdout=-1, text=True) for _ in range(2)]
        assert [process.stdout.readline() for process in both] == [f"{here}\n"] * 2
        assert [process.communicate("")[0] for process in both] == ["", ""]


def test_the_example_of_the_format_page(files):
    seal = files.seal(
        "voter_id,first_name,last_name,birth_date,residence_address,city,zip,status\n"
        "B,,Birch,,,,,\nA,Ann,Oak,1970-01-02,1 Elm St,Oxbow,90001,active\n",
    )
    assert seal.content_hash == "ff805448ab1122a86c4f65c7b7c0aa782d128671401b7aa392e8961124563025"
