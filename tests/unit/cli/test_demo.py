"""The demo end to end on a small county: figures, privacy, the stranger's check, tampering."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[3] / "src"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A finished demo and what it printed."""
    folder = tmp_path_factory.mktemp("work") / "demo"
    code = "from fullcount.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "demo", "--scale", "0.004", "--into", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "160"},
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_it_ends_with_the_published_figures_beside_ours(demo) -> None:
    folder, printed = demo
    for figure in ("715,833", "566,857", "35,793", "25,510", "31,179", "27,983", "88,464", "520,050"):
        assert figure in printed
    certificate = json.loads((folder / "bundle" / "certificate.json").read_text())
    assert f"{certificate['valid']:,}" in printed
    assert "Everything holds." in printed
    assert "housemate" in printed


def test_the_certificate_adds_up(demo) -> None:
    folder, _ = demo
    certificate = json.loads((folder / "bundle" / "certificate.json").read_text())
    by_reason = sum(count for _, _, count in certificate["by_reason"])
    assert by_reason == certificate["disqualified"]
    if certificate["method"] == "full count":
        assert certificate["valid"] + certificate["disqualified"] == certificate["raw"]
    rows = list(csv.DictReader((folder / "bundle" / "standing.csv").read_text().splitlines()))
    assert sum(row["outcome"] == "valid" for row in rows) == certificate["valid"]


def test_no_name_no_address_and_no_voter_id_is_published(demo) -> None:
    folder, _ = demo
    files = [
        path for path in (folder / "bundle").iterdir() if path.suffix != ".pdf" and path.name != "law.json"
    ]
    text = "\n".join(path.read_text() for path in files).upper()
    words = set(text.replace('"', " ").replace(",", " ").split())
    with (folder / "made" / "transcripts.csv").open() as file:
        people = list(csv.DictReader(file))
    with (folder / "made" / "truth" / "truth.csv").open() as file:
        voters = {row["voter_id"] for row in csv.DictReader(file) if row["voter_id"]}
    names = {row["last"].upper() for row in people if len(row["last"]) > 6}
    streets = {row["address"].upper() for row in people if len(row["address"]) > 9}
    assert min(len(names), len(streets), len(voters)) > 300
    assert (names | voters) & words == set()
    assert not [street for street in streets if street in text]


def test_a_stranger_checks_it_with_the_standard_library_alone(demo) -> None:
    folder, _ = demo
    paths = f"sys.path.insert(0, {str(SOURCE)!r}); sys.argv = ['v', {str(folder / 'bundle')!r}]"
    run = f"import runpy, sys; {paths}; runpy.run_module('fullcount.verifier', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", run], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_any_byte_changed_in_any_file_is_found_and_the_file_named(demo, tmp_path: Path) -> None:
    from fullcount import verifier

    folder, _ = demo
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    for path in sorted((folder / "bundle").iterdir()):
        copy = tmp_path / path.name
        shutil.copytree(folder / "bundle", copy)
        data = bytearray((copy / path.name).read_bytes())
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)
        (copy / path.name).write_bytes(bytes(data))
        verdict = verifier.verify(copy)
        assert not verdict.holds, (seed, path.name, place)
        assert any(path.name in f"{c.place} {c.sentence}" for c in verdict.failing), (seed, path.name, place)
        shutil.rmtree(copy)


def test_status_and_fsck_open_the_case(demo, run) -> None:
    folder, _ = demo
    status = run("case status --json --case", folder)
    assert json.loads(status.out)["counts"]["sections"] > 0
    assert run("ledger fsck --case", folder).code == 0
    assert "certified" in run("ledger show --case", folder).out
    proof = json.loads(run("ledger prove 3 --case", folder).out)
    assert run("ledger prove 9999 --case", folder).code == 2
    checkpoint = run("ledger checkpoint --case", folder).out.splitlines()
    assert checkpoint[1] == str(proof["size"])
