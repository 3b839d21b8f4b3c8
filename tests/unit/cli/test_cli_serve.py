"""fullcount serve in a process of its own: the first account, and the folder in which it is started."""

import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from fullcount.case import open_case

PATIENCE = 60  # seconds; it takes two
PASSWORD = "a good long sentence"


@pytest.fixture
def case_dir(tmp_path):
    open_case(tmp_path / "case", create=True).close()
    return tmp_path / "case"


@contextmanager
def served(case_dir, folder, *options):
    """What the server printed until it was up, started in a folder as the command is; and where it is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = folder / "told.txt"
    command = [sys.executable, "-P", "-m", "fullcount", "serve", "--case", case_dir, "--port", str(port)]
    with told.open("w") as out:
        process = subprocess.Popen([*command, *options], stdout=out, stderr=subprocess.STDOUT, cwd=folder)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(base, process, told)
        yield told.read_text(), base
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _wait(base, process, told):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with build_opener().open(f"{base}/sign-in", timeout=30):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(told.read_text())


def first(base, address, code):
    """Somebody opens the page of the first account and sends its form; gives the address that follows."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    page = opener.open(address, timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    given = {"csrfmiddlewaretoken": token, "name": "admin-1", "password": PASSWORD, "code": code}
    with opener.open(f"{base}/first", urlencode(given).encode(), timeout=30) as answer:
        return answer.url


def test_the_first_account_is_made_with_the_code_that_the_terminal_shows(case_dir, tmp_path):
    with served(case_dir, tmp_path) as (told, base):
        address, code = re.search(r"(http\S+/first\?code=([a-z0-9-]{19}))", told).groups()
        with pytest.raises(HTTPError, match="400"):
            first(base, f"{base}/first", "abcd-efgh-jkmn-pqrs")
        assert first(base, address, code) == f"{base}/people"
    with served(case_dir, tmp_path) as (told, _):
        assert "code" not in told


def test_for_other_machines_the_code_is_shown_without_an_address(case_dir, tmp_path):
    with served(case_dir, tmp_path, "--address", "0.0.0.0") as (told, base):
        code = re.search(r"set-up code ([a-z0-9-]{19})", told)[1]
        assert first(base, f"{base}/first", code.upper()) == f"{base}/people"


def test_files_in_the_folder_where_it_is_started_are_not_taken_for_the_programs_own(case_dir, tmp_path):
    folder = tmp_path / "here"
    (folder / "fullcount").mkdir(parents=True)
    for name in ("__init__", "queue", "case", "web", "fullcount/__init__", "wsgiref", "html"):
        (folder / f"{name}.py").write_text("raise SystemExit('The wrong file was imported.')")
    with served(case_dir, folder) as (told, base):
        assert "wrong file" not in told
        with build_opener().open(f"{base}/first", timeout=30) as page:
            assert b"Set-up code" in page.read()
