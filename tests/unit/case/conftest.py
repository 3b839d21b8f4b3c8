"""A sealed roll made once, and fresh cases copied from one made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_petition import Clock, seal_roll

from fullcount.case import Case, actions, open_case


@pytest.fixture(scope="session")
def sealed_roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from small_petition import OPENING

    work = tmp_path_factory.mktemp("roll")
    with open_case(work / "case", create=True) as case:
        clock = Clock()
        actions.open_petition(case, clock(), OPENING)
        seal_roll(case, clock(), work)
        return case.roll_dir


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("blank") / "case"
    open_case(directory, create=True).close()
    return directory


@pytest.fixture
def case(blank: Path, tmp_path: Path) -> Iterator[Case]:
    shutil.copytree(blank, tmp_path / "case")
    with open_case(tmp_path / "case") as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()
