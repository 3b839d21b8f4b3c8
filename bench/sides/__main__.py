"""One side on one petition: python -m bench.sides SIDE FOLDER. Prints what it took as one JSON object."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from bench.sides import by_name


def main(side: str, folder: str) -> None:
    """Run the side and print."""
    load = os.getloadavg()[0]
    took = by_name()[side](Path(folder))
    print()  # ends a line that an engine's progress may have begun
    print(json.dumps({**asdict(took), "load": load}))


if __name__ == "__main__":
    main(*sys.argv[1:])
