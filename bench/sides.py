"""One side of the comparison in a process of its own: python -m bench.sides SIDE FOLDER SEED.

Prints one JSON object: version, for each stage wall and CPU seconds, and the process's peak memory in GB.
FOLDER holds the sealed roll and what bench/__main__.py prepared; the side leaves SIDE.parquet there: for
each line its best candidate (line, voter_id, probability, alone).
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from fullcount import __version__, linkage

LINE_FORMS = "line_forms.parquet"

# Odds over the line's candidates and nobody, as our own probabilities are; `alone` is the pair's own.
_BEST = """
    COPY (
        WITH pair AS (
            SELECT unique_id_l AS lrow, unique_id_r AS vrow, match_probability AS alone,
                least(match_probability, 1 - 1e-12) AS p, p / (1 - p) AS odds
            FROM {predicted}
        ), best AS (
            SELECT lrow, arg_max(vrow, odds) AS vrow, max(alone) AS alone,
                max(odds) / (1 + sum(odds)) AS probability
            FROM pair GROUP BY lrow
        )
        SELECT line.line, voter.voter_id, best.probability, best.alone
        FROM best JOIN line USING (lrow) JOIN roll.voter USING (vrow)
    ) TO '{target}'
"""

Stages = dict[str, dict[str, float]]


@contextmanager
def stage(stages: Stages, name: str) -> Iterator[None]:
    """Time what is done inside, in wall and CPU seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    stages[name] = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def fullcount(folder: Path, _seed: int) -> tuple[str, Stages]:
    """Prepare the sealed roll and link the petition's lines, from the file as keyed to the result."""
    stages: Stages = {}
    with stage(stages, "prepare the roll"):
        linkage.prepare(folder / "roll")
    with stage(stages, "link"):
        linkage.link(folder / "transcripts.csv", folder / "roll", folder)
    with duckdb.connect(str(folder / linkage.LINKS), read_only=True) as db:
        db.execute(
            "COPY (SELECT line, voter_id, probability, probability AS alone FROM candidate WHERE rank = 1) "
            f"TO '{folder / 'fullcount.parquet'}'"
        )
    return __version__, stages


def splink(folder: Path, seed: int) -> tuple[str, Stages]:
    """Train the peer's model and predict: from normal forms to the best candidate of each line."""
    from splink import DuckDBAPI
    from splink import __version__ as version

    from bench.peer import INPUTS, make_linker, train

    logging.disable(logging.WARNING)
    stages: Stages = {}
    db = duckdb.connect()
    db.execute(f"ATTACH '{folder / 'roll' / 'roll.duckdb'}' AS roll (READ_ONLY)")
    with stage(stages, "read the forms"):
        db.execute(f"CREATE TABLE line AS FROM '{folder / LINE_FORMS}'")
        for name, sql in INPUTS.items():
            db.execute(f"CREATE TABLE {name} AS {sql}")
        linker = make_linker(DuckDBAPI(db))
    with stage(stages, "train"):
        train(linker, seed)
    with stage(stages, "predict"):
        predicted = linker.inference.predict(threshold_match_probability=1e-4)
    with stage(stages, "best candidate"):
        db.execute(_BEST.format(predicted=predicted.physical_name, target=folder / "splink.parquet"))
    return version, stages


SIDES = {"fullcount": fullcount, "splink": splink}


def main(side: str, folder: str, seed: str) -> None:
    """Run one side and print what it took."""
    version, stages = SIDES[side](Path(folder), int(seed))
    print(json.dumps({"version": version, "stages": stages, "peak": peak()}))


def peak() -> float:
    """Peak memory of this program, in GB.

    Linux says it in /proc; its getrusage would count the peak of the process that started this one, too.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
