"""What else must be quick at the real petition's size: the draw, a ledger's root, the check of a bundle."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from fullcount import ledger, sampling, verifier

LINES, SAMPLE = 715_833, 35_792  # the Los Angeles recall petition of 2022
_PER_SECTION = 10
_SEED = "31415926535897932384"


def line_ids() -> list[str]:
    """As many line ids as the real petition had lines, in sections of ten."""
    return [f"{row // _PER_SECTION + 1:05d}-{row % _PER_SECTION + 1:02d}" for row in range(LINES)]


def small_timings(bundle: Path | None) -> list[tuple[str, float]]:
    """What was done and how many seconds it took by the wall."""
    ids = line_ids()
    rows = [f"{line},1,sample,valid,,official-1,{row:032x}".encode() for row, line in enumerate(ids)]
    timings = [
        (f"draw {SAMPLE:,} of {LINES:,} lines", _seconds(lambda: sampling.draw(ids, _SEED, SAMPLE))),
        (f"Merkle root over {LINES:,} findings", _seconds(lambda: ledger.items_root(rows))),
    ]
    return [*timings, _check(bundle)] if bundle else timings


def _check(bundle: Path) -> tuple[str, float]:
    with (bundle / "manifest.csv").open("rb") as file:
        lines = sum(1 for _ in file) - 1
    return (f"check a bundle of {lines:,} lines", _seconds(lambda: _verify(bundle)))


def _verify(bundle: Path) -> None:
    if not verifier.verify(bundle).holds:
        raise SystemExit("The bundle does not hold; its check is not timed.")


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
