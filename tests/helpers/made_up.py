"""Made-up petitions at a small scale, with their rolls sealed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fullcount import synth
from fullcount.roll import import_roll, layout


def petition(folder: Path, scenario: str, seed: int, scale: float = 0.001) -> Path:
    """A made-up petition in the folder, its roll sealed in folder/roll."""
    synth.make(synth.scenario(scenario), scale, seed, folder)
    import_roll(folder / "roll.csv", folder / "roll", layout("fullcount"), date(2022, 7, 6))
    return folder
