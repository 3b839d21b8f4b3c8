import dataclasses
from datetime import timedelta

import pyotp
import pytest
from desk_people import PASSWORD, PEOPLE, browser
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from fullcount.terms import Refused
from fullcount.web import gate
from fullcount.web.desk import queue
from fullcount.web.models import Person, Seen, Task
from fullcount.web.people import second, signing_in
from fullcount.web.people.sealed import unseal
from fullcount.web.serving import serve_case

SCRIPT = {"X-Desk": "1"}
NEW = "another good sentence"


def person(name="examiner-01"):
    return Person.objects.get(name=name)


def sign_in(client, name="examiner-01", password=PASSWORD, **more):
    return client.post("/sign-in", {"name": name, "password": password}, **more)


def with_second_factor(name="examiner-01"):
    """The person with a second factor; gives its app and the recovery codes."""
    secret = second.new_secret()
    app = pyotp.TOTP(secret)
    codes = second.begin(person(name), secret, app.at(second.now()))
    Person.objects.filter(name=name).update(totp_step=0)
    return app, codes


def test_the_session_key_changes_on_signing_in(desk):
    client = Client()
    client.get("/sign-in")
    client.session.save()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["fullcount"] = before = session.session_key
    sign_in(client)
    assert client.cookies["fullcount"].value != before
    assert client.get("/examine").status_code == 200
    other = Client()
    other.cookies["fullcount"] = before
    assert other.get("/examine").status_code == 302


def test_the_session_key_changes_with_the_code_too(desk):
    app, _ = with_second_factor()
    client = Client()
    sign_in(client)
    before = client.session.session_key
    client.post("/sign-in/code", {"code": app.at(second.now())})
    assert client.session.session_key != before
    assert client.get("/examine").status_code == 200


def test_a_password_alone_is_not_enough_with_a_second_factor(desk):
    app, _ = with_second_factor()
    client = Client()
    assert b"one-time-code" in sign_in(client).content
    assert client.get("/examine").status_code == 302
    assert client.post("/sign-in/code", {"code": "000000"}).status_code == 200
    assert client.get("/examine").status_code == 302
    assert client.post("/sign-in/code", {"code": app.at(second.now())}).status_code == 302
    assert client.get("/examine").status_code == 200


def test_a_code_is_good_once_and_a_recovery_code_too(desk):
    app, codes = with_second_factor()
    code = app.at(second.now())
    assert second.is_right(person(), code)
    assert not second.is_right(person(), code)
    assert second.is_right(person(), codes[0].upper())
    assert not second.is_right(person(), codes[0])
    assert second.is_right(person(), codes[1])
    assert codes[2] not in str(person().recovery)


def test_codes_cannot_be_tried_one_after_another(desk):
    app, _ = with_second_factor()
    client = Client()
    sign_in(client)
    answers = [client.post("/sign-in/code", {"code": f"{n:06}"}).content for n in range(5)]
    assert b"locked" in answers[-1]
    client.post("/sign-in/code", {"code": app.at(second.now())})
    assert client.get("/examine").status_code == 302
    assert b"is locked" in sign_in(Client()).content


def test_a_code_without_a_password_before_it_is_nothing(desk, monkeypatch):
    app, _ = with_second_factor()
    client = Client()
    assert b"too long" in client.post("/sign-in/code", {"code": app.at(second.now())}).content
    sign_in(client)
    late = second.now() + timedelta(minutes=6)
    monkeypatch.setattr(signing_in, "now", lambda: late)
    assert b"too long" in client.post("/sign-in/code", {"code": app.at(second.now())}).content
    assert client.get("/examine").status_code == 302


def test_a_second_factor_is_set_up_with_the_code_it_shows_and_the_secret_is_not_shown_again(desk):
    client = browser("examiner-01")
    page = client.get("/account/second-factor").content.decode()
    secret = unseal(person(), client.session["totp"])
    assert secret[:4] in page
    assert "<svg" in page
    assert "style=" not in page
    wrong = {"code": "000000", "password": PASSWORD}
    assert client.post("/account/second-factor", wrong).status_code == 400
    code = pyotp.TOTP(secret).at(second.now())
    assert client.post("/account/second-factor", {"code": code, "password": "wrong"}).status_code == 400
    assert person().totp == ""
    done = client.post("/account/second-factor", {"code": code, "password": PASSWORD}).content.decode()
    assert done.count("<li><code>") == second.CODES
    assert client.get("/account/second-factor").status_code == 302
    assert secret not in client.get("/account").content.decode()
    assert client.post("/account/second-factor/end", {"password": "wrong"}).status_code == 400
    client.post("/account/second-factor/end", {"password": PASSWORD})
    assert person().totp == ""


def test_the_database_holds_no_secret_of_an_app_in_any_table(desk):
    client = browser("examiner-01")
    client.get("/account/second-factor")
    secret = unseal(person(), client.session["totp"])
    sessions = [Session.objects.get(pk=client.session.session_key).get_decoded()]
    code = pyotp.TOTP(secret).at(second.now())
    assert client.post("/account/second-factor", {"code": code, "password": PASSWORD}).status_code == 200
    with connection.cursor() as cursor:
        rows = cursor.execute("SELECT * FROM desk_person").fetchall()
    assert len(rows) == len(PEOPLE)
    assert person().totp
    assert secret not in f"{rows}{sessions}"
    other_case = dataclasses.replace(desk, secret=bytes(32))
    assert unseal(person(), person().totp) == secret
    serve_case(other_case)
    with pytest.raises(Refused, match="cannot be read"):
        unseal(person(), person().totp)


def test_the_second_factor_of_one_person_is_of_no_use_for_another(desk):
    app, _ = with_second_factor()
    Person.objects.filter(name="supervisor-1").update(totp=person().totp)
    client = Client()
    sign_in(client, "supervisor-1")
    told = client.post("/sign-in/code", {"code": app.at(second.now())})
    assert (told.status_code, b"cannot be read" in told.content) == (409, True)
    assert client.get("/office/next").status_code == 302


def test_a_second_factor_that_was_not_shown_cannot_be_begun(desk):
    given = {"code": "000000", "password": PASSWORD}
    assert browser("examiner-01").post("/account/second-factor", given).status_code == 400
    assert person().totp == ""


def test_an_administrator_removes_a_second_factor_and_ends_what_is_signed_in(desk):
    with_second_factor()
    client = browser("examiner-01")
    browser("admin-1").post(f"/people/{person().pk}/no-second-factor")
    assert client.get("/examine").status_code == 302
    assert sign_in(Client()).headers["Location"] == "/home"


def test_a_given_password_is_shown_once_and_must_be_changed(desk):
    out = browser("examiner-01")
    queue.lease(person(), 3)
    page = browser("admin-1").post(f"/people/{person().pk}/password").content.decode()
    given = page.split('<p class="lead"><code>')[1].split("<")[0]
    assert out.get("/examine").status_code == 302
    assert Task.objects.filter(holder=person()).count() == 0
    client = Client()
    sign_in(client, password=given)
    assert client.get("/examine").headers["Location"] == "/account/password"
    assert client.post("/examine/undo", headers=SCRIPT).headers["HX-Redirect"] == "/account/password"
    wanted = {"old": given, "new": NEW, "new_again": NEW}
    assert client.post("/account/password", wanted).headers["Location"] == "/home"
    assert client.get("/examine").status_code == 200
    assert sign_in(Client(), password=NEW).headers["Location"] == "/home"


@pytest.mark.parametrize(
    "given",
    [
        {"old": "wrong", "new": NEW, "new_again": NEW},
        {"old": PASSWORD, "new": NEW, "new_again": "another"},
        {"old": PASSWORD, "new": "short", "new_again": "short"},
        {"old": PASSWORD, "new": PASSWORD, "new_again": PASSWORD},
        {"old": PASSWORD, "new": "password1234", "new_again": "password1234"},
    ],
)
def test_a_password_that_does_not_do_is_refused(desk, given):
    assert browser("examiner-01").post("/account/password", given).status_code == 400
    assert sign_in(Client()).headers["Location"] == "/home"


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(desk):
    here, there = browser("examiner-01"), browser("examiner-01")
    here.post("/account/password", {"old": PASSWORD, "new": NEW, "new_again": NEW})
    assert here.get("/examine").status_code == 200
    assert there.get("/examine").status_code == 302


def test_signing_out_everywhere_else(desk):
    here, there = browser("examiner-01"), browser("examiner-01")
    here.post("/account/end-sessions")
    assert here.get("/examine").status_code == 200
    assert there.get("/examine").status_code == 302
    browser("admin-1").post(f"/people/{person().pk}/end-sessions")
    assert here.get("/examine").status_code == 302


def test_an_administrator_unlocks(desk):
    for _ in range(5):
        sign_in(Client(), password="wrong")
    admin = browser("admin-1")
    assert b"Unlock" in admin.get("/people").content
    admin.post(f"/people/{person().pk}/unlock")
    assert b"Unlock" not in admin.get("/people").content
    assert sign_in(Client()).headers["Location"] == "/home"


@pytest.mark.parametrize("act", ["change", "password", "end-sessions", "no-second-factor", "unlock"])
def test_nobody_does_it_to_the_own_account(desk, act):
    mine = person("admin-1").pk
    assert browser("admin-1").post(f"/people/{mine}/{act}").status_code == 400


def test_a_closed_account_holds_nothing_and_is_not_let_in(desk):
    queue.lease(person(), 3)
    browser("admin-1").post(f"/people/{person().pk}/change")
    assert Task.objects.filter(holder=person()).count() == 0
    assert b"do not go together" in sign_in(Client()).content


def test_a_session_ends_half_an_hour_after_the_last_request(desk, monkeypatch):
    client = Client()
    sign_in(client)
    first = client.session.get_expiry_date()
    assert client.session.get_expiry_age() == 30 * 60
    moment = gate.now() + timedelta(minutes=20)
    monkeypatch.setattr(gate, "now", lambda: moment)
    before = client.session.get("at", 0)
    client.get("/account")
    assert client.session["at"] > before
    assert client.session.get_expiry_date() >= first
    written = client.cookies["fullcount"]["expires"]
    client.get("/account")  # within a minute nothing is written
    assert client.cookies["fullcount"]["expires"] == written


def test_signing_in_again_gives_back_the_lines_that_nobody_took(desk, monkeypatch):
    client = browser("examiner-01")
    client.get("/examine")
    held = set(Task.objects.filter(holder=person()).values_list("pk", flat=True))
    client.cookies.clear()  # the session ended
    moment = queue.now() + timedelta(minutes=40)
    monkeypatch.setattr(queue, "now", lambda: moment)
    sign_in(client)
    client.get("/examine")
    assert set(Task.objects.filter(holder=person()).values_list("pk", flat=True)) == held


def test_a_script_signs_in_again_and_goes_on(desk):
    app, _ = with_second_factor()
    client = Client(enforce_csrf_checks=True)
    token = client.get("/sign-in", headers=SCRIPT).json()["csrf"]
    given = {"name": "examiner-01", "password": "wrong", "csrfmiddlewaretoken": token}
    assert client.post("/sign-in", given, headers=SCRIPT).status_code == 400
    asked = client.post("/sign-in", {**given, "password": PASSWORD}, headers=SCRIPT).json()
    assert asked["code"] is True
    code = {"code": app.at(second.now()), "csrfmiddlewaretoken": asked["csrf"]}
    done = client.post("/sign-in/code", code, headers=SCRIPT).json()
    assert done["name"] == "examiner-01"
    assert client.post("/here", {"csrfmiddlewaretoken": done["csrf"]}, headers=SCRIPT).status_code == 200


def test_being_here_renews_what_is_in_hand_and_leaving_frees_it_soon(desk, monkeypatch):
    client = browser("examiner-01")
    client.get("/examine")
    held = Task.objects.filter(holder=person())
    moment = queue.now() + timedelta(minutes=5)
    monkeypatch.setattr(queue, "now", lambda: moment)
    client.post("/here")
    assert set(held.values_list("until", flat=True)) == {moment + queue.LEASE}
    tasks = ",".join(str(task.pk) for task in held)
    assert client.post("/examine/leave", {"tasks": tasks}).status_code == 204
    assert set(held.values_list("until", flat=True)) == {moment + queue.LEFT}
    client.post("/here")  # it was a reload
    assert set(held.values_list("until", flat=True)) == {moment + queue.LEASE}


def test_nobody_frees_what_another_holds(desk):
    browser("examiner-01").get("/examine")
    tasks = list(Task.objects.filter(holder=person()))
    given = {"tasks": ",".join(str(task.pk) for task in tasks)}
    browser("examiner-02").post("/examine/leave", given)
    assert [Task.objects.get(pk=task.pk).until for task in tasks] == [task.until for task in tasks]


def test_the_access_log_tells_who_saw_which_line_and_who_signed_in(desk):
    client = Client()
    sign_in(client, password="wrong")
    sign_in(client)
    client.get("/examine")
    log = browser("supervisor-1")
    rows = Seen.objects.values_list("what", flat=True)
    assert list(rows) == ["refused", "signed in", "line", "line", "line"]
    page = log.get("/access-log?person=examiner-01").content.decode()
    assert page.count('<th scope="row">examiner-01</th>') == 5
    one = log.get("/access-log?line=00001-02").content.decode()
    assert one.count('<th scope="row">') == 1
    day = queue.now().date()
    assert "signed in" in log.get(f"/access-log?day={day}").content.decode()
    assert "Nothing fits" in log.get("/access-log?day=2001-01-01").content.decode()
    assert "Nothing fits" in log.get("/access-log?line=none").content.decode()
    assert log.get("/access-log?day=someday").status_code == 400
    assert Seen.objects.filter(what="access log").exists()


def test_the_access_log_is_paged(desk):
    at = queue.now()
    rows = (Seen(person=person(), at=at, what="line", place=10000 + number // 2) for number in range(250))
    Seen.objects.bulk_create(rows)  # each twice, one after the other
    client, seen, query = browser("admin-1"), 0, "?person=examiner-01"
    while query:
        page = client.get(f"/access-log{query}").content.decode()
        seen += page.count('<th scope="row">') + page.count("line, 2 times")
        query = (
            page.split('<a href="?')[1].split('"')[0].replace("&amp;", "&") if '<a href="?' in page else ""
        )
        query = f"?{query}" if query else ""
    assert seen == 250


def usual_keys(page):
    import re

    return dict(re.findall(r'name="(\w+)" value="(.?)"', page))


def test_keys_are_each_persons_own(desk):
    client = browser("examiner-01")
    keys = {**usual_keys(client.get("/keys").content.decode()), "valid": "j", "undo": "z"}
    keys = {act: key for act, key in keys.items() if act != "usual"}
    keys = {act: ("" if act not in ("valid", "undo") and key in "jz" else key) for act, key in keys.items()}
    assert client.post("/keys", keys).status_code == 302
    page = client.get("/examine").content.decode()
    assert 'data-key="j"><kbd>j</kbd> Valid' in page
    assert 'data-key-undo="z"' in page
    assert 'data-key="v"><kbd>v</kbd> Valid' in browser("examiner-02").get("/examine").content.decode()
    client.post("/keys", {"usual": "1"})
    assert person().keys == {}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"valid": "n"}, "several things"),
        ({"valid": "3"}, "chooses a voter"),
        ({"valid": "vv"}, "one letter or sign"),
        ({"valid": ""}, "no key to valid"),
        ({"undo": "<"}, None),
    ],
)
def test_a_key_does_one_thing(desk, given, told):
    response = browser("examiner-01").post("/keys", given)
    if told is None:
        assert person().keys == given
        page = browser("examiner-01").get("/examine").content.decode()
        assert 'data-key-undo="&lt;"' in page
        return
    assert response.status_code == 400
    assert told in response.content.decode()
    assert person().keys == {}


def test_an_account_made_by_somebody_else_wants_an_own_password_first(desk):
    given = {"name": "examiner-77", "password": PASSWORD, "role": "examiner"}
    browser("admin-1").post("/people/add", given)
    client = browser("examiner-77")
    assert client.get("/examine").headers["Location"].startswith("/account/password")
    new = {"old": PASSWORD, "new": "another good sentence", "new_again": "another good sentence"}
    client.post("/account/password", new)
    assert client.get("/examine").status_code == 200
