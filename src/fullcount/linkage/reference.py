"""The reference calibration: measured on a made-up county set apart for it, and shipped with the program.

It stands in calibration.toml beside this module, with where it comes from. A link report shows it, named as
such, where nobody knows who signed the lines linked. `write_reference` makes the file from a measurement.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from fullcount.estimates import Calibration, Sums, calibration
from fullcount.linkage.files import publish
from fullcount.linkage.summary import EDGES
from fullcount.terms import BadInput, Reading

FILE: Final = "calibration.toml"
_HEAD: Final = """\
# How often linking's proposals were right, measured where the truth is known. Written by the benchmark; a
# link report shows it for reference. Each bin: proposals of a reading with a probability from `low` up (in
# millionths), how many, how many right, and sums of their probabilities (all, squared, of those right).
"""
_SUMS: Final = ("count", "right", "total", "squares", "total_right")


@dataclass(frozen=True, slots=True)
class Reference:
    """A calibration and where it was measured.

    of: the lines and voters in words, such as "a made-up county whose errors set no weight". program: with
    its version. command: what measures it again. lines, voters: how many. by_reading, silent, ranks, missed:
    as summary.Judged.
    """

    of: str
    measured: date
    program: str
    command: str
    weights_sha256: str
    lines: int
    voters: int
    silent: int
    ranks: tuple[int, ...]
    missed: int
    by_reading: tuple[tuple[Reading, Calibration], ...]


def reference() -> Reference | None:
    """The one that is shipped; None where there is none."""
    file = files("fullcount.linkage") / FILE
    return _parsed(file.read_text("utf-8"), FILE) if file.is_file() else None


def read_reference(path: Path) -> Reference:
    """A reference from a file of that form. Raises BadInput for another."""
    return _parsed(path.read_text("utf-8"), path.name)


def write_reference(found: Reference, path: Path) -> None:
    """Write the file; it appears whole or not at all."""
    building = path.with_name(f"{path.name}.building")
    try:
        building.write_text("\n".join(_lines(found)) + "\n", encoding="utf-8")
        publish(building, path)
    finally:
        building.unlink(missing_ok=True)


def _lines(found: Reference) -> Iterator[str]:
    yield _HEAD
    for name in ("of", "program", "command", "weights_sha256"):
        yield f"{name} = {json.dumps(getattr(found, name), ensure_ascii=False)}"
    yield f"measured = {found.measured.isoformat()}"
    for name in ("lines", "voters", "silent", "missed"):
        yield f"{name} = {getattr(found, name)}"
    yield f"ranks = {list(found.ranks)}"
    for reading, one in found.by_reading:
        for each in one.bins:
            if each.count:
                sums = ", ".join(f"{name} = {getattr(each.sums, name)}" for name in _SUMS)
                yield f'\n[[bin]]\nreading = "{reading}"\nlow = {each.low}\nsums = {{ {sums} }}'


def _parsed(text: str, name: str) -> Reference:
    try:
        said = tomllib.loads(text)
        bins = said.pop("bin")
        ranks = tuple(int(each) for each in said.pop("ranks"))
        return Reference(**said, ranks=ranks, by_reading=_by_reading(bins))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadInput(
            "This is not a reference calibration.", file=name, do="Measure it again: make bench-linkage."
        ) from error


def _by_reading(bins: list[Mapping[str, Any]]) -> tuple[tuple[Reading, Calibration], ...]:
    found: dict[Reading, list[tuple[int, Sums]]] = {}
    for each in bins:
        found.setdefault(Reading(each["reading"]), []).append((int(each["low"]), Sums(**each["sums"])))
    return tuple((reading, calibration(found[reading], EDGES)) for reading in Reading if reading in found)
