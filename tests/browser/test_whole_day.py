"""One petition from an empty case to its certificate, each role in its day, by keyboard; on both databases.

The tests of this module are one walk: each goes on where the one before it ended.
"""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from bench.desk import house
from in_browser import database, needs_browser
from small_office import (
    AGAIN,
    LINES,
    MOVED,
    NOBODY,
    PAGE,
    SECTIONS,
    lines,
    signer,
    write_findings,
    write_roll,
    write_transcripts,
)
from tests.browser.conftest import NO_POSTGRES, URL
from tests.browser.hands import Hands, until
from tests.browser.keyboard import Keyboard

pytestmark = needs_browser
FIRST, PASSWORD = "the first password given", "a good long sentence"
SIGNED = SECTIONS * LINES
SEED = "31415926535897932384"
SAID = {
    "required": "300",
    "officer": "Ada Nobody",
    "office": "County Surveyor",
    "county": "County of Made-up",
}
ROLES = {
    "clerk-01": "intake",
    "examiner-01": "examiner",
    "examiner-02": "examiner",
    "examiner-03": "examiner",
    "supervisor-1": "supervisor",
    "supervisor-2": "supervisor",
    "observer-1": "observer",
}
SERVE = [sys.executable, "-P", "-m", "fullcount"]


@dataclass
class Office:
    """A desk that began with nothing. where: of the public page, its pages and their faults by stage."""

    folder: Path
    url: str
    base: str
    server: subprocess.Popen
    faults: list[str] = field(default_factory=list)

    @property
    def case(self) -> Path:
        """The case's folder."""
        return self.folder / "case"

    def command(self, *words: str) -> str:
        """What whoever runs the server types; gives what it says."""
        url = ["--database-url", self.url] if self.url else []
        done = subprocess.run(
            [*SERVE, *words, "--case", str(self.case), *url], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def office(request, tmp_path_factory):
    url = URL if request.param == "postgres" else ""
    if request.param == "postgres":
        if not url:
            pytest.skip(NO_POSTGRES)
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("DROP SCHEMA public CASCADE")
            server.execute("CREATE SCHEMA public")
    folder, port = tmp_path_factory.mktemp(request.param), house.free_port()
    write_roll(folder / "voters.csv")
    write_transcripts(folder / "transcripts.csv")
    words = ["serve", "--new", "--case", str(folder / "case"), "--port", str(port)]
    environment = {**os.environ, "DATABASE_URL": url}
    with (folder / "told.txt").open("w") as told:
        server = subprocess.Popen([*SERVE, *words], stdout=told, env=environment, start_new_session=True)
    yield Office(folder, url, f"http://127.0.0.1:{port}", server)
    house.stop(server)


@pytest.fixture
def rows(office):
    return database(office.case, office.url)


@pytest.fixture
def at(office, person):
    """Somebody at the desk with a keyboard, signed in."""

    def sit(name="", password=PASSWORD, **how):
        hands = Keyboard(person(office, **how), office.base)
        if name:
            hands.sign_in(name, password)
        return hands

    return sit


def looked_at(keyboard, *parts):
    """The page holds these words, and axe finds nothing on it in light and dark; nothing scrolls sideways."""
    page = keyboard.page
    for part in parts:
        assert part in keyboard.text, keyboard.text
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [f"{page.url} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []
    page.emulate_media(color_scheme=None)
    before = page.viewport_size
    page.set_viewport_size({"width": before["width"] // 2, "height": before["height"] // 2})  # as at 200%
    assert page.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")
    page.set_viewport_size(before)


def test_an_administrator_sets_the_desk_up(office, at):
    shown = office.folder / "told.txt"
    until(lambda: "/first?code=" in shown.read_text())
    first = re.search(r"/first\?code=\S+", shown.read_text())
    admin = at()
    until(lambda: _answers(admin))
    looked_at(admin, "No petition is opened yet")
    admin.go(first[0])
    looked_at(admin, "Set-up code")
    admin.fill("#name", "admin-1")
    admin.fill("#password", PASSWORD)
    admin.press("Make the account")
    admin.go("/set-up")
    for name, text in {
        "title": "Recall of the Surveyor",
        "id": "recall-test",
        "jurisdiction": "Made-up County",
    }.items():
        admin.fill(f"#f-{name}", text)
    admin.date("#f-filed", 2022, 7, 6)
    admin.pick("law", "ca/recall-local")
    for name, text in SAID.items():
        admin.fill(f"#f-{name}", text)
    looked_at(admin, "Law")
    admin.press("Check it")
    looked_at(admin, "Is this right?", "300")
    admin.press("Open the petition")
    looked_at(admin, "Or send one")
    admin.to("#voter-file")
    admin.page.set_input_files("#voter-file", office.folder / "voters.csv")  # the machine's own window
    admin.press("Send")
    admin.press("Check it")
    looked_at(admin)
    admin.press("Import and seal")
    admin.page.get_by_text("The set-up is done").wait_for()
    looked_at(admin, "voters sealed")


def _answers(keyboard):
    try:
        keyboard.go("/")
    except Exception:  # noqa: BLE001 - not up yet
        time.sleep(0.2)
        return False
    return True


def test_the_administrator_makes_accounts_whose_holders_choose_their_passwords(at):
    admin = at("admin-1")
    for name, role in ROLES.items():
        admin.go("/people")
        admin.fill("#name", name)
        admin.fill("#password", FIRST)
        admin.choose(f"#role-{role}")
        admin.press("Add")
    looked_at(admin, *ROLES)
    for name in ROLES:
        holder = at(name, FIRST)
        holder.fill("#old", FIRST)
        holder.fill("#new", PASSWORD)
        holder.fill("#new_again", PASSWORD)
        with holder.page.expect_navigation():
            holder.page.keyboard.press("Enter")
        assert "/account/password" not in holder.page.url


def test_a_clerk_counts_twenty_sections_into_batches(at, rows):
    clerk = at("clerk-01")
    for batch in range(2):
        clerk.go("/intake")
        told = SIGNED // 2 if batch else SIGNED // 2 + 1  # the first slip is wrong by one line
        for name, text in {
            "sections": SECTIONS // 2, "signed": told, "page_lines": PAGE, "section_lines": LINES,
        }.items():  # fmt: skip
            clerk.fill(f"#{name}", str(text))
        clerk.press("Begin")
        for place in range(SECTIONS // 2):
            number = batch * SECTIONS // 2 + place + 1
            if place == 0:
                clerk.fill("#number", str(number))
                clerk.fill("#circulator", "circulator-1")
                clerk.date("#from", 2022, 3, 1)
                clerk.date("#to", 2022, 6, 30)
                clerk.to("#count")
            clerk.page.keyboard.type(str(LINES))
            clerk.page.keyboard.press("Enter")
            clerk.page.wait_for_function(f"document.querySelectorAll('#sections tr').length === {place + 1}")
        looked_at(clerk, "Sections entered")
        if not batch:
            clerk.to("The paper count was wrong")
            clerk.page.keyboard.press("Enter")
            clerk.fill("#p-signed", str(SIGNED // 2))
            clerk.fill("#why", "One line was counted twice")
            clerk.press("Change the paper count")
        clerk.press("Receive")
        assert "Received" in clerk.text
    looked_at(clerk)
    assert rows("SELECT count(*) FROM line WHERE state = 'signed'") == [(SIGNED,)]


def test_the_clerk_notes_a_declaration_and_freezes_the_manifest(at):
    clerk = at("clerk-01")
    clerk.go("/intake/declarations")
    looked_at(clerk)
    clerk.fill("#section", "3")
    clerk.to("[name=reason]")
    clerk.page.keyboard.press("Space")
    clerk.press("Note it")
    looked_at(clerk, "Circulator's declaration")
    clerk.press("Take back")
    clerk.go("/intake/manifest")
    looked_at(clerk, f"{SIGNED}")
    clerk.choose("#confirmed")
    clerk.press("Freeze with a raw count")
    looked_at(clerk)
    assert re.search(r"[0-9a-f]{64}", clerk.text)


def test_the_seed_is_typed_twice_and_the_sample_drawn(at, rows):
    clerk = at("clerk-01")
    clerk.go("/intake/ceremony")
    clerk.fill("#first", SEED)
    clerk.fill("#second", SEED[:-1] + "5")
    clerk.press("Enter the seed")
    looked_at(clerk, "differ")
    clerk.fill("#first", SEED)
    clerk.fill("#second", SEED)
    clerk.press("Enter the seed")
    looked_at(clerk, "Draw at once")
    clerk.press("Draw")
    looked_at(clerk, "500")
    clerk.go("/intake/ceremony/record")
    looked_at(clerk, SEED)


def test_before_the_result_everybody_sees_what_was_fixed_and_no_finding(office, at):
    office.command("intake", "transcribe", str(office.folder / "transcripts.csv"))
    office.command("case", "link", "--quiet")
    visitor = at()
    visitor.go("/")
    looked_at(visitor, SEED, "What the law asks", "By when")
    assert "valid" not in visitor.text.split("What the law asks")[0]


def read(hands, *, mismatch=frozenset()):
    """Somebody reads the line that is shown, and finds what is true of it; gives line and keys pressed."""
    line = hands.line
    number = int(line[6:])
    if line in mismatch:
        return line, hands.decide("m", "1", "Enter")
    if number == NOBODY:
        return line, hands.not_registered()
    if number == MOVED:
        return line, hands.decide("a")
    return line, hands.decide("v")


def test_an_examiner_reads_sixty_lines_and_takes_one_back(at, rows):
    hands = Hands(at("examiner-01").page)
    taken = 0
    for count in range(60):
        line, pressed = read(hands)
        assert pressed <= 2, line
        if count == 10:
            hands.press("u")
            hands.page.locator(f'form.line[data-line="{line}"]').wait_for()
            assert read(hands)[0] == line
            taken = 1
    made = """SELECT count(*) FROM desk_decision d JOIN desk_person p ON p.id = d.person_id
        WHERE p.name = 'examiner-01'"""
    until(lambda: rows(made) == [(60 + taken,)])
    assert rows(f"{made} AND d.undone") == [(taken,)]


def test_three_officials_reject_a_signature(at, rows):
    first = Hands(at("examiner-01").page)
    while int(first.line[6:]) in {NOBODY, MOVED, AGAIN, AGAIN - 1}:
        read(first)
    line, pressed = read(first, mismatch={first.line})
    assert pressed == 3
    for name in ("examiner-02", "examiner-03"):
        other = Hands(at(name).page)
        for _ in range(30):
            if read(other, mismatch={line})[0] == line:
                break
        else:
            pytest.fail("the line does not come to another official")
    found = f"SELECT count(*) FROM finding f JOIN line l ON l.place = f.line_id WHERE l.line = '{line}'"
    until(lambda: rows(found) == [(3,)])


def test_the_observer_sees_progress_and_no_name(at):
    observer = at("observer-1")
    looked_at(observer, "Progress")
    assert not any(signer(*one).last in observer.page.content() for one in lines())
    for path in ("/examine", "/office/lines", "/office/duplicates", "/people"):
        assert observer.page.goto(f"{observer.base}{path}").status == 403


def test_the_rest_is_found_elsewhere_and_a_supervisor_looks_at_a_group(office, at, rows):
    left = rows(
        "SELECT l.line FROM desk_task t JOIN line l ON l.place = t.place WHERE NOT t.done GROUP BY l.line"
    )
    write_findings(office.folder / "findings.csv", [line for (line,) in left])
    for name in ("examiner-01", "examiner-02", "examiner-03"):
        leaving = at(name)
        leaving.press("Sign out")
    office.command("case", "find", str(office.folder / "findings.csv"), "--stage", "sample", "--quiet")
    supervisor = at("supervisor-1")
    supervisor.go("/office/duplicates")
    looked_at(supervisor, "voters have several lines found valid")
    supervisor.go("/office/doubts")
    looked_at(supervisor)


def do(supervisor, button):
    """A supervisor does the act that is due."""
    supervisor.go("/office/next")
    looked_at(supervisor)
    supervisor.press(button)
    until(lambda: "Done" in _again(supervisor))


def _again(keyboard):
    keyboard.page.reload()
    return keyboard.text


def test_two_supervisors_settle_determine_and_certify(office, at):
    one, other = at("supervisor-1"), at("supervisor-2")
    do(one, "Settle the duplicates of the sample")
    one.go("/office/duplicates?of=settled")
    looked_at(one)
    do(one, "Project the sample")
    one.go("/office/worksheet")
    looked_at(one, "500")
    for act in ("determine the sample", "certify the result"):
        one.go("/office/next")
        one.press(f"Propose: {act}")
        other.go("/office/next")
        looked_at(other, "supervisor-1")
        other.fill("[name=password]", PASSWORD)
        other.press("Confirm")
        until(lambda: "Done" in _again(other))
    one.go("/office/certificate")
    looked_at(one, "Sufficient")
    do(one, "Publish")
    one.go("/office/next")
    looked_at(one, "It is not needed: the sample decided.")
    one.go("/progress")
    looked_at(one)


def test_afterwards_everybody_sees_the_result_and_what_is_published_holds(office, at):
    visitor = at()
    visitor.go("/")
    looked_at(visitor, "Sufficient", "The bundle, one archive")
    office.command("ledger", "fsck")
    done = subprocess.run(
        [*SERVE, "verify", str(office.case / "bundle")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not any(signer(*one).last in visitor.page.content() for one in lines())
