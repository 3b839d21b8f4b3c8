"""What a side found, against the truth of a made-up petition: the signer's own record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

SURE = 0.9

_JUDGED = """
    SELECT t.line, coalesce(t.voter_id, '') AS own, coalesce({score}, 0) AS p, f.voter_id = own AS hit
    FROM read_csv('{truth}', all_varchar = true) t LEFT JOIN '{found}' f ON f.line = t.line
"""

_AT = """
    SELECT count(*) FILTER (p >= $sure AND hit), count(*) FILTER (p >= $sure), count(*) FILTER (own <> ''),
        count(*) FILTER (own = '' AND p >= $sure), count(*) FILTER (own = '')
    FROM judged
"""

_BEST_F1 = """
    SELECT max(2 * hits / (called + (SELECT count(*) FROM judged WHERE own <> '')))
    FROM (
        SELECT p, count(*) AS here, sum(hit::INTEGER) AS hits_here,
            sum(hits_here) OVER (ORDER BY p DESC) AS hits, sum(here) OVER (ORDER BY p DESC) AS called
        FROM judged WHERE p > 0 GROUP BY p
    )
"""


@dataclass(frozen=True, slots=True)
class Quality:
    """precision, recall: at 0.9 or more; strangers: share of the lines of nobody linked at 0.9 anyway."""

    precision: float
    recall: float
    best_f1: float
    strangers: float


def quality(folder: Path, side: str, score: str = "probability") -> Quality:
    """Judge SIDE.parquet; score: the column that says how sure the side is."""
    with duckdb.connect() as db:
        files = {"truth": folder / "truth" / "truth.csv", "found": folder / f"{side}.parquet"}
        db.execute(f"CREATE TABLE judged AS {_JUDGED.format(score=score, **files)}")
        hits, called, owners, wrong, nobody = db.execute(_AT, {"sure": SURE}).fetchall()[0]
        best = db.execute(_BEST_F1).fetchall()[0][0]
    return Quality(hits / max(called, 1), hits / owners, best, wrong / max(nobody, 1))
