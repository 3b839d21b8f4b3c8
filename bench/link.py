"""Measure linking on a made-up petition: python bench/link.py [SCALE] [SEED].

Prints quality against the truth, wall and CPU seconds, and peak memory.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from fullcount import linkage, roll, synth

QUALITY = """
    SELECT CASE WHEN t.outcome = 'valid' THEN 'valid' ELSE t.reason END AS kind,
        coalesce(t.voter_id, '') <> '' AS on_roll, count(*) AS lines,
        round(100 * avg(coalesce(own.rank = 1, false)::INTEGER), 2) AS first,
        round(100 * avg((own.rank IS NOT NULL)::INTEGER), 2) AS among_five,
        round(100 * avg(coalesce(best.probability >= 0.9 AND best.voter_id = t.voter_id, false)::INTEGER), 2)
            AS right_at_90,
        round(100 * avg(coalesce(best.probability >= 0.9 AND best.voter_id <> coalesce(t.voter_id, ''),
            false)::INTEGER), 2) AS wrong_at_90
    FROM read_csv($truth, all_varchar = true) t
    LEFT JOIN links.candidate best ON best.line = t.line AND best.rank = 1
    LEFT JOIN links.candidate own ON own.line = t.line AND own.voter_id = t.voter_id
    GROUP BY ALL ORDER BY lines DESC
"""


def timed(what: str, act: Callable[[], object]) -> None:
    """Do it and print how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    print(f"{what:<24}{time.perf_counter() - wall:8.1f} s{time.process_time() - cpu:8.1f} CPU-s")


def make_petition(scale: float, seed: int, folder: Path) -> None:
    """Make a petition and seal its roll in folder/roll."""
    timed("make", lambda: synth.make(synth.scenario("los-angeles-2022"), scale, seed, folder))
    timed(
        "import and seal",
        lambda: roll.import_roll(
            folder / "roll.csv", folder / "roll", roll.layout("fullcount"), date(2022, 7, 6)
        ),
    )


def main(scale: str = "0.05", seed: str = "1") -> None:
    """Make, seal, prepare, link, compare with the truth."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sealed = folder / "roll"
        make_petition(float(scale), int(seed), folder)
        timed("prepare", lambda: linkage.prepare(sealed))
        timed("link", lambda: linkage.link(folder / "transcripts.csv", sealed, folder))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"peak memory of all       {peak:8.1f} GB")
        with duckdb.connect() as db:
            db.execute(f"ATTACH '{folder / linkage.LINKS}' AS links (READ_ONLY)")
            answer = db.execute(QUALITY, {"truth": str(folder / "truth" / "truth.csv")})
            print("  ".join(column[0] for column in answer.description or ()))
            for row in answer.fetchall():
                print("  ".join(str(value) for value in row))


if __name__ == "__main__":
    main(*sys.argv[1:])
