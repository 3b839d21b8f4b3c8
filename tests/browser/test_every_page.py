"""Every page a route leads to: axe finds nothing, nothing scrolls sideways, all is reached by Tab."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from every_page import every_route, shows_a_page
from in_browser import needs_browser
from playwright.sync_api import Page, expect
from tests.browser.hands import READING

pytestmark = needs_browser
WIDTHS = {"a telephone": (360, 780, 1), "200% zoom": (683, 450, 2)}


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{page.url} {one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


@pytest.fixture
def pages(desk, person):
    """Goes through all pages with people signed in once each; gives the page after each step."""

    def through(**how):
        there = {}
        for route in every_route():
            if route.path == "/sign-out":
                continue
            if route.name not in there:
                there[route.name] = person(desk, route.name, **how)
            if shows_a_page(there[route.name], desk.base, route):
                yield there[route.name]

    return through


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(pages, scheme):
    looked = [(page.url, violations(page)) for page in pages(color_scheme=scheme)]
    assert len(looked) > 5
    assert [what for _, found in looked for what in found] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_opens_on_the_desk(desk, person, scheme):
    page = person(desk, "examiner-01", color_scheme=scheme)
    form = page.locator("form.line:not([hidden])")
    for details in page.locator("details:visible").all():
        details.locator("summary").click()
    page.keyboard.press("1")
    page.wait_for_timeout(READING)
    page.keyboard.press("m")
    expect(form.locator(".features")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("smith")
    expect(form.locator("[data-hit]").first).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways(pages, width):
    across, high, scale = WIDTHS[width]
    how = {"viewport": {"width": across, "height": high}, "device_scale_factor": scale}
    wide = [
        page.url
        for page in pages(**how)
        if page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth")
    ]
    assert wide == []


MARK = """() => {
  const can = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const there = (one) => one.checkVisibility({ visibilityProperty: true });
  const seen = (one) => there(one) && !one.disabled && one.type !== "hidden";
  const shown = [...document.querySelectorAll(can)].filter(seen).filter((one) => one.tabIndex >= 0);
  const groups = new Set();
  let count = 0;
  for (const one of shown) {
    if (one.type === "radio") {
      const group = `${one.form?.id}/${one.name}`;
      if (groups.has(group)) continue;  // of a group of radio buttons Tab comes to one
      groups.add(group);
      one.dataset.reach = group;
    } else one.dataset.reach = String(++count);
  }
  return shown.filter((one) => one.dataset.reach).length;
}"""
AT = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const group = one.type === "radio" ? `${one.form?.id}/${one.name}` : one.dataset.reach;
  const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const labels = [...(one.labels ?? [])];
  const bare = !top || one.contains(top) || top.contains(one) || labels.some((l) => l.contains(top));
  const why = ringed ? inside ? bare ? "" : "covered" : "outside" : "no ring";
  return { group, why, html: one.outerHTML.slice(0, 150) };
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_is_reached_by_tab_and_seen_when_it_is(pages, width):
    across, high, scale = WIDTHS[width]
    how = {"viewport": {"width": across, "height": high}, "device_scale_factor": scale}
    unseen, unreached = [], []
    for page in pages(**how):
        many = page.evaluate(MARK)
        page.evaluate("document.activeElement.blur()")
        reached = set()
        for _ in range(many + 5):
            page.keyboard.press("Tab")
            at = page.evaluate(AT)
            if at is None:
                continue
            reached.add(at["group"])
            if at["why"]:
                unseen.append((page.url, at["why"], at["html"]))
        left = page.evaluate(
            "reached => [...document.querySelectorAll('[data-reach]')].filter((one) =>"
            " !reached.includes(one.dataset.reach)).map((one) => one.outerHTML.slice(0, 150))",
            sorted(filter(None, reached)),
        )
        unreached += [(page.url, one) for one in left]
    assert unseen == []
    assert unreached == []
