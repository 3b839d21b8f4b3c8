"""A sealed roll made once, and fresh cases copied from one made once."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
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
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("blank") / "case"
    open_case(directory, create=True).close()
    return directory


@pytest.fixture
def case(blank: Path, tmp_path: Path) -> Iterator[Case]:
    shutil.copytree(blank, tmp_path / "case")
    with open_case(tmp_path / "case") as opened:
        yield opened


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, case: Case, tmp_path: Path) -> Iterator[Case]:
    """A fresh case on SQLite, and one on the PostgreSQL server that the environment names."""
    if request.param == "sqlite":
        yield case
        return
    if not URL:
        pytest.skip(NOT_TESTED)
    empty_database(URL)
    with open_case(tmp_path / "on-postgres", create=True, database_url=URL) as opened:
        yield opened


def empty_database(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP SCHEMA public CASCADE")
        server.execute("CREATE SCHEMA public")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not URL and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line(NOT_TESTED, yellow=True, bold=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()
