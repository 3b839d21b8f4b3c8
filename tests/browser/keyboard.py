"""A person with a keyboard and nothing else: Tab to a field or a button, type, press."""

from playwright.sync_api import Page

MOST = 150  # presses of Tab to anything on a page
AT = """what => {
  const one = document.activeElement;
  if (!one || one === document.body) return false;
  if (/^[#.\\[]|^\\w+\\[/.test(what)) return one.matches(what);
  const said = (one.innerText ?? "").replace(/\\s+/g, " ").trim();
  return one.matches("button, a, summary") && said.startsWith(what);
}"""


class Keyboard:
    """Hands on the keys of one person's browser."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(f"{self.base}{path}")

    def to(self, what: str) -> None:
        """Tab to a field (#id or another selector), or to a button or link by the beginning of its words."""
        for _ in range(MOST):
            if self.page.evaluate(AT, what):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {what} on {self.page.url}: {self.text}")

    def fill(self, what: str, text: str) -> None:
        """Type into a field in place of what stands there."""
        self.to(what)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def date(self, what: str, year: int, month: int, day: int) -> None:
        """Type a day into a field of a date, as its parts stand on an English screen."""
        self.to(what)
        self.page.keyboard.type(f"{month:02d}{day:02d}{year:04d}")

    def choose(self, what: str) -> None:
        """Mark a box or a button of a group."""
        self.to(what)
        self.page.keyboard.press("Space")

    def pick(self, name: str, value: str) -> None:
        """Mark one button of a group, which Tab enters and arrows walk through."""
        self.to(f"[name={name}]")
        self.page.keyboard.press("Space")
        for _ in range(MOST):
            if self.page.evaluate(AT, f'[value="{value}"]'):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {value}")

    def press(self, what: str) -> None:
        """Press a button, and wait for the page that comes."""
        self.to(what)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def sign_in(self, name: str, password: str) -> None:
        """Sign in; the own password is chosen where somebody else gave the first."""
        self.go("/sign-in")
        self.fill("#name", name)
        self.fill("#password", password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()
