"""Chromium, and the desk served on SQLite and on PostgreSQL."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from in_browser import CHROMIUM, Rows, database
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from served_desk import PASSWORD, Served, copy, made, serve

URL = os.environ.get("FULLCOUNT_TEST_DATABASE_URL", "")
NO_POSTGRES = "NOT TESTED ON POSTGRESQL: set FULLCOUNT_TEST_DATABASE_URL to a database that may be emptied."


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, for one module: while it is there, Django takes this thread for an event loop's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM or None, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def made_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case on SQLite to be copied."""
    return made(tmp_path_factory.mktemp("made") / "case")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(
    request: pytest.FixtureRequest, made_case: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The desk served on each database; all tests of a module share it, so each takes people of its own."""
    folder = tmp_path_factory.mktemp(request.param) / "case"
    if request.param == "postgres":
        if not URL:
            pytest.skip(NO_POSTGRES)
        served = serve(made(folder, URL), URL)
    else:
        served = serve(copy(made_case, folder))
    yield served
    served.kill()


@pytest.fixture(scope="module")
def desk(made_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The desk served on SQLite."""
    served = serve(copy(made_case, tmp_path_factory.mktemp("desk") / "case"))
    yield served
    served.kill()


@pytest.fixture
def rows(either: Served) -> Rows:
    """Looks into the database of the desk on each database."""
    return database(either.case_dir, either.url)


Opening = Callable[..., Page]


@pytest.fixture
def person(chromium: Browser) -> Iterator[Opening]:
    """Opens a browser of somebody's own, signed in; what the page says wrong fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_for(served: Served, name: str = "", **how: object) -> Page:
        context = chromium.new_context(**{"viewport": {"width": 1366, "height": 900}, **how})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        if name:
            sign_in(page, served, name)
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert faults == []


def sign_in(page: Page, served: Served, name: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in page and wait for the next one."""
    page.goto(f"{served.base}/sign-in")
    page.fill("#name", name)
    page.fill("#password", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
