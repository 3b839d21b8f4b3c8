"""`python -m fullcount.verifier`: what it prints, its exit codes, and that it needs nothing but Python."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from bundlemaker import VKEY, Maker

from fullcount.verifier.__main__ import main

SOURCE = Path(__file__).parents[3] / "src"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Maker().publish(tmp_path_factory.mktemp("bundle"))


def alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The verifier in a fresh interpreter without site-packages: third-party imports cannot work."""
    run = "runpy.run_module('fullcount.verifier', run_name='__main__')"
    code = f"import sys, runpy; sys.path.insert(0, {str(SOURCE)!r}); {run}"
    command = [sys.executable, "-I", "-S", "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_runs_with_the_standard_library_alone(bundle: Path) -> None:
    done = alone(str(bundle), "--key", VKEY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "signature      holds. bundle.note is signed by the key given" in done.stdout
    assert "All 14 checks hold" in done.stdout
    assert "What nobody can recompute" in done.stdout


def test_a_false_row_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = Maker(forgery={"standing": lambda rows: rows[1:]}).publish(tmp_path)
    assert main([str(bundle)]) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert "standing DOES NOT HOLD: standing.csv, row 2: Counted again, 00001-01" in printed
    assert "1 of 14 checks do not hold; the first is standing (standing.csv, row 2)." in printed


def test_as_json(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(bundle), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["holds"] is True
    assert len(said["checks"]) == 14
    assert set(said["checks"][0]) == {"name", "holds", "sentence", "place"}


def test_no_bundle_or_no_key_is_exit_code_2(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(bundle / "nowhere")]) == 2
    assert main([str(bundle), "--key", "nonsense"]) == 2
    captured = capsys.readouterr()
    assert "There is no bundle" in captured.err
    assert captured.out == ""
