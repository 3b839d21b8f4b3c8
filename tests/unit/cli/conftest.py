"""Running commands in this process, as a user types them."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from fullcount.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code, the two streams."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line; further arguments are appended as they are."""
    monkeypatch.setenv("COLUMNS", "160")

    def _run(command: str, *more: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*shlex.split(command), *(str(one) for one in more)])
        streams = capsys.readouterr()
        return Ran(int(ended.value.code or 0), streams.out, streams.err)

    return _run
