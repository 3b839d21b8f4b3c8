"""The folder a demo works in: begun anew, or gone on with where one was interrupted.

Only a folder that holds the marker of a demo is ever cleared, and it is moved aside first, so that a
demo killed while clearing leaves no half of an old one behind.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from fullcount.terms import Refused, canonical

MARKER, FINISHED = "demo.json", "demo-finished"


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for; two demos with the same order are the same petition."""

    scenario: str
    scale: str
    seed: int


def take_place(folder: Path, order: Order, *, anew: bool) -> Path:
    """Make the folder ready. Raises Refused for a folder with files that are not a demo's."""
    aside = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if folder.exists() and not _is_free(folder):
        if not anew and _goes_on(folder, order):
            return folder
        folder.rename(aside)
        shutil.rmtree(aside)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{MARKER}.part"
    part.write_bytes(canonical(asdict(order)) + b"\n")
    part.rename(folder / MARKER)
    return folder


def finish(folder: Path) -> None:
    """Note that the demo ran to its end; the next one begins anew."""
    (folder / FINISHED).touch()


def _is_free(folder: Path) -> bool:
    """Whether the folder is empty; raises Refused where somebody else's files are in it."""
    names = {entry.name for entry in folder.iterdir()} - {f"{MARKER}.part"} if folder.is_dir() else {"a file"}
    if names and MARKER not in names:
        raise Refused(
            f"{folder} holds files that are not a demo's.",
            do="Name another folder with --into; nothing was touched.",
        )
    return not names


def _goes_on(folder: Path, order: Order) -> bool:
    if (folder / FINISHED).exists():
        return False
    try:
        begun = Order(**json.loads((folder / MARKER).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return False
    return begun == order
