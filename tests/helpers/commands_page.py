"""docs/look-up/commands.md, made from the commands themselves: run this file to write it anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import typer

from fullcount.cli.app import app

PAGE = Path(__file__).parents[2] / "docs" / "look-up" / "commands.md"
AGAIN = "make pages"
KINDS = {Path: "PATH", int: "N", float: "NUMBER", str: "TEXT"}
HEAD = f"""# Every command

Made from the program by `{AGAIN}`; do not edit it here. `fullcount COMMAND --help` says the same.

A command prints its result to the standard output and everything else (progress, messages) to the error
stream. It ends with 0 when it is done, 1 when something checked does not hold, 2 when there is something
to mend, 70 on a fault of ours, 130 when it was stopped. `FULLCOUNT_CASE` stands for `--case`, `DATABASE_URL`
for `--database-url`.
"""


def page() -> str:
    """The page's text."""
    return HEAD + "".join(_chapters(typer.main.get_command(app), "fullcount"))


def _chapters(group: Any, name: str) -> Iterator[str]:
    for word, command in group.commands.items():
        path = f"{name} {word}"
        if hasattr(command, "commands"):
            yield f"\n## {path}\n\n{command.help}\n"
            yield from (_command(f"{path} {sub}", one, "###") for sub, one in command.commands.items())
        else:
            yield _command(path, command, "##")


def _command(path: str, command: Any, mark: str) -> str:
    says, _, example = (command.help or "").partition("Example: ")
    paragraphs = "\n\n".join(" ".join(part.split()) for part in says.strip().split("\n\n"))
    table = [f"| {_name(one)} | {_meaning(one)} |" for one in command.params if one.name != "help"]
    rows = "\n".join(["| | |", "| --- | --- |", *table]) + "\n" if table else ""
    return f"\n{mark} {path}\n\n{paragraphs}\n\n    {' '.join(example.split())}\n\n{rows}".rstrip() + "\n"


def _name(one: Any) -> str:
    if one.param_type_name == "argument":
        return f"`{one.metavar or one.name.upper()}`"
    value = "" if getattr(one, "is_flag", False) else f" {one.metavar or _kind(one)}"
    return f"`{', '.join((*one.opts, *one.secondary_opts))}{value}`"


def _kind(one: Any) -> str:
    return KINDS.get(one.type_descriptor.annotation, "WORD")


def _choices(one: Any) -> tuple[str, ...]:
    for kind in (one.type_descriptor.annotation, *get_args(one.type_descriptor.annotation)):
        if isinstance(kind, type) and issubclass(kind, Enum):
            return tuple(str(choice.value) for choice in kind)
    return ()


def _meaning(one: Any) -> str:
    """What it means; whether it must be given, or what holds where it is left out."""
    text = re.sub(r"\s+", " ", one.help or "").replace("|", "\\|")
    if choices := _choices(one):
        text += f" One of: {', '.join(choices)}."
    if one.required:
        return f"{text} Required." if one.param_type_name == "option" else text
    if one.default in (None, "", (), []) or isinstance(one.default, bool):
        return text
    return f"{text} Left out: `{getattr(one.default, 'value', one.default)}`."


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
