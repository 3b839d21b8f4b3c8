"""Results of a run, a JSON file for each part, so that a run that was killed goes on where it stood.

WORK/results/run.json                      the machine, the versions, the program's fingerprint
WORK/results/PETITION/petition.json        scenario, scale, seed, voters, lines
WORK/results/PETITION/SIDE.TURN.json       what a side took
WORK/results/PETITION/SIDE.quality.json    how right it was
WORK/results/febrl-SET/SIDE.json           both, for one of Febrl's sets
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
Record = dict[str, Any]


class Results:
    """The results in WORK/results."""

    def __init__(self, work: Path) -> None:
        self.folder = work / "results"

    def begin(self, run: Record) -> None:
        """Begin a run or go on with it; results of another program are refused."""
        before = self.get("run")
        if before is None:
            self.put("run", run)
        elif before["fingerprint"] != run["fingerprint"]:
            raise SystemExit(
                f"The results in {self.folder} were made by another version of the program. "
                "Begin anew with --again, or name another folder with --work."
            )

    def get(self, name: str) -> Record | None:
        """A part's record, None where it has not been run."""
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def put(self, name: str, record: Record) -> None:
        """Keep a part's record; it appears whole."""
        path = self.folder / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        building = path.with_suffix(".building")
        building.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        building.replace(path)

    def everything(self) -> Record:
        """All parts as one: run, petitions (smallest first, with their sides) and Febrl's sets."""
        petitions = sorted(self._petitions(), key=lambda one: (one["scenario"], one["scale"]))
        return {"run": self.get("run"), "petitions": petitions, "febrl": dict(self._febrl())}

    def _petitions(self) -> Iterator[Record]:
        for path in self.folder.glob("*/petition.json"):
            sides: Record = {}
            for part in sorted(path.parent.glob("*.json")):
                side, _, what = part.stem.rpartition(".")
                if side:
                    record = json.loads(part.read_text("utf-8"))
                    one = sides.setdefault(side, {"runs": [], "quality": None})
                    if what == "quality":
                        one["quality"] = record
                    else:
                        one["runs"].append(record)
            yield {**json.loads(path.read_text("utf-8")), "sides": sides}

    def _febrl(self) -> Iterator[tuple[str, Record]]:
        for folder in sorted(self.folder.glob("febrl-*")):
            records = {
                part.stem: json.loads(part.read_text("utf-8")) for part in sorted(folder.glob("*.json"))
            }
            yield folder.name.removeprefix("febrl-"), records


def fingerprint() -> str:
    """A digest of everything that decides what is measured: the program and the sides."""
    digest = hashlib.sha256()
    files = [*(ROOT / "src" / "fullcount").rglob("*"), *(ROOT / "bench").rglob("*.py")]
    drawing = {"bars.py", "linkage_page.py", "medians.py", "names.py", "plots.py", "results.py"}
    for path in sorted(files):
        if path.suffix in {".py", ".toml", ".sql", ".csv"} and path.name not in drawing:
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def available_gb() -> float:
    """Memory that can be had now, in GB; all there is where the system does not say."""
    info = Path("/proc/meminfo")
    if not info.exists():
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    line = next(line for line in info.read_text("ascii").splitlines() if line.startswith("MemAvailable"))
    return int(line.split()[1]) / 1e6
