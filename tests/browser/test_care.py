"""What keeps a tired examiner from deciding what nobody has read, and the law's words at hand."""

import pytest
from in_browser import needs_browser
from playwright.sync_api import expect
from tests.browser.hands import READING, Hands

pytestmark = needs_browser
OFTEN = 60  # lines looked at to find one of a kind


@pytest.fixture
def hands(desk, person):
    return Hands(person(desk, "examiner-01"))


def come_to(hands, reading, *, candidates):
    """Go on to a line that is read so, with candidates or without; undecided lines go by as valid or not."""
    for _ in range(OFTEN):
        there = hands.form.locator(".candidates > .candidate").count() > 0
        if hands.form.locator(".reading strong").inner_text() == reading and there == candidates:
            return
        hands.decide("i")
    pytest.fail(f"no line is read {reading}")


def told(hands):
    return hands.page.locator("#told")


def test_not_registered_shows_the_search_before_it_stands(hands):
    line = hands.line
    hands.press("n")
    expect(hands.form.locator(".hits .advice")).to_be_visible()
    expect(told(hands)).to_contain_text("once more")
    assert hands.line == line
    hands.decide("n")


def test_letters_meant_for_the_search_decide_one_line_at_most(hands):
    expect(hands.form).to_be_visible()
    hands.page.wait_for_timeout(READING)
    first = hands.line
    hands.page.keyboard.type("garcia", delay=60)
    expect(told(hands)).to_contain_text("only the first was taken")
    second = hands.line
    assert second != first
    hands.page.wait_for_timeout(READING)
    assert hands.line == second
    hands.press("u")
    expect(hands.page.locator(f'form.line[data-line="{first}"]')).to_be_visible()


def test_what_the_roll_contradicts_is_asked_once_more(hands):
    come_to(hands, "registered here", candidates=True)
    line = hands.line
    hands.press("c")
    expect(told(hands)).to_contain_text("registered here")
    assert hands.line == line
    hands.decide("c")


def test_nobody_is_chosen_where_the_machine_found_nobody(hands):
    come_to(hands, "nobody found", candidates=True)
    assert hands.form.locator("[name=voter]:checked").count() == 0
    line = hands.line
    hands.press("v")
    expect(told(hands)).to_contain_text("Choose a voter first")
    assert hands.line == line


def test_a_search_that_finds_nobody_says_so_in_sight(hands):
    hands.press("/")
    hands.page.keyboard.type("zzqqxx")
    advice = hands.form.locator(".hits .advice")
    expect(advice).to_contain_text("Nobody found")
    expect(advice).to_be_in_viewport()


def test_the_laws_words_for_a_reason_are_at_hand(hands):
    button = hands.form.locator('button[value="different_address"]')
    button.focus()
    expect(hands.form.locator(".words")).to_contain_text("105(a)(2)")
    hands.page.keyboard.press("Escape")
    expect(hands.form.locator(".words")).to_be_hidden()
    hands.page.locator("details.keys summary").click()
    expect(hands.page.locator("#words-mismatch_signature")).to_contain_text("presumption")


def test_a_flag_leaves_its_mark(hands):
    hands.press("f")
    hands.page.keyboard.type("Look at this")
    hands.page.keyboard.press("Tab")
    hands.page.keyboard.press("Enter")
    expect(hands.form.locator(".flag")).to_contain_text("Flagged")
