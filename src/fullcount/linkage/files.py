"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def publish(building: Path, target: Path) -> None:
    """Put a finished file in its place: on the disk first, then under its name."""
    with building.open("rb") as file:
        os.fsync(file.fileno())
    building.replace(target)


def sweep(directory: Path, name: str) -> None:
    """Remove what a killed run left half built under this name."""
    for path in directory.glob(f"{name}.*.building*"):
        path.unlink(missing_ok=True)
