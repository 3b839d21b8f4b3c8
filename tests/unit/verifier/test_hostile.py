"""Bundles made to trip the verifier: each a failing check that names the place, never a traceback."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bundlemaker import KEY, NAME, Maker, csv_file, sha256, write

from fullcount import ledger
from fullcount.verifier import Verdict, verify

Files = dict[str, bytes]
ZEROS = "0" * 64


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Files:
    maker = Maker(sections=8, required=40)
    maker.publish(tmp_path_factory.mktemp("made"))
    return maker.files


def found(verdict: Verdict) -> dict[str, str]:
    assert all(check.place for check in verdict.failing)
    return {check.name: f"{check.place}: {check.sentence}" for check in verdict.failing}


def sealed(into: Path, rows: str) -> Path:
    """A folder with a rightly signed note over any rows."""
    (into / "key.txt").write_text(f"{ledger.verifier_key(NAME, KEY)}\n")
    note = ledger.sign_note(f"fullcount bundle v1\nrecall-2022\n{rows}", NAME, KEY)
    (into / "bundle.note").write_bytes(note.encode())
    return into


@pytest.mark.parametrize(
    "path",
    ["../secret", "/etc/passwd", "a/../../b", "./a", ".hidden", "a//b", "a\\b", "bundle.note", "é", "a/"],
)
def test_a_path_out_of_the_bundle(tmp_path: Path, path: str) -> None:
    told = found(verify(sealed(tmp_path, f"{'0' * 64}  {path}\n")))
    assert told["files"].startswith("bundle.note, row 3: ")


@pytest.mark.parametrize(
    "rows",
    ["x\n", f"{'0' * 64} a\n", f"{'A' * 64}  a\n", f"{'0' * 64}  b\n{'0' * 64}  a\n", f"{'0' * 64}  a\n" * 2],
)
def test_a_list_not_of_the_form(tmp_path: Path, rows: str) -> None:
    assert "bundle.note, row" in found(verify(sealed(tmp_path, rows)))["files"]


def test_a_link_in_place_of_a_file(tmp_path: Path, made: Files) -> None:
    bundle = write(tmp_path / "bundle", made)
    (tmp_path / "elsewhere").write_bytes(made["manifest.csv"])
    (bundle / "manifest.csv").unlink()
    (bundle / "manifest.csv").symlink_to(tmp_path / "elsewhere")
    told = found(verify(bundle))
    assert told["files"].startswith("manifest.csv: It is a link")
    assert told["manifest"].startswith("manifest.csv: It is a link")


def test_a_linked_folder(tmp_path: Path, made: Files) -> None:
    bundle = write(tmp_path / "bundle", made)
    (tmp_path / "outside").mkdir()
    (bundle / "more").symlink_to(tmp_path / "outside")
    assert found(verify(bundle))["files"].startswith("more: The file is not listed")


def test_a_bundle_reached_by_a_link_is_fine(tmp_path: Path, made: Files) -> None:
    write(tmp_path / "bundle", made)
    (tmp_path / "latest").symlink_to("bundle")
    assert verify(tmp_path / "latest").holds


def test_a_pipe_is_not_opened(tmp_path: Path, made: Files) -> None:
    write(tmp_path, made)
    (tmp_path / "law.json").unlink()
    os.mkfifo(tmp_path / "law.json")
    assert found(verify(tmp_path))["files"].startswith("law.json: It is not an ordinary file")


def test_a_file_of_five_gigabytes_of_nothing_is_not_read(tmp_path: Path, made: Files) -> None:
    write(tmp_path, made)
    os.truncate(tmp_path / "findings.csv", 5 << 30)
    told = found(verify(tmp_path))
    assert told["files"].startswith("findings.csv: It has 5,368,709,120 bytes")
    assert told["findings"].startswith("findings.csv: It has 5,368,709,120 bytes")


def test_a_file_added_or_lost(tmp_path: Path, made: Files) -> None:
    write(tmp_path, made)
    (tmp_path / "extra.txt").write_text("hello")
    (tmp_path / "certificate.pdf").unlink()
    told = found(verify(tmp_path))
    assert told["files"].startswith("extra.txt: The file is not listed in bundle.note. (1 more")


def test_a_folder_of_very_many_files(tmp_path: Path, made: Files) -> None:
    write(tmp_path, made)
    for at in range(1_001):
        (tmp_path / f"{at}").touch()
    assert "more than 1,000 files" in found(verify(tmp_path))["files"]


def test_a_file_name_that_is_no_text(tmp_path: Path, made: Files) -> None:
    write(tmp_path, made)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n")).touch()
    assert found(verify(tmp_path))["files"].startswith("??: The file is not listed")


def replaced(name: str, change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    return lambda files: {**files, name: change(files[name])}


def deep(_: bytes) -> bytes:
    return b"[" * 200_000 + b"]" * 200_000 + b"\n"


MANIFEST, FINDINGS, SETTLED, STANDING = "manifest.csv", "findings.csv", "settlements.csv", "standing.csv"
CERTIFICATE, DETERMINED, PROJECTION = "certificate.json", "determination.json", "projection.json"
CHANGES: list[tuple[str, str, Callable[[bytes], bytes], str, str]] = [
    ("Latin-1", MANIFEST, lambda b: b.replace(b"00001-02", b"\xe9", 1), "manifest", "row 3: It is not"),
    ("CRLF", MANIFEST, lambda b: b.replace(b"\n", b"\r\n"), "manifest", "row 1: The row"),
    ("NUL", FINDINGS, lambda b: b[:-1] + b"\0\n", "findings", "NUL"),
    ("no end", FINDINGS, lambda b: b[:-1], "findings", "does not end in a line feed"),
    ("empty", MANIFEST, lambda _: b"", "manifest", "row 1: The header is not"),
    ("header", FINDINGS, lambda b: b.replace(b"official,", b"", 1), "findings", "row 1: The header"),
    ("column missing", MANIFEST, lambda b: b.replace(b",signed", b"", 1), "manifest", "row 2: The row"),
    ("open quote", MANIFEST, lambda b: b.replace(b"00001-01", b'"00001', 1), "manifest", "row 2: The quo"),
    ("long row", MANIFEST, lambda b: b + b"x" * 70_000 + b"\n", "manifest", "65,536"),
    ("long rest", MANIFEST, lambda b: b + b"x" * 70_000, "manifest", "65,536"),
    ("big number", MANIFEST, lambda b: b.replace(b",1,1,", b",1" + b"0" * 500 + b",1,"), "manifest", "row 2"),
    ("state", MANIFEST, lambda b: b.replace(b"signed", b"Signed", 1), "manifest", "row 2"),
    ("twice", MANIFEST, lambda b: b.replace(b"00001-02", b"00001-01", 1), "manifest", "is repeated"),
    ("order", MANIFEST, lambda b: b.replace(b",1,2,", b",1,1,", 1), "manifest", "is not in line order"),
    ("deep JSON", "law.json", deep, "law", "law.json: It is not JSON"),
    ("deep JSON", "draw.json", deep, "draw", "draw.json: It is not JSON"),
    ("not canonical", "petition.json", lambda b: b.replace(b":", b": ", 1), "petition", "not in canonical"),
    ("a list", "law.json", lambda _: b"[]\n", "law", "not a JSON object"),
    ("a number", CERTIFICATE, lambda _: b"7\n", "certificate", "not a JSON object"),
    ("empty object", "law.json", lambda _: b"{}\n", "law", "law.json: "),
    ("empty object", "petition.json", lambda _: b"{}\n", "law", "petition.json: The required number"),
    ("empty object", CERTIFICATE, lambda _: b"{}\n", "certificate", "certif"),
    ("null", DETERMINED, lambda _: b"null\n", "determination", "not a list"),
    ("texts", DETERMINED, lambda _: b'["a"]\n', "determination", "determination 1"),
    ("no lines", "draw.json", lambda _: b'{"lines":7}\n', "draw", "draw.json: "),
    ("strange lines", "draw.json", lambda _: b'{"lines":[[],7]}\n', "draw", "draw.json: "),
    ("unknown lines", "draw.json", lambda _: b'{"lines":["x"]}\n', "findings", "x is not a signed line"),
    ("numbers", PROJECTION, lambda _: b"[1,2]\n", "projection", "not an object"),
    ("empty", "ledger.jsonl", lambda _: b"", "ledger", "ledger.jsonl: The ledger has no entry"),
    ("not JSON", "ledger.jsonl", lambda b: b"{\n" + b, "ledger", "ledger.jsonl, row 1 (ledger entry 0)"),
    ("huge entry", "ledger.jsonl", lambda b: b"x" * (1 << 21) + b"\n" + b, "ledger", "longer than 1,048,576"),
    ("empty", "checkpoint.note", lambda _: b"", "ledger", "checkpoint.note: "),
    ("empty", "reasons.csv", lambda _: b"", "reasons", "reasons.csv, row 1"),
    ("short", "reasons.csv", lambda b: b + b"x\n", "reasons", "reasons.csv: Its values are not of the form"),
    ("empty", STANDING, lambda _: b"", "standing", "standing.csv, row 1"),
    ("short", STANDING, lambda b: b + b"x\n", "standing", "standing.csv: The row has 1 values"),
    ("more", STANDING, lambda b: b + b"x,valid,\n", "standing", "nothing stands here"),
    ("empty", SETTLED, lambda _: b"", "duplicates", "settlements.csv, row 1"),
    ("empty", "withdrawals.csv", lambda _: b"", "findings", "withdrawals.csv, row 1"),
    ("more", "withdrawals.csv", lambda b: b + b"00001-01\n", "findings", "of no ledger entry"),
    ("empty", "key.txt", lambda _: b"", "signature", "key.txt: "),
    ("two keys", "key.txt", lambda b: b * 2, "signature", "key.txt: "),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "change", "check", "told"),
    [each[1:] for each in CHANGES],
    ids=[f"{each[1]}: {each[0]}" for each in CHANGES],
)
def test_a_file_not_of_its_form_is_told_though_rightly_signed(  # noqa: PLR0917 - a table of cases
    tmp_path: Path, made: Files, name: str, change: Callable[[bytes], bytes], check: str, told: str
) -> None:
    write(tmp_path, replaced(name, change)(made))
    assert told in found(verify(tmp_path))[check]


BODIES: list[tuple[str, dict[str, Any]]] = [
    ("sample-drawn", {"size": "x" * 5000}),
    ("sample-drawn", {"size": 10**12}),
    ("sample-drawn", {"seed": ["1"]}),
    ("sections-received", {"lines": {}}),
    ("findings-recorded", {"stage": 7}),
    ("findings-recorded", {"items": {"count": 10**15, "root": "0" * 64}}),
    ("duplicates-settled", {"scope": "everywhere"}),
    ("sample-projected", {"rounding": None}),
    ("determined", {"stage": []}),
    ("petition-opened", {"petition": "?"}),
    ("certified", {"number": [[]]}),
]


@pytest.mark.parametrize(
    ("kind", "change"), BODIES, ids=[f"{kind} {next(iter(body))}" for kind, body in BODIES]
)
def test_an_entry_with_a_strange_body(tmp_path: Path, kind: str, change: dict[str, Any]) -> None:
    maker = Maker(sections=8, required=40, forgery={kind: lambda body: {**body, **change}})
    assert found(verify(maker.publish(tmp_path)))


def test_two_manifests_frozen(tmp_path: Path) -> None:
    twice = Maker(sections=8, required=40, forgery={"order": lambda acts: [acts[0], *acts]})
    assert "one belongs here" in found(verify(twice.publish(tmp_path)))["manifest"]


def test_a_petition_without_a_signed_line(tmp_path: Path, made: Files) -> None:
    files = {**made, "manifest.csv": csv_file("line,section,number,state", [])}
    assert {"manifest", "draw", "findings"} <= set(found(verify(write(tmp_path, files))))


def test_a_note_with_a_byte_order_mark_or_not_text(tmp_path: Path, made: Files) -> None:
    write(tmp_path, made)
    note = (tmp_path / "bundle.note").read_bytes()
    (tmp_path / "bundle.note").write_bytes(b"\xef\xbb\xbf" + note)
    assert found(verify(tmp_path))["signature"].startswith("bundle.note: ")
    (tmp_path / "bundle.note").write_bytes(b"\xff" + note)
    assert found(verify(tmp_path))["signature"].startswith("bundle.note, row 1: It is not UTF-8")


def test_an_old_list_kept_with_its_signature(tmp_path: Path, made: Files) -> None:
    """A note of last month still verifies; the files of today do not fit it."""
    write(tmp_path, made)
    (tmp_path / "standing.csv").write_bytes(made["standing.csv"] + b"x,valid,\n")
    told = found(verify(tmp_path))
    assert told["files"].startswith("standing.csv: The file was changed")
    assert sha256(made["standing.csv"]) in (tmp_path / "bundle.note").read_text()
