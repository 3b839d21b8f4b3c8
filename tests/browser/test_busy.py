"""On one machine a long act is written while an examiner decides: the page keeps it, and sends it later."""

import sqlite3

from in_browser import needs_browser
from playwright.sync_api import expect
from tests.browser.hands import Hands, until

pytestmark = needs_browser
DECIDED = """SELECT count(*) FROM desk_decision d JOIN desk_person p ON p.id = d.person_id
    WHERE p.name = 'examiner-09' AND NOT d.undone"""


def test_decisions_during_a_long_act_are_kept_on_the_page_and_sent_after_it(desk, person):
    hands = Hands(person(desk, "examiner-09"))
    expect(hands.form).to_be_visible()
    other = sqlite3.connect(desk.case_dir / "case.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        hands.decide("i")
    told = hands.page.locator("#connection")
    expect(told).to_contain_text("busy with an act", timeout=30_000)
    expect(told).to_contain_text("kept here and sent as soon as it can be")
    assert other.execute(DECIDED).fetchone() == (0,)
    other.rollback()
    until(lambda: other.execute(DECIDED).fetchone() == (2,))
    expect(told).to_be_hidden()
    other.close()
