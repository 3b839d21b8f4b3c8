"""A search index that is made once, or not at all: builds that are killed, that wait, and what they leave."""

import signal
import subprocess
import sys

import pytest

from fullcount.roll import prepare_search
from fullcount.roll.index import INDEX


def ids(roll, what):
    return [hit.voter_id for hit in roll.search(what)]


def test_what_a_killed_process_left_is_written_over(files):
    files.seal()
    folder = files.folder / "roll"
    (folder / f"{INDEX}.making").write_bytes(b"half")
    (folder / f"{INDEX}.spill").mkdir()
    (folder / f"{INDEX}.spill" / "rows").write_bytes(b"half")
    prepare_search(folder)
    assert {path.name for path in folder.iterdir()} == {"seal.json", "roll.duckdb", "rejects.csv", INDEX}


KILLED = """
import os, signal, sys
from pathlib import Path
from fullcount.roll import prepare_search
steps = iter(range(int(sys.argv[2])))
def progress(what, done, of):
    if next(steps, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
prepare_search(Path(sys.argv[1]), progress)
"""


@pytest.mark.parametrize("after", [0, 3, 6])
def test_a_killed_build_leaves_no_index(files, after):
    files.seal()
    folder = files.folder / "roll"
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(after)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (folder / INDEX).exists()
    with files.open() as roll:
        assert ids(roll, "garcia 12") == ["V3"]
    assert not (folder / f"{INDEX}.making").exists()


HOLDING = """
import sys, time
from pathlib import Path
from fullcount.roll import prepare_search
def progress(what, done, of):
    print(flush=True)
    time.sleep(60)
prepare_search(Path(sys.argv[1]), progress)
"""


@pytest.mark.parametrize("made", [False, True])
def test_what_a_killed_build_left_is_swept_away_when_the_roll_is_opened(files, made):
    files.seal()
    folder = files.folder / "roll"
    subprocess.run([sys.executable, "-c", KILLED, str(folder), "3"], check=False)
    left = folder / f"{INDEX}.making"
    assert left.is_file()
    if made:  # what one leaves that waited for it and was killed
        prepare_search(folder)
    left.write_bytes(b"half")
    (folder / f"{INDEX}.spill").mkdir(exist_ok=True)
    (folder / f"{INDEX}.spill" / "rows").write_bytes(b"half")
    files.open().close()
    kept = {"seal.json", "roll.duckdb", "rejects.csv"} | ({INDEX} if made else set())
    assert {path.name for path in folder.iterdir()} == kept


def test_a_spill_alone_is_swept_away_where_the_index_is_asked_for(files):
    files.seal()
    folder = files.folder / "roll"
    prepare_search(folder)
    (folder / f"{INDEX}.spill").mkdir()
    prepare_search(folder)
    assert {path.name for path in folder.iterdir()} == {"seal.json", "roll.duckdb", "rejects.csv", INDEX}


def test_what_a_living_process_makes_is_not_swept_away(files):
    files.seal()
    folder = files.folder / "roll"
    making = folder / f"{INDEX}.making"
    with subprocess.Popen([sys.executable, "-c", HOLDING, str(folder)], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        before = making.stat().st_ino
        files.open().close()
        assert making.stat().st_ino == before
        process.kill()
    files.open().close()
    assert not making.exists()


def test_a_leftover_that_is_a_link_is_left_alone(files):
    files.seal()
    folder = files.folder / "roll"
    (folder / f"{INDEX}.making").symlink_to(folder / "seal.json")
    files.open().close()
    assert (folder / f"{INDEX}.making").is_symlink()


def test_many_that_want_it_at_once_get_one(files):
    files.seal()
    folder = files.folder / "roll"
    at_once = [subprocess.Popen([sys.executable, "-c", KILLED, str(folder), "99"]) for _ in range(3)]
    assert [process.wait() for process in at_once] == [0, 0, 0]
    assert {path.name for path in folder.iterdir()} == {"seal.json", "roll.duckdb", "rejects.csv", INDEX}
