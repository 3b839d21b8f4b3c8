"""fullcount demo --serve comes up in a process of its own: people sign in and see signatures."""

import re
import signal
import socket
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from fullcount.cli import console
from fullcount.cli.app import app

PATIENCE = 180  # seconds; it takes a few


def run(*arguments):
    return console.run(lambda: app(args=list(arguments), standalone_mode=False))


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Browser:
    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path, data=None):
        sent = urlencode(data).encode() if data else None
        with self._opener.open(self.base + path, sent, timeout=30) as response:
            return response.headers, response.read()

    def sign_in(self, name, password):
        _, page = self.get("/sign-in")
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)[1].decode()
        return self.get("/sign-in", {"csrfmiddlewaretoken": token, "name": name, "password": password})


@pytest.fixture
def served(port, tmp_path):
    """The process of a demo that serves, and what it printed until it was up."""
    told = tmp_path / "told.txt"
    options = ("--serve", "--scale", "0.001", "--into", str(tmp_path / "demo"))
    with told.open("w") as out:
        command = [sys.executable, "-m", "fullcount", "demo", *options, "--port", str(port), "--quiet"]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield process, told
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def wait_until_up(process, told, port):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            return Browser(port).get("/sign-in")
        except OSError:
            time.sleep(0.2)
    raise AssertionError(told.read_text())


def test_a_demo_is_served_with_an_account_for_each_role(served, port):
    process, told = served
    wait_until_up(process, told, port)
    accounts = dict(re.findall(r"^(\w+-\d) +([a-z0-9-]{19}) ", told.read_text(), flags=re.MULTILINE))
    roles = {"administrator", "intake", "examiner", "senior", "supervisor", "observer"}
    assert {name.rsplit("-", 1)[0] for name in accounts} == roles
    examiner = Browser(port)
    _, page = examiner.sign_in("examiner-1", accounts["examiner-1"])
    images = re.findall(rb'src="(/(?:crop|exemplar)\?[^"]+)"', page)
    assert {image.split(b"?")[0] for image in images} == {b"/crop", b"/exemplar"}
    for path in images:
        headers, data = examiner.get(path.decode().replace("&amp;", "&"))
        assert headers["Content-Type"] == "image/png"
        assert data.startswith(b"\x89PNG")
    observer = Browser(port)
    observer.sign_in("observer-1", accounts["observer-1"])
    with pytest.raises(HTTPError, match="403"):
        observer.get(images[0].decode().replace("&amp;", "&"))


def test_a_port_that_is_taken_is_told_before_anything_is_made(port, tmp_path, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        code = run("demo", "--serve", "--into", str(tmp_path / "demo"), "--port", str(port))
    assert code == 2
    assert "Name another with --port" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


def test_a_case_that_is_no_demo_gets_no_accounts_with_passwords_shown(tmp_path, port, capsys):
    from fullcount.case import open_case

    open_case(tmp_path / "case", create=True).close()
    assert run("serve", "--case", str(tmp_path / "case"), "--port", str(port), "--demo-people") == 2
    assert "Only a demo" in capsys.readouterr().err
