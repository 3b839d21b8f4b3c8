"""Every command can be discovered: it says what it does, and shows an example that parses."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest
import typer

from fullcount.cli.app import app

ROOT = typer.main.get_command(app)


def commands(
    group: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if hasattr(group, "commands"):
        for name, command in group.commands.items():
            yield from commands(command, (*path, name))
    else:
        yield path, group


ALL = sorted(commands(ROOT), key=lambda pair: pair[0])


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_every_command_shows_an_example_that_parses(path: tuple[str, ...], command: click.Command) -> None:
    text = command.help or ""
    found = re.search(r"Example: fullcount (.+)\Z", text, flags=re.DOTALL)
    assert found, text
    words = shlex.split(found[1].replace("\n", " "))
    assert tuple(words[: len(path)]) == path
    command.make_context("fullcount", words[len(path) :]).close()
