"""What holds names is its owner's alone, whatever the umask, and does not outlive the act that needed it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_petition import OPENING, Clock

from fullcount import case as cases
from fullcount.case import actions
from fullcount.terms import Refused
from fullcount.terms.alone import alone


@pytest.fixture
def permissive() -> Iterator[None]:
    """The umask of a machine that shares everything."""
    before = os.umask(0o000)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("permissive")
def test_the_database_and_the_files_beside_it_are_their_owners_only(tmp_path: Path) -> None:
    with cases.open_case(tmp_path / "case", create=True) as case:
        actions.open_petition(case, Clock()(), OPENING)
        found = {path.name: mode(path) for path in case.dir.iterdir()}
    assert {"case.sqlite3", "case.sqlite3-wal", "key.pem", "secret"} <= set(found)
    assert set(found.values()) == {0o600}


def test_transcripts_that_a_killed_linking_left_are_cleared_when_the_case_is_opened(tmp_path: Path) -> None:
    cases.open_case(tmp_path / "case", create=True).close()
    work = tmp_path / "case" / "work"
    work.mkdir()
    (work / "lines.csv").write_text("line,name\n1,a made-up name\n")
    cases.open_case(tmp_path / "case").close()
    assert not work.exists()


def test_a_second_creation_at_once_is_refused_and_takes_no_key(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    with alone(tmp_path / "case" / ".creating"), pytest.raises(Refused, match="Another process"):
        cases.open_case(tmp_path / "case", create=True)
    assert list((tmp_path / "case").iterdir()) == []
    cases.open_case(tmp_path / "case", create=True).close()
