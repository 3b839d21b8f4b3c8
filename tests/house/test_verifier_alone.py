"""The verifier, the public draw and the law start where nothing but Python is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
ROOMS = ["fullcount.verifier", "fullcount.sampling", "fullcount.law", "fullcount.ledger", "fullcount.terms"]


@pytest.mark.parametrize("room", ROOMS)
def test_the_room_imports_with_the_standard_library_alone(room: str) -> None:
    # -S leaves site-packages out, -I the environment: only the standard library and our source are there.
    code = f"import sys; sys.path.insert(0, {str(SOURCE)!r}); import {room}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
