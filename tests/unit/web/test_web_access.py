import pytest
from desk_people import PASSWORD, PEOPLE, SETUP_CODE, browser
from django.test import Client
from django.urls import get_resolver

from fullcount.terms import Fault
from fullcount.web.access import access_of, check_all, routes
from fullcount.web.models import Person
from fullcount.web.roles import Role
from fullcount.web.serving import serve_case

ROUTES = [(path, route) for path, route in routes(get_resolver().url_patterns)]


def filled(path):
    return "/" + path.replace("<int:number>", "1")


@pytest.mark.parametrize("name", [*PEOPLE, ""])
def test_every_route_admits_whom_it_says_and_nobody_else(desk, name):
    client = browser(name) if name else Client()
    roles = frozenset(PEOPLE.get(name, ()))
    for path, route in ROUTES:
        if path == "sign-out":
            continue
        access = access_of(route.callback)
        for method in ("get", "post"):
            response = getattr(client, method)(filled(path))
            refused = response.status_code == 403 or _to_sign_in(response)
            admitted = access.public or (bool(name) and access.admits(roles))
            assert refused is not admitted, (path, method, response.status_code)


def _to_sign_in(response):
    return response.status_code == 401 or response.headers.get("Location", "").startswith("/sign-in?next=")


def test_a_route_that_does_not_say_who_may_use_it_stops_the_desk(desk):
    from django.urls import path

    with pytest.raises(Fault, match="left-open"):
        check_all([path("left-open", lambda _: None)])


def test_who_signs_in_comes_back_to_the_page_asked_for(desk):
    client = Client()
    asked = client.get("/progress").headers["Location"]
    given = {"name": "supervisor-1", "password": PASSWORD, "next": "/progress"}
    assert client.post(asked, given).headers["Location"] == "/progress"
    assert client.get("/progress").status_code == 200


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(desk, where):
    given = {"name": "supervisor-1", "password": PASSWORD, "next": where}
    assert Client().post("/sign-in", given).headers["Location"] == "/home"


def test_a_stranger_elsewhere_locks_nobody_out(desk):
    wrong, right = ({"name": "clerk-01", "password": one} for one in ("a wrong sentence", PASSWORD))
    stranger, clerk = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="198.51.100.4")
    for _ in range(6):
        stranger.post("/sign-in", wrong)
    assert b"is locked" in stranger.post("/sign-in", right).content
    assert clerk.post("/sign-in", right).status_code == 302


def test_an_account_is_locked_after_five_wrong_passwords(desk):
    client = Client()
    given = {"name": "examiner-01", "password": "wrong"}
    told = [client.post("/sign-in", given).content for _ in range(4)]
    assert all(b"do not go together" in one for one in told)
    assert b"locked" in client.post("/sign-in", given).content
    told = client.post("/sign-in", {"name": "examiner-01", "password": PASSWORD})
    assert b"is locked" in told.content
    assert client.get("/examine").status_code == 302


def test_a_closed_account_is_out_at_once(desk):
    client = browser("examiner-01")
    assert client.get("/examine").status_code == 200
    Person.objects.filter(name="examiner-01").update(is_active=False)
    assert client.get("/examine").headers["Location"].startswith("/sign-in")


def test_a_form_without_its_token_is_refused(desk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(name="examiner-01"), "django.contrib.auth.backends.ModelBackend")
    assert client.post("/examine/undo").status_code == 403


def test_the_first_account_is_made_once(desk):
    assert Client().get("/first").headers["Location"] == "/sign-in"
    Person.objects.all().delete()
    assert Client().get("/sign-in").headers["Location"] == "/first"
    given = {"name": "admin-9", "password": PASSWORD, "code": SETUP_CODE}
    assert Client().post("/first", given).headers["Location"] == "/people"
    assert Person.objects.get().has == {Role.ADMINISTRATOR}
    assert Client().post("/first", given | {"name": "admin-10"}).headers["Location"] == "/sign-in"


@pytest.mark.parametrize("code", ["", "abcd-efgh-jkmn-pqrt", "é", "ABCD"])
def test_whoever_comes_first_without_the_set_up_code_gets_no_account(desk, code):
    Person.objects.all().delete()
    assert SETUP_CODE not in Client().get("/first").content.decode()
    told = Client().post("/first", {"name": "admin-9", "password": PASSWORD, "code": code})
    assert (told.status_code, b"set-up code is not right" in told.content) == (400, True)
    assert b'value="admin-9"' in told.content
    assert PASSWORD not in told.content.decode()
    assert not Person.objects.exists()


def test_a_process_that_was_given_no_set_up_code_makes_no_first_account(desk):
    serve_case(desk)
    Person.objects.all().delete()
    told = Client().post("/first", {"name": "admin-9", "password": PASSWORD, "code": ""})
    assert (told.status_code, Person.objects.count()) == (400, 0)


def test_the_address_with_the_code_fills_it_in(desk):
    Person.objects.all().delete()
    assert f'value="{SETUP_CODE}"' in Client().get(f"/first?code={SETUP_CODE}").content.decode()
    assert b'value="&quot;&gt;&lt;b&gt;"' in Client().get("/first?code=%22%3E%3Cb%3E").content


def test_pages_are_kept_nowhere_and_run_no_foreign_script(desk):
    response = browser("examiner-01").get("/examine")
    assert response.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert b"<script>" not in response.content
    assert b"style=" not in response.content
