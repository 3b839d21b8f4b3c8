"""The desk of a small petition whose sample is drawn and linked, on SQLite and on PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from desk_people import at_the_desk, up_to_examining
from small_petition import OPENING, Clock, seal_roll

from fullcount.case import Case, actions, open_case

URL = os.environ.get("FULLCOUNT_TEST_DATABASE_URL", "")
NOT_TESTED = "NOT TESTED ON POSTGRESQL: set FULLCOUNT_TEST_DATABASE_URL to a database that may be emptied."


@pytest.fixture(scope="session")
def sealed_roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("roll")
    with open_case(work / "case", create=True) as case:
        clock = Clock()
        actions.open_petition(case, clock(), OPENING)
        seal_roll(case, clock(), work)
        return case.roll_dir


@pytest.fixture(scope="session")
def linked(tmp_path_factory: pytest.TempPathFactory, sealed_roll: Path) -> Path:
    """The directory of such a case, to be copied; with the desk's tables and people."""
    directory = tmp_path_factory.mktemp("linked") / "case"
    with open_case(directory, create=True) as case:
        up_to_examining(case, sealed_roll)
    for opened in at_the_desk(directory):
        assert opened.is_open
    return directory


@pytest.fixture
def desk(linked: Path, tmp_path: Path) -> Iterator[Case]:
    """The desk on SQLite."""
    shutil.copytree(linked, tmp_path / "case", symlinks=True)
    yield from at_the_desk(tmp_path / "case")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, linked: Path, sealed_roll: Path, tmp_path: Path) -> Iterator[Case]:
    """The desk on SQLite, and on the PostgreSQL server that the environment names."""
    if request.param == "sqlite":
        shutil.copytree(linked, tmp_path / "case", symlinks=True)
        yield from at_the_desk(tmp_path / "case")
        return
    if not URL:
        pytest.skip(NOT_TESTED)
    with psycopg.connect(URL, autocommit=True) as server:
        server.execute("DROP SCHEMA public CASCADE")
        server.execute("CREATE SCHEMA public")
    with open_case(tmp_path / "case", create=True, database_url=URL) as case:
        up_to_examining(case, sealed_roll)
    yield from at_the_desk(tmp_path / "case", URL)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def counting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    """The desk of a petition that is open, with nothing received, on SQLite and on PostgreSQL."""
    if request.param == "postgres" and not URL:
        pytest.skip(NOT_TESTED)
    url = URL if request.param == "postgres" else ""
    if url:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("DROP SCHEMA public CASCADE")
            server.execute("CREATE SCHEMA public")
    with open_case(tmp_path / "case", create=True, database_url=url) as case:
        actions.open_petition(case, Clock()(), OPENING)
    yield from at_the_desk(tmp_path / "case", url)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Case]:
    """The same on SQLite."""
    with open_case(tmp_path / "case", create=True) as case:
        actions.open_petition(case, Clock()(), OPENING)
    yield from at_the_desk(tmp_path / "case")


@pytest.fixture
def unopened(tmp_path: Path) -> Iterator[Case]:
    """The desk of a case in which no petition is open."""
    open_case(tmp_path / "case", create=True).close()
    yield from at_the_desk(tmp_path / "case")
