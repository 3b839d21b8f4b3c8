"""What learning weights is worth: python -m bench.learn [SCALE] [SEED...].

Petitions read well, as usual and badly, linked with the shipped weights and with wrong ones: as they are,
learned from the lines, and learned from findings on a twentieth of the lines. Prints means over the seeds.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import mean

import duckdb

from fullcount import linkage, roll, synth
from fullcount.linkage import Weights

SLIPS = ("typo", "lookalike", "sound", "digit", "swapped", "nickname", "initial", "zip_typo", "city_typo")
READ = {"well": 0.3, "as usual": 1.0, "badly": 2.5}
SURE = 0.9

_JUDGED = """
    CREATE OR REPLACE TABLE judged AS
    SELECT t.line, coalesce(t.voter_id, '') AS own, coalesce(c.probability, 0) AS p,
        coalesce(c.voter_id = own, false) AS hit
    FROM read_csv($truth, all_varchar = true) t LEFT JOIN links.candidate c ON c.line = t.line AND c.rank = 1
"""
_FIGURES = {
    "precision": "SELECT avg(hit::INTEGER) FROM judged WHERE p >= $sure",
    "recall": "SELECT avg((hit AND p >= $sure)::INTEGER) FROM judged WHERE own <> ''",
    "strangers": "SELECT avg((p >= $sure)::INTEGER) FROM judged WHERE own = ''",
    "ece": """SELECT sum(abs(apart)) / sum(n) FROM (
        SELECT sum(p - hit::INTEGER) AS apart, count(*) AS n FROM judged
        WHERE p > 0 GROUP BY least(floor(10 * p), 9)) WHERE $sure > 0""",
    "brier": "SELECT avg((p - hit::INTEGER) ** 2) FROM judged WHERE $sure > 0",
}


def main(scale: str = "0.05", *seeds: str) -> None:
    """Measure and print."""
    found: dict[tuple[str, str, str], list[dict[str, float]]] = {}
    for read, times in READ.items():
        for seed in seeds or ("1", "2", "3"):
            with tempfile.TemporaryDirectory() as name:
                for key, figures in _petition(Path(name), float(scale), int(seed), times):
                    found.setdefault((read, *key), []).append(figures)
    head = ("lines read", "begun with", "weights", *_FIGURES, "CPU-s to learn")
    print(f"| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for key, rows in found.items():
        each = {name: mean(row[name] for row in rows) for name in rows[0]}
        cells = [f"{each[name]:.4f}" for name in _FIGURES] + [f"{each['cpu']:.1f}"]
        print(f"| {' | '.join((*key, *cells))} |")


def wrong(weights: Weights) -> Weights:
    """As if nobody ever misread a name: whatever is not the same is a fifth as frequent among matches."""
    levels = {
        name: tuple(
            row
            if row.same is None or name not in ("first", "last") or row.level in ("same", "different")
            else replace(row, same=row.same / 5)
            for row in rows
        )
        for name, rows in weights.levels.items()
    }
    return replace(weights, levels=levels)


def _petition(
    folder: Path, scale: float, seed: int, times: float
) -> Iterator[tuple[tuple[str, str], dict[str, float]]]:
    scenario = synth.scenario("los-angeles-2022")
    errors = scenario.settings["errors"]
    rates = {name: rate * (times if name.startswith(SLIPS) else 1) for name, rate in errors.items()}
    settings = {**scenario.settings, "errors": rates}
    synth.make(replace(scenario, settings=settings), scale, seed, folder)
    roll.import_roll(folder / "roll.csv", folder / "roll", roll.layout("fullcount"), date(2022, 7, 6))
    _write_findings(folder)
    shipped = linkage.default_weights()
    for begun, weights in (("shipped", shipped), ("wrong", wrong(shipped))):
        yield (begun, "as they are"), {**_quality(folder, weights), "cpu": 0.0}
        for how, findings in (("from lines", None), ("from findings", folder / "findings.csv")):
            began = time.process_time()
            options = linkage.Options(weights=weights)
            learned = linkage.learn(
                folder / "transcripts.csv", folder / "roll", folder, options=options, findings=findings
            )
            cpu = time.process_time() - began
            yield (begun, how), {**_quality(folder, learned.weights), "cpu": cpu}


def _write_findings(folder: Path) -> None:
    """The truth of every twentieth line, drawn by its digest; at least 1,000."""
    rows = duckdb.execute(
        "SELECT line, coalesce(voter_id, '') FROM read_csv($truth, all_varchar = true)",
        {"truth": str(folder / "truth" / "truth.csv")},
    ).fetchall()
    rows.sort(key=lambda row: hashlib.sha256(row[0].encode()).digest())
    chosen = rows[: max(1000, len(rows) // 20)]
    (folder / "findings.csv").write_text("line,voter_id\n" + "".join(f"{a},{b}\n" for a, b in chosen))


def _quality(folder: Path, weights: Weights) -> dict[str, float]:
    linkage.link(
        folder / "transcripts.csv", folder / "roll", folder, options=linkage.Options(weights=weights)
    )
    with duckdb.connect() as db:
        db.execute(f"ATTACH '{folder / linkage.LINKS}' AS links (READ_ONLY)")
        db.execute(_JUDGED, {"truth": str(folder / "truth" / "truth.csv")})
        return {name: db.execute(sql, {"sure": SURE}).fetchall()[0][0] for name, sql in _FIGURES.items()}


if __name__ == "__main__":
    main(*sys.argv[1:])
