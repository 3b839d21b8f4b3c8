"""Pictures of every page, light and dark, wide and narrow, for people to look at: make pictures."""

import sys
import tempfile
from pathlib import Path

from every_page import every_route, shows_a_page
from in_browser import CHROMIUM
from playwright.sync_api import Browser, sync_playwright
from served_desk import PASSWORD, Served, made, serve

SIZES = {"wide": (1440, 900), "narrow": (390, 844)}


def main(folder: Path) -> None:
    """Make a case, serve it, take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        served = serve(made(Path(work) / "case"))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            for scheme in ("light", "dark"):
                for size in SIZES:
                    take(browser, served, folder, scheme, size)
        finally:
            browser.close()
            served.kill()


def take(browser: Browser, served: Served, folder: Path, scheme: str, size: str) -> None:
    """Every page in one scheme and size."""
    width, height = SIZES[size]
    pages = {}
    for route in every_route():
        if route.path == "/sign-out":
            continue
        if route.name not in pages:
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
            pages[route.name] = page = context.new_page()
            if route.name:
                page.goto(f"{served.base}/sign-in")
                page.fill("#name", route.name)
                page.fill("#password", PASSWORD)
                with page.expect_navigation():
                    page.keyboard.press("Enter")
        page = pages[route.name]
        if shows_a_page(page, served.base, route):
            name = route.path.strip("/").replace("/", "-") or "public"
            page.screenshot(path=folder / f"{name}-{scheme}-{size}.png", full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
