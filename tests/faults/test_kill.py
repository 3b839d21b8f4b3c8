"""kill -9 at any moment: the case opens, fsck accepts it, and the petition goes on to the same result."""

import random
import subprocess
import sys
import time
from pathlib import Path

from fullcount import case as cases
from fullcount import verifier

PROGRAM = Path(__file__).parent / "petition_to_kill.py"
LONGEST_WAIT = 0.12  # seconds into a step; the longest steps take about that


def run_and_kill(work: Path, steps: int, wait: float) -> str:
    """Kill the petition some time into the given number of steps; gives what it told last."""
    with subprocess.Popen([sys.executable, PROGRAM, work], stdout=subprocess.PIPE, text=True) as running:
        told = ""
        for _ in range(steps):
            told = running.stdout.readline().strip() or told
        time.sleep(wait)
        running.kill()
    return told


def assert_sound(work: Path) -> int:
    """Whatever was done is whole; gives the number of ledger entries."""
    if not (work / "case" / "case.sqlite3").exists():
        return 0  # killed before there was a case
    with cases.open_case(work / "case") as case:
        report = cases.fsck(case)
        assert report.problems == ()
        assert cases.status(case).next_step
        return report.size


def test_a_petition_killed_again_and_again_comes_to_its_end(tmp_path: Path) -> None:
    chance, size = random.Random(1), 0
    for _ in range(6):
        run_and_kill(tmp_path, chance.randint(1, 4), chance.random() * LONGEST_WAIT)
        now = assert_sound(tmp_path)
        assert now >= size  # what was told done stays done
        size = now
    done = subprocess.run([sys.executable, PROGRAM, tmp_path], capture_output=True, text=True, check=False)
    assert done.stdout.endswith("done\n"), done.stderr
    assert assert_sound(tmp_path) == 17
    verdict = verifier.verify(tmp_path / "case" / "bundle")
    assert [check.sentence for check in verdict.checks if not check.holds] == []


def test_a_publishing_cut_short_leaves_the_bundle_that_was_there(tmp_path: Path) -> None:
    subprocess.run([sys.executable, PROGRAM, tmp_path], capture_output=True, check=True)
    chance = random.Random(3)
    for _ in range(2):
        assert run_and_kill(tmp_path, 2, chance.random() * 0.6) == "publish"
        assert verifier.verify(tmp_path / "case" / "bundle").holds
