"""An examiner's day in a browser, by keyboard, on both databases. Each walk has people of its own."""

import subprocess
import sys

from in_browser import needs_browser
from playwright.sync_api import expect
from tests.browser.conftest import sign_in
from tests.browser.hands import Hands, until

pytestmark = needs_browser
HERE = "registered here"
FOUND = {
    HERE: ("valid", ("v",), ("valid", "")),
    "registered at another address": ("different address", ("a",), ("invalid", "different_address")),
    "canceled": ("canceled", ("c",), ("invalid", "canceled")),
    "outside the jurisdiction": ("outside", ("o",), ("invalid", "out_of_county")),
    "nobody found": ("not registered", ("n",), ("invalid", "not_registered")),
}
"""By the machine's reading: kind of line, the keys for it, what is found."""


def decided(rows, name):
    """Line, outcome and reason of somebody's decisions that stand, in order."""
    return rows(
        f"""SELECT l.line, d.outcome, d.reason FROM desk_decision d JOIN desk_person p ON p.id = d.person_id
        JOIN line l ON l.place = d.place WHERE p.name = '{name}' AND NOT d.undone ORDER BY d.id"""
    )


def held(rows, name):
    return rows(
        f"""SELECT count(*) FROM desk_task t JOIN desk_person p ON p.id = t.holder_id
        WHERE p.name = '{name}' AND NOT t.done"""
    )[0][0]


def at_the_desk(person, served, name, **how):
    hands = Hands(person(served, name, **how))
    expect(hands.form).to_be_visible()
    return hands


def test_sixty_lines_by_keyboard_with_a_key_or_two_for_each(either, rows, person):
    hands = at_the_desk(person, either, "examiner-01")
    took, expected = {}, []
    for _ in range(60):
        reading = hands.form.locator(".reading strong").inner_text()
        several = hands.form.locator(f'[data-number="2"][data-reads="{HERE}"]').count() > 0
        line = hands.line
        if reading == HERE and several:
            kind, keys, found = "another candidate", ("2", "v"), ("valid", "")
        else:
            kind, keys, found = FOUND[reading]
        pressed = hands.not_registered() if keys == ("n",) else hands.decide(*keys)
        took[kind] = max(took.get(kind, 0), pressed)
        expected.append((line, *found))
    few = {"valid": 1, "another candidate": 2, "different address": 1, "not registered": 2}
    assert few.items() <= took.items()
    assert max(took.values()) <= 2
    until(lambda: len(decided(rows, "examiner-01")) == 60)
    assert decided(rows, "examiner-01") == expected
    unsearched = rows(
        """SELECT count(*) FROM desk_decision
        WHERE reason = 'not_registered' AND length(CAST(searches AS text)) < 5"""
    )
    assert unsearched == [(0,)]


def test_search_while_typing(either, rows, person):
    hands = at_the_desk(person, either, "examiner-02")
    name = hands.form.locator(".this .name").inner_text().split()[-1]
    hands.press("/")
    expect(hands.form.locator(".q")).to_be_focused()
    hands.page.keyboard.type(name[:4])
    expect(hands.form.locator("[data-hit]").first).to_be_visible()
    hands.press("Enter")
    chosen = hands.form.locator("[name=voter]:checked").get_attribute("value")
    assert hands.form.locator("[data-hit]").first.get_attribute("value") == chosen
    hands.decide("v")
    asked = "SELECT voter_id, searches FROM desk_decision ORDER BY id DESC LIMIT 1"
    until(lambda: rows(asked)[0][0] == chosen)
    assert name[:4] in str(rows(asked)[0][1])
    hands.press("/", "Escape")
    assert hands.decide("v") == 1


def test_undo_brings_the_line_back_and_the_new_decision_stands(either, rows, person):
    hands = at_the_desk(person, either, "examiner-03")
    first = hands.line
    hands.decide("v")
    second = hands.line
    hands.press("u")
    expect(hands.page.locator(f'form.line[data-line="{first}"]')).to_be_visible()
    hands.decide("o")
    assert hands.line == second
    until(lambda: decided(rows, "examiner-03") == [(first, "invalid", "out_of_county")])


def test_a_flag_is_set_and_the_line_stays(either, rows, person):
    hands = at_the_desk(person, either, "examiner-03")
    line = hands.line
    hands.press("f")
    hands.page.keyboard.type("A note for the supervisor")
    hands.press("Tab", "Enter")
    until(lambda: rows("SELECT note FROM desk_flag") == [("A note for the supervisor",)])
    assert hands.line == line
    assert hands.decide("v") == 1


def test_a_signature_is_rejected_by_three_officials_who_see_nothing_of_each_other(either, rows, person):
    first = at_the_desk(person, either, "examiner-04")
    while first.form.locator(".candidate").count() != 1:
        first.not_registered()
    line, seen = first.line, first.form.inner_text()
    assert first.decide("m", "1", "Enter") == 3
    for name in ("examiner-05", "senior-01"):
        other = at_the_desk(person, either, name)
        for _ in range(400):
            if other.line == line:
                break
            other.not_registered()
        assert other.form.inner_text() == seen
        other.decide("m", "1", "Enter")
    found = f"SELECT count(*) FROM finding f JOIN line l ON l.place = f.line_id WHERE l.line = '{line}'"
    until(lambda: rows(found) == [(3,)])
    left = f"""SELECT count(*) FROM desk_task t JOIN line l ON l.place = t.place
        WHERE NOT t.done AND t.kind = 'agree' AND l.line = '{line}'"""
    assert rows(left) == [(0,)]


def test_signing_out_gives_the_lines_back(either, rows, person):
    hands = at_the_desk(person, either, "examiner-06")
    assert held(rows, "examiner-06") == 3
    hands.page.get_by_role("button", name="Sign out").focus()
    hands.press("Enter")
    expect(hands.page.locator("#password")).to_be_visible()
    assert held(rows, "examiner-06") == 0


def test_an_account_is_locked_after_five_wrong_passwords(either, person):
    page = person(either)
    for _ in range(5):
        sign_in(page, either, "examiner-09", "a wrong sentence")
    sign_in(page, either, "examiner-09")
    expect(page.get_by_role("heading", level=1)).to_contain_text("locked")


def test_two_tabs_of_one_person_decide_a_line_once(either, rows, person):
    hands = at_the_desk(person, either, "examiner-07")
    other = Hands(hands.page.context.new_page())
    other.page.goto(f"{either.base}/examine")
    expect(other.form).to_be_visible()
    first, second = hands.line, None
    assert other.line == first
    hands.decide("v")
    until(lambda: len(decided(rows, "examiner-07")) == 1)
    second = hands.line
    other.decide("v")
    assert other.line == second
    hands.decide("o")
    until(lambda: len(decided(rows, "examiner-07")) == 2)
    other.decide("v")
    expect(other.page.locator("#told")).to_contain_text("decided already")
    assert decided(rows, "examiner-07") == [(first, "valid", ""), (second, "invalid", "out_of_county")]


def test_a_server_killed_under_an_examiner_loses_nothing_and_doubles_nothing(either, rows, person):
    hands = at_the_desk(person, either, "examiner-08")
    hands.decide("v")
    hands.decide("v")
    until(lambda: len(decided(rows, "examiner-08")) == 2)
    either.kill()
    hands.decide("o")
    expect(hands.page.locator("#connection")).to_be_visible()
    either.start()
    until(lambda: len(decided(rows, "examiner-08")) == 3)
    expect(hands.page.locator("#connection")).to_be_hidden()
    hands.decide("v")
    until(lambda: len(decided(rows, "examiner-08")) == 4)
    assert [line for line, _, _ in decided(rows, "examiner-08")] == hands.lines
    assert [outcome for _, outcome, _ in decided(rows, "examiner-08")] == [
        "valid",
        "valid",
        "invalid",
        "valid",
    ]


def test_the_same_decisions_without_a_script(either, rows, person):
    page = person(either, "examiner-02", java_script_enabled=False)
    line = page.locator("form.line:not([hidden])")
    first = line.get_attribute("data-line")
    line.locator("textarea[name=note]").fill("Seen without a script")
    line.get_by_role("button", name="Flag this line").click()
    assert line.get_attribute("data-line") == first
    page.get_by_role("button", name="outside the county").click()
    page.get_by_role("button", name="Undo").click()
    assert line.get_attribute("data-line") == first
    line.locator(".q").fill("smith")
    line.get_by_role("button", name="Search", exact=True).click()
    expect(line.locator("[data-hit]").first).to_be_visible()
    line.get_by_role("button", name="Not registered").click()
    line.locator("[name=voter]").first.check()
    line.locator("[name=feature]").first.check()
    line.get_by_role("button", name="Signature does not match").click()
    line.get_by_role("button", name="different address").click()
    line.locator("button.main").click()
    found = [row[1:] for row in decided(rows, "examiner-02")][-4:]
    assert found == [
        ("invalid", "not_registered"),
        ("invalid", "mismatch_signature"),
        ("invalid", "different_address"),
        ("valid", ""),
    ]
    voters = rows("SELECT voter_id FROM desk_decision WHERE reason = 'not_registered' AND voter_id <> ''")
    assert voters == []
    assert ("Seen without a script",) in rows("SELECT note FROM desk_flag")


def test_afterwards_the_ledger_holds_and_nobody_decided_a_line_twice(either, rows):
    until(lambda: rows("SELECT count(*) FROM desk_decision WHERE entry IS NULL AND NOT undone") == [(0,)])
    twice = rows("SELECT task_id FROM desk_decision WHERE NOT undone GROUP BY task_id HAVING count(*) > 1")
    assert twice == []
    words = [sys.executable, "-c", "from fullcount.cli import main; main()", "ledger", "fsck"]
    url = ["--database-url", either.url] if either.url else []
    done = subprocess.run(
        [*words, "--case", either.case_dir, *url], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
