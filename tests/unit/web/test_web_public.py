"""The public page at each stage, and the bundle that everybody may take along."""

import io
import zipfile
from pathlib import Path

import pytest
from desk_acts import certified, find_sample
from django.test import Client

from fullcount.case import publish
from fullcount.verifier import verify
from fullcount.web.clock import now


def page():
    return Client().get("/").content.decode()


def test_without_a_petition_the_page_says_how_to_begin(unopened):
    assert 'href="/sign-in"' in page()


def test_before_the_result_it_says_what_the_law_asks_and_by_when_and_no_finding(desk):
    find_sample(desk)
    publish(desk, now().date())  # as an office may at any time: it holds findings, and is not offered
    shown = page()
    assert "What the law asks" in shown
    assert "Elections Code 11225(a)" in shown
    assert "By when" in shown
    assert "The result" not in shown
    assert "bundle.zip" not in shown
    assert Client().get("/bundle.zip").status_code == 404
    assert Client().get("/bundle/findings.csv").status_code == 404


def test_after_it_the_result_is_the_certificates_and_the_bundle_verifies(desk, tmp_path):
    certified(desk)
    shown = page()
    assert "The result" in shown
    assert "By when" not in shown
    answer = Client().get("/bundle.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as taken:
        taken.extractall(tmp_path)
    assert verify(tmp_path / "bundle").holds
    one = Client().get("/bundle/findings.csv")
    assert b"".join(one.streaming_content) == (desk.bundle_dir / "findings.csv").read_bytes()


def test_the_archive_is_made_once_and_anew_for_another_bundle(desk):
    certified(desk)
    Client().get("/bundle.zip").close()
    (first,) = (desk.dir / "download").iterdir()
    made = first.stat().st_mtime_ns
    Client().get("/bundle.zip").close()
    assert first.stat().st_mtime_ns == made
    (desk.bundle_dir / "bundle.note").write_text("another")
    Client().get("/bundle.zip").close()
    assert [file.name for file in (desk.dir / "download").iterdir()] != [first.name]


@pytest.mark.parametrize("name", ["..%2Fkey.pem", "%2E%2E", "key.pem", "nothing.csv", ".", "%00", "a" * 300])
def test_nothing_but_the_bundles_files_is_given(desk, name):
    certified(desk)
    (desk.bundle_dir / "link.pem").symlink_to(Path(desk.dir) / "key.pem")
    assert Client().get(f"/bundle/{name}").status_code == 404
    assert Client().get("/bundle/link.pem").status_code == 404
