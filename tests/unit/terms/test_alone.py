"""Folders of work: the owner's only, one process at a time, cleared after a kill, links never followed."""

import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fullcount.terms import Refused
from fullcount.terms.alone import alone, sweep

HOLDING = """
import sys, time
from pathlib import Path
from fullcount.terms.alone import alone
with alone(Path(sys.argv[1])) as folder:
    (folder / "names.csv").write_text("a name")
    print("held", flush=True)
    time.sleep(600)
"""


@contextmanager
def another_process(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the folder until it is killed."""
    with subprocess.Popen([sys.executable, "-c", HOLDING, folder], stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout
        held.stdout.readline()
        try:
            yield held
        finally:
            held.send_signal(signal.SIGKILL)


def test_it_is_its_owners_only_and_gone_afterwards(tmp_path: Path) -> None:
    with alone(tmp_path / "work") as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "names.csv").touch()
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_after_an_error_and_kept_where_it_was_renamed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="x"), alone(tmp_path / "work"):
        raise ValueError("x")
    assert list(tmp_path.iterdir()) == []
    with alone(tmp_path / "work") as folder:
        folder.rename(tmp_path / "kept")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_second_process_waits_outside_and_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    with another_process(folder) as held:
        with pytest.raises(Refused, match="Another process is working"), alone(folder):
            pass
        sweep(folder)
        assert (folder / "names.csv").exists()
        held.send_signal(signal.SIGKILL)
        held.wait()
        assert (folder / "names.csv").exists()
        with alone(folder):
            assert list(folder.iterdir()) == []
    assert not folder.exists()


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "theirs").touch()
    (tmp_path / "work").symlink_to("others")
    sweep(tmp_path / "work")
    with pytest.raises(Refused, match="not a folder of its own"), alone(tmp_path / "work"):
        pass
    assert (tmp_path / "others" / "theirs").exists()


def test_nothing_is_swept_where_nothing_is(tmp_path: Path) -> None:
    sweep(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    sweep(tmp_path / "file")
    assert (tmp_path / "file").exists()
