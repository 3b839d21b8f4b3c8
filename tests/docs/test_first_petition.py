"""The page for beginners does what it says: its commands are run, in its order."""

import re
import shlex
from pathlib import Path

import pytest

from fullcount.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "learn" / "first-petition.md"
FOR_LARGER_ONES = ("fullcount case seed", "fullcount case draw")


def test_the_commands_of_the_page_end_in_a_bundle_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    monkeypatch.setenv(*re.findall(r"^    export (\w+)=(\S+)$", page, flags=re.MULTILINE)[0])
    commands = re.findall(r"^    (fullcount .+)$", page, flags=re.MULTILINE)
    for command in commands:
        if not command.startswith(FOR_LARGER_ONES):
            with pytest.raises(SystemExit) as ended:
                main(shlex.split(command)[1:])
            assert not ended.value.code, f"{command}: {capsys.readouterr().err}"
    assert "Everything holds." in capsys.readouterr().out
    assert len(commands) > 12
