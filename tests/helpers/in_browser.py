"""Chromium for tests of pages: where it is, and what to say where it is not."""

import os
import shutil
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), "")
MUST = os.environ.get("FULLCOUNT_TEST_BROWSER") == "1"
NOT_TESTED = "NOT TESTED IN A BROWSER: needs Chromium (Debian: apt-get install chromium)."
needs_browser = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM and not MUST, reason=NOT_TESTED)]


def database(case_dir: Path, url: str = "") -> "Rows":
    """What is in a desk's database, beside the server that serves it."""
    return Rows(case_dir, url)


class Rows:
    """Looks into a desk's database by SQL, without Django, which a browser's loop in this thread forbids."""

    def __init__(self, case_dir: Path, url: str) -> None:
        self._file, self._url = case_dir / "case.sqlite3", url

    def __call__(self, sql: str) -> list[tuple]:
        """The rows of a query."""
        if self._url:
            import psycopg

            with psycopg.connect(self._url) as server:
                return list(server.execute(sql).fetchall())
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, timeout=30)) as file:
            return list(file.execute(sql))
