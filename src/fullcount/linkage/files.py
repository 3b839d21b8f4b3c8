"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def publish(building: Path, target: Path) -> None:
    """Put a finished file in its place: on the disk first, then under its name."""
    with building.open("rb") as file:
        os.fsync(file.fileno())
    building.replace(target)


def sweep(directory: Path, name: str) -> None:
    """Remove what a killed run left under this name: half-built files, and folders that may hold names."""
    for path in directory.glob(f"{name}.*.building*"):
        path.unlink(missing_ok=True)
    for kind in ("spill", "spark"):
        for path in directory.glob(f"{name}.*.{kind}"):
            shutil.rmtree(path, ignore_errors=True)
