"""Hands at a keyboard: they press keys, count them, and wait for what a person waits for."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, TimeoutError, expect

MOMENT = 15  # seconds that anything may take on a slow machine
READING = 300  # ms to read a line in: the desk takes no key that comes sooner


@dataclass
class Hands:
    """Somebody at the desk, by keyboard alone."""

    page: Page
    pressed: int = 0
    lines: list[str] = field(default_factory=list)

    @property
    def form(self) -> Locator:
        """The line that is shown."""
        return self.page.locator("form.line:not([hidden])")

    @property
    def line(self) -> str:
        """Which line that is."""
        return self.form.get_attribute("data-line") or ""

    def press(self, *keys: str) -> None:
        """Press keys, one after another; a letter after a look at the line."""
        for key in keys:
            if key.isalpha() and len(key) == 1:
                self.page.wait_for_timeout(READING)
            self.page.keyboard.press(key)
            self.pressed += 1

    def decide(self, *keys: str) -> int:
        """Press keys until the line is decided and the next one is there; gives how many it took."""
        line, before = self.line, self.pressed
        self.press(*keys)
        try:
            self.page.wait_for_function(NEXT, arg=line, timeout=MOMENT * 1000)
        except TimeoutError as error:
            told = self.page.locator("#told").inner_text()
            raise AssertionError(f"{line} stays after {keys}: {told}\n{self.form.inner_text()}") from error
        self.lines.append(line)
        return self.pressed - before

    def not_registered(self) -> int:
        """Have the search made, look at it, and find the line's signer not registered."""
        self.press("n")
        expect(self.form.locator(".hits .advice")).to_be_visible()
        return 1 + self.decide("n")


NEXT = """line => {
  const form = document.querySelector("form.line:not([hidden])");
  return form && form.dataset.line !== line;
}"""


def until(what: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + MOMENT
    while not what():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.05)
