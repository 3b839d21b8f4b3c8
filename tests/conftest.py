"""Django with the desk, and Apache Spark, started once; what is untested without Spark or a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from in_browser import NOT_TESTED as NOT_IN_A_BROWSER
from on_spark import NOT_TESTED, SETTINGS, Sparked
from own_postgres import NOT_TESTED as NOT_STOPPED

import fullcount.web  # noqa: F401 - Django is set up once in a process, and by the desk for everything
from fullcount.linkage.spark_session import LOG, Spark, session


@pytest.fixture(scope="session")
def sparked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sparked]:
    """A Spark on two cores that notes all it does in a file."""
    folder = tmp_path_factory.mktemp("spark")
    with session(Spark("local[2]", SETTINGS), folder) as made:
        yield Sparked(Spark(session=made), folder / LOG)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    for untested in (NOT_TESTED, NOT_IN_A_BROWSER, NOT_STOPPED):
        if any(untested in str(report.longrepr) for report in skipped):
            terminalreporter.write_line(untested, yellow=True, bold=True)
