"""How long one examiner waits: python -m bench.desk.one --case DIR [--database-url URL] [--scale 1].

A browser at the desk of a case that is made up to its full count where DIR has none. Measured in the page:
from a key until the next line is painted; the server's answers; from a search that is sent until its hits are
painted. Prints sizes, versions and the bars beside the figures. Needs Chromium.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.db import connection
from playwright.sync_api import Page, sync_playwright

from bench.desk import house
from bench.desk.people import PASSWORD
from fullcount import roll
from fullcount.web.setup import open_desk

CHROMIUM = "/usr/bin/chromium"
THINK, TYPE = 350, 150  # ms before a line is decided; between two letters
PATIENCE = 30_000  # ms for one line; the first request fills the queue
FILLING = 600_000  # ms for the first page, which fills the queue
BARS = {"key to next line": 60.0, "server: decide": 50.0, "server: search": 50.0, "search shown": 50.0}
KEYS = {"registered here": "v", "registered at another address": "a", "canceled": "c"}
UNREADABLE = "i"

WATCH = """() => {
  performance.setResourceTimingBufferSize(100000);
  window.took = { line: [], hits: [] };
  let key = null, before = null, asked = null;
  const current = () => document.querySelector("form.line:not([hidden])");
  document.addEventListener("keydown", (event) => { key = event.timeStamp; before = current(); }, true);
  const plain = window.fetch;
  window.fetch = (...given) => {
    if (String(given[0]).endsWith("/search")) asked = performance.now();
    return plain(...given);
  };
  const painted = (done) => requestAnimationFrame(() => setTimeout(done));
  new MutationObserver((changes) => {
    if (key !== null && current() && current() !== before) {
      const began = key;
      key = null;
      painted(() => took.line.push(performance.now() - began));
    }
    const came = ({ target, addedNodes }) => target.matches?.(".hits") && addedNodes.length;
    if (asked !== null && changes.some(came)) {
      const began = asked;
      asked = null;
      painted(() => took.hits.push(performance.now() - began));
    }
  }).observe(document.querySelector("#lines"), { childList: true, subtree: true, attributes: true });
}"""
ANSWERS = """path => performance.getEntriesByType("resource").filter((one) => one.name.endsWith(path))
  .map((one) => one.responseEnd - one.requestStart)"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What was measured at."""

    voters: int
    tasks: int
    database: str


def main() -> None:
    """Measure and print."""
    options = _options()
    house.make_case(options.case, options.scale, options.database_url)
    (name,) = house.make_people(options.case, options.database_url, 1)
    typed = list(_names(options.case, options.searches))
    port, begun = house.free_port(), os.getloadavg()[0]
    server = house.start(options.case, port, options.database_url, 2 if options.database_url else 1)
    try:
        took = _at_the_desk(f"http://127.0.0.1:{port}", name, options.lines, typed)
    finally:
        house.stop(server)
    sizes = _sizes(options.case, options.database_url)
    print(
        f"{sizes.voters:,} voters, {sizes.tasks:,} lines in the queue, {sizes.database}; load {begun:.1f}; "
        f"Django {django.__version__}"
    )
    print("\n".join(_report(took)))


def _at_the_desk(base: str, name: str, lines: int, typed: Sequence[str]) -> dict[str, list[float]]:
    """Milliseconds by what was waited for."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.set_default_timeout(FILLING)
        _sign_in(page, base, name)
        page.set_default_timeout(PATIENCE)
        page.evaluate(WATCH)
        for _ in range(lines):
            _decide(page)
        for text in typed:
            _search(page, text)
        shown: dict[str, list[float]] = page.evaluate("window.took")
        answers = {
            f"server: {path}": page.evaluate(ANSWERS, f"/examine/{path}") for path in ("decide", "search")
        }
        browser.close()
    return {"key to next line": shown["line"], "search shown": shown["hits"], **answers}


def _sign_in(page: Page, base: str, name: str) -> None:
    page.goto(f"{base}/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("form.line:not([hidden])")


def _decide(page: Page) -> None:
    form = page.locator("form.line:not([hidden])")
    line, read = form.get_attribute("data-line"), form.locator(".reading strong")
    key = KEYS.get(read.inner_text() if read.count() else "", UNREADABLE)
    page.wait_for_timeout(THINK)
    page.keyboard.press(key)
    page.wait_for_function(
        "line => document.querySelector('form.line:not([hidden])')?.dataset.line !== line", arg=line
    )


def _search(page: Page, text: str) -> None:
    """Type a name letter by letter, and clear the field again."""
    field = page.locator("form.line:not([hidden]) .q")
    field.focus()
    page.keyboard.type(text, delay=TYPE)
    page.wait_for_timeout(2 * TYPE)
    field.fill("")
    page.wait_for_timeout(TYPE)


def _names(case: Path, many: int) -> Iterator[str]:
    """Surname and some letters of the given name of voters of the case's own roll; they are never printed."""
    chance = random.Random(1)  # noqa: S311 - no secret
    with roll.open_roll(case / "roll") as sealed:
        rows = [chance.randrange(sealed.index.voters) for _ in range(many)]
        for voter in sealed.voters(rows):
            yield f"{voter.last_name} {voter.first_name[: chance.randint(0, 4)]}".strip().lower()


def _sizes(case: Path, database_url: str) -> Sizes:
    opened = open_desk(case, database_url)
    with roll.open_roll(case / "roll") as sealed, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM desk_task")
        (tasks,) = cursor.fetchone()
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        (version,) = cursor.fetchone()
        sizes = Sizes(sealed.index.voters, int(tasks), f"{connection.vendor} {version}")
    opened.close()
    return sizes


def _report(took: dict[str, list[float]]) -> Iterator[str]:
    yield f"{'waited for':18} {'count':>6} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'max ms':>8}  bar, p95"
    for what, milliseconds in took.items():
        figures: list[Any] = [_quantile(sorted(milliseconds), share) for share in (0.5, 0.95, 0.99, 1.0)]
        bar = BARS[what]
        verdict = f"{bar:.0f} ms: {'met' if figures[1] <= bar else 'missed'}"
        yield (
            f"{what:18} {len(milliseconds):6} " + " ".join(f"{one:8.1f}" for one in figures) + f"  {verdict}"
        )


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.desk.one", description="One examiner's waiting.")
    parser.add_argument("--case", type=Path, required=True, help="the case; made where it is not there")
    parser.add_argument("--database-url", default="", help="a PostgreSQL database of its own; else SQLite")
    parser.add_argument("--scale", type=float, default=0.1, help="of the Los Angeles petition of 2022")
    parser.add_argument("--lines", type=int, default=300)
    parser.add_argument("--searches", type=int, default=40)
    return parser.parse_args()


if __name__ == "__main__":
    main()
