import re

import pytest
from desk_people import HOSTS, PASSWORD, PEOPLE, browser
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from small_petition import Clock, transcripts

from fullcount.case import actions
from fullcount.terms import Transcript
from fullcount.web import setup
from fullcount.web.access import access_of, routes
from fullcount.web.desk import queue
from fullcount.web.models import Decision, Person, Task

ROUTES = [(path, route) for path, route in routes(get_resolver().url_patterns)]
SCRIPT = {"X-Desk": "1"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
}
EVIL = "<script>alert(1)</script>"


def filled(path):
    return "/" + re.sub(r"<\w+:\w+>", "1", path)


def signed_in(route):
    """A browser of somebody who may use the route, that holds to CSRF as the server does."""
    access = access_of(route.callback)
    client = Client(enforce_csrf_checks=True)
    if not access.public:
        name = next(name for name, roles in PEOPLE.items() if access.admits(frozenset(roles)))
        client.force_login(Person.objects.get(name=name), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def tls(desk):
    """The settings of a desk that is reached over TLS."""
    setup._settle(desk, HOSTS, tls=True)
    yield desk
    setup._settle(desk, HOSTS, tls=False)


@pytest.mark.parametrize(("path", "route"), ROUTES, ids=[path or "(start)" for path, _ in ROUTES])
def test_no_route_takes_a_form_without_its_token(desk, path, route):
    client = signed_in(route)
    response = client.post(filled(path), {"task": "1", "outcome": "valid"})
    assert response.status_code == 403
    assert b"older than your sign-in" in response.content
    client.get("/sign-in")  # a cookie without the token in the form is nothing either
    assert client.post(filled(path), {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    told = client.post(filled(path), headers=SCRIPT)
    assert (told.status_code, told.json()["code"]) == (403, "csrf")


def test_a_form_of_another_site_is_refused_over_tls(tls):
    client = Client(enforce_csrf_checks=True)
    token = client.get("/sign-in", headers=SCRIPT, secure=True).json()["csrf"]
    given = {"name": "examiner-01", "password": PASSWORD, "csrfmiddlewaretoken": token}
    ours = {"Origin": "https://testserver"}
    theirs = {"Origin": "https://elsewhere.example"}
    assert client.post("/sign-in", given, headers=theirs, secure=True).status_code == 403
    assert client.post("/sign-in", given, headers=ours, secure=True).status_code == 302


def test_nobody_decides_or_flags_what_another_holds(desk):
    browser("examiner-01").get("/examine")
    task = Task.objects.filter(holder__name="examiner-01").first()
    other = browser("examiner-02")
    given = {"task": task.pk, "outcome": "invalid", "reason": "illegible"}
    assert other.post("/examine/decide", given, headers=SCRIPT).status_code == 409
    assert other.post("/examine/flag", {"task": task.pk, "note": "look"}, headers=SCRIPT).status_code == 409
    assert Decision.objects.count() == 0
    free = Task.objects.filter(holder=None).first()
    assert other.post("/examine/decide", {**given, "task": free.pk}, headers=SCRIPT).status_code == 409


def test_nobody_undoes_what_another_decided(desk):
    client = browser("examiner-01")
    client.get("/examine")
    task = Task.objects.filter(holder__name="examiner-01").first()
    client.post("/examine/decide", {"task": task.pk, "outcome": "invalid", "reason": "illegible"})
    assert browser("examiner-02").post("/examine/undo", headers=SCRIPT).status_code == 409
    assert Decision.objects.get().undone is False


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"task": "x"},
        {"task": "-1", "outcome": "valid"},
        {"task": "9" * 40, "outcome": "valid"},
        {"task": "²", "outcome": "valid"},
        {"task": "1", "outcome": "maybe"},
        {"task": "1", "outcome": "valid", "voter": "nobody"},
        {"task": "1", "outcome": "valid", "voter": "\x00' OR 1=1 --"},
    ],
)
def test_a_decision_that_is_none_is_told(desk, given):
    client = browser("examiner-01")
    assert client.post("/examine/decide", given, headers=SCRIPT).status_code in (400, 404)
    assert client.post("/examine/flag", {**given, "note": "x"}, headers=SCRIPT).status_code in (400, 404)


@pytest.mark.parametrize("path", ["/sign-in", "/examine/decide", "/account/password", "/queue"])
def test_a_body_that_is_too_big_is_told_kindly(desk, path):
    name = "supervisor-1" if path == "/queue" else "examiner-01"
    body = "note=" + "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    response = browser(name).post(path, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert b"too much at once" in response.content
    many = "&".join(f"a{n}=1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    response = browser(name).post(path, many, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert b"cannot be read" in response.content


@pytest.mark.parametrize("path", ["/sign-in", "/examine/flag", "/examine/search", "/account/password"])
def test_a_field_with_a_null_character_is_told(desk, path):
    given = {"name": "a\x00b", "note": "\x00", "q": "\x00", "old": "\x00"}
    assert browser("examiner-01").post(path, given).status_code == 400
    assert Client().get("/sign-in", {"next": "\x00"}).status_code == 400


def test_html_in_a_name_or_an_address_is_shown_as_it_is_written(desk):
    queue.fill(queue.stage_now())
    place = Task.objects.order_by("order").first().place
    line = next(one for one in transcripts() if one.line == f"{place // 10000:05d}-{place % 10000:02d}")
    evil = Transcript(line.line, EVIL, "", f'"><img src=x onerror=alert(1)>{EVIL}', address=f"{EVIL} ST")
    actions.transcribe_lines(desk, Clock(queue.now())(), [evil])
    page = browser("examiner-01").get("/examine").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert EVIL not in page
    assert "<img" not in page


def test_html_in_what_is_typed_is_shown_as_it_is_typed(desk):
    client = browser("examiner-01")
    assert EVIL.encode() not in client.post("/examine/search", {"q": EVIL}).content
    assert EVIL.encode() not in client.get("/sign-in", {"next": f'"{EVIL}'}).content
    assert EVIL.encode() not in browser("supervisor-1").get("/access-log", {"person": EVIL}).content
    assert EVIL.encode() not in client.post("/keys", {"valid": EVIL}).content
    given = {"name": EVIL, "password": PASSWORD, "role": "examiner"}
    admin = browser("admin-1")
    admin.post("/people/add", given)
    assert b"&lt;script&gt;" in admin.get("/people").content
    assert EVIL.encode() not in admin.get("/people").content


def test_a_voter_with_html_in_the_record_is_shown_as_written(desk, monkeypatch):
    from dataclasses import replace

    from fullcount.web.desk import showing

    before = showing._with_records

    def evil(*given):
        for one in before(*given):
            voter = replace(one.voter, last_name=EVIL, residence_address=f'"{EVIL}')
            yield replace(one, voter=voter, evidence=EVIL)

    monkeypatch.setattr(showing, "_with_records", evil)
    page = browser("examiner-01").get("/examine").content.decode()
    assert "&lt;script&gt;" in page
    assert EVIL not in page


def test_another_host_is_refused(desk):
    response = Client(headers={"Host": "elsewhere.example"}).get("/sign-in")
    assert response.status_code == 400
    assert b"elsewhere.example" not in response.content


@pytest.mark.parametrize(
    "where",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"],
)
def test_no_form_leads_elsewhere(desk, where):
    given = {"name": "supervisor-1", "password": PASSWORD, "next": where}
    assert Client().post("/sign-in", given).headers["Location"] == "/home"
    out = Client().post("/examine/undo", headers={"Referer": where})
    assert out.headers["Location"] in ("/sign-in?next=%2Fhome", "/sign-in?next=%2F")


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(desk):
    out = Client().post("/examine/decide", headers={"Referer": "http://testserver/examine?x=1"})
    assert out.headers["Location"] == "/sign-in?next=%2Fexamine"


def test_cookies_are_for_the_server_alone(tls):
    client = Client()
    client.get("/sign-in", secure=True)
    client.post("/sign-in", {"name": "examiner-01", "password": PASSWORD}, secure=True)
    for name in ("fullcount", "csrftoken"):
        cookie = client.cookies[name]
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Strict")


def test_the_deployment_check_finds_nothing(tls):
    call_command("check", deploy=True, fail_level="WARNING")


def test_over_tls_nobody_stays_without(tls):
    assert Client().get("/sign-in").headers["Location"] == "https://testserver/sign-in"
    secure = Client().get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert secure.status_code == 200
    assert "max-age=31536000" in secure.headers["Strict-Transport-Security"]


@pytest.mark.filterwarnings("ignore:No directory at")
def test_every_kind_of_answer_has_the_headers(desk, monkeypatch):
    def broken(*_):
        raise RuntimeError("a fault of ours")

    client = browser("examiner-01")
    client.raise_request_exception = False
    answers = {
        "page": client.get("/examine"),
        "public": Client().get("/"),
        "script": client.post("/examine/undo", headers=SCRIPT),
        "redirect": Client().get("/examine"),
        "no form": client.get("/examine/undo"),
        "forbidden": client.get("/people"),
        "missing": client.get("/no-such-page"),
        "token": Client(enforce_csrf_checks=True).post("/sign-in"),
        "host": Client(headers={"Host": "elsewhere.example"}).get("/"),
        "static": Client().get("/static/web/desk.js"),
        "no file": Client().get("/static/web/none.js"),
        "path": Client().get("/static/../../case.sqlite3"),
    }
    monkeypatch.setattr(queue, "lease", broken)
    answers["fault"] = client.get("/examine")
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == {
        "page": 200, "public": 200, "script": 409, "redirect": 302, "no form": 405, "forbidden": 403,
        "missing": 404, "token": 403, "host": 400, "static": 200, "no file": 404, "path": 404, "fault": 500,
    }  # fmt: skip
    for name, answer in answers.items():
        for header, begins in HEADERS.items():
            assert begins in answer.headers.get(header, ""), (name, header)
    answers["static"].close()
    assert b"a fault of ours" not in answers["fault"].content


def test_nothing_of_a_page_is_kept_and_nothing_foreign_runs(desk):
    for name in PEOPLE:
        client = browser(name)
        for path, route in ROUTES:
            if path == "sign-out" or not access_of(route.callback).admits(frozenset(PEOPLE[name])):
                continue
            response = client.get(filled(path))
            assert response.headers["Cache-Control"] == "no-store", path
            page = response.getvalue().decode()
            assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|javascript:", page), path
