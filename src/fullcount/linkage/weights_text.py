"""Weights written as the file a statistician reads: the shipped file with other numbers in it.

Comments stay where they are and what did not change keeps its spelling, so that comparing the two files
shows what was changed and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from fullcount.linkage.files import publish
from fullcount.linkage.weights import Level, Weights

_TABLE: Final = re.compile(r"^\[+(\w+)\]+")
_ENTRY: Final = re.compile(r"^(\w+)(\s*=\s*)(\"(?:[^\"\\]|\\.)*\"|[^#\s]+)(.*)$")


def write_weights(weights: Weights, path: Path, head: Sequence[str] = ()) -> None:
    """Write weights so that read_weights gives them back. head: lines of comment for the top of the file.

    The file appears whole or not at all.
    """
    building = path.with_name(f"{path.name}.{os.getpid()}.building")
    try:
        building.write_text(weights_text(weights, head), encoding="utf-8")
        publish(building, path)
    finally:
        building.unlink(missing_ok=True)


def weights_text(weights: Weights, head: Sequence[str] = ()) -> str:
    """The text of the file."""
    shipped = (files("fullcount.linkage") / "weights.toml").read_text("utf-8")
    top = "".join(f"# {line}".rstrip() + "\n" for line in head)
    return (top + "\n" if top else "") + "".join(f"{line}\n" for line in _lines(shipped, weights))


def digest(weights: Weights) -> str:
    """SHA-256 of the text, in hex; of the shipped weights: of the shipped file."""
    return hashlib.sha256(weights_text(weights).encode()).hexdigest()


def _lines(shipped: str, weights: Weights) -> Iterator[str]:
    """The shipped file's lines, block by block: a block is a table's header and what stands below it."""
    levels = {name: iter(rows) for name, rows in weights.levels.items()}
    shares = {"prior": weights.prior, "status": weights.status}
    blocks = re.split(r"(?m)^(?=\[)", shipped)
    yield from blocks[0].splitlines()
    for block in blocks[1:]:
        table = _name(block)
        own = shares[table] if table in shares else _entries(next(levels[table]))
        yield from _block(block.splitlines(), own)


def _name(block: str) -> str:
    found = _TABLE.match(block)
    return found.group(1) if found else ""


def _entries(level: Level) -> dict[str, Any]:
    """What a level's block says; a level without numbers says none, and what is left out is not said."""
    said = {key: value for key, value in asdict(level).items() if value not in (None, "", 0.0)}
    return {**said, "level": level.level, "words": level.words}


def _block(lines: Sequence[str], own: Mapping[str, Any]) -> Iterator[str]:
    rest = dict(own)
    space = len(lines)
    while space > 1 and not lines[space - 1].strip():
        space -= 1
    yield lines[0]
    for line in lines[1:space]:
        entry = _ENTRY.match(line)
        if entry is None:
            yield line
        elif entry.group(1) in rest:
            yield _entry(entry, rest.pop(entry.group(1)))
    for key, value in rest.items():
        yield f"{key} = {_spelled(value)}"
    yield from lines[space:]


def _entry(entry: re.Match[str], value: object) -> str:
    key, equals, old, comment = entry.groups()
    if tomllib.loads(f"v = {old}")["v"] == value:
        return entry.group(0)
    new = _spelled(value)
    if comment.strip() and len(new) < len(old):
        comment = " " * (len(old) - len(new)) + comment
    elif comment.startswith(" "):
        comment = comment[min(len(new) - len(old), len(comment) - len(comment.lstrip()) - 1) :]
    return f"{key}{equals}{new}{comment}"


def _spelled(value: object) -> str:
    """A TOML value: a text as JSON spells it (which lets one control character through), else a number."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
