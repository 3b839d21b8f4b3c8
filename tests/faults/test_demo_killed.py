"""A demo killed at any moment leaves a case that opens, a ledger that holds, and a demo that goes on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

KILLS = 5
FULLCOUNT = [sys.executable, "-c", "from fullcount.cli import main; main()"]


def fullcount(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*FULLCOUNT, *map(str, words)], capture_output=True, text=True, check=False)


def start(folder: Path) -> subprocess.Popen[bytes]:
    words = [*FULLCOUNT, "demo", "--scale", "0.002", "--into", str(folder), "--quiet"]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_demo_killed_again_and_again_goes_on_to_a_bundle_that_verifies(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    moments, folder = random.Random(seed), tmp_path / "demo"
    for _ in range(KILLS):
        demo = start(folder)
        try:
            demo.wait(timeout=moments.uniform(1, 6))
        except subprocess.TimeoutExpired:
            demo.send_signal(signal.SIGKILL)
            demo.wait()
        if (folder / "case.sqlite3").exists():
            status = fullcount("case", "status", "--case", folder)
            assert status.returncode == 0, (seed, status.stderr)
            fsck = fullcount("ledger", "fsck", "--case", folder)
            assert fsck.returncode == 0, (seed, fsck.stdout, fsck.stderr)
    ended = fullcount("demo", "--scale", "0.002", "--into", folder, "--quiet")
    assert ended.returncode == 0, (seed, ended.stderr)
    assert "Everything holds." in ended.stdout
    assert fullcount("verify", folder / "bundle").returncode == 0


def test_a_folder_with_other_files_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    done = fullcount("demo", "--scale", "0.002", "--into", tmp_path)
    assert done.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_another_order_begins_anew_and_so_does_a_finished_demo(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    demo = start(folder)
    while not (folder / "case.sqlite3").exists() and demo.poll() is None:
        time.sleep(0.05)
    demo.kill()
    demo.wait()
    first = (folder / "demo.json").read_bytes()
    key = (folder / "key.pem").read_bytes()
    done = fullcount("demo", "--scale", "0.001", "--into", folder, "--quiet")
    assert done.returncode == 0, done.stderr
    assert (folder / "demo.json").read_bytes() != first
    assert (folder / "key.pem").read_bytes() != key
