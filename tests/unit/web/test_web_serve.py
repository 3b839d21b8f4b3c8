import subprocess
import sys
from pathlib import Path

import fullcount.web  # noqa: F401 - before the case: Django is set up once
from fullcount.case import open_case
from fullcount.web.server import Serving, check


def serve(*options):
    """The command in a process of its own, as Django is set up once in each."""
    code = f"from fullcount.cli import main; main(['serve', *{list(map(str, options))!r}])"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_serve_without_a_case_says_what_to_do(tmp_path: Path):
    done = serve("--case", tmp_path / "none")
    assert (done.returncode, "There is no case in none" in done.stderr) == (2, True)
    assert not (tmp_path / "none").exists()


def test_a_new_case_is_made_once_and_only_where_it_is_asked_for(tmp_path: Path):
    serving = Serving(tmp_path / "case", new=True)
    check(serving)
    key = (tmp_path / "case" / "key.pem").read_bytes()
    check(serving)
    assert (tmp_path / "case" / "key.pem").read_bytes() == key
    open_case(tmp_path / "case").close()


def test_nothing_is_made_for_what_cannot_be_served(tmp_path: Path):
    done = serve("--case", tmp_path / "case", "--new", "--processes", "2")
    assert (done.returncode, "need PostgreSQL" in done.stderr) == (2, True)
    assert not (tmp_path / "case").exists()
