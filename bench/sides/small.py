"""Peers that are run on small petitions, or on a few lines: recordlinkage, and rapidfuzz without blocking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from bench.clocks import Stages, peak, stage
from bench.sides import FORMS, SHOWN, Side, Took, attach_forms, found

FEW = 20  # lines that rapidfuzz looks for
_BLOCKS = (
    ["first", "last"],
    ["last", "number"],
    ["first", "number"],
    ["number", "street"],
    ["last", "street"],
)
_CLOSE = 0.85  # likeness from which names and streets count as agreeing

_FOUND = """
    COPY (
        SELECT line.voter_id AS line, rank, voter.voter_id, probability, alone
        FROM (
            SELECT lrow, vrow, probability, alone,
                row_number() OVER (PARTITION BY lrow ORDER BY probability DESC, alone DESC, vrow) AS rank
            FROM scored
        ) pair JOIN lines.voter line ON line.vrow = pair.lrow JOIN roll.voter voter ON voter.vrow = pair.vrow
        WHERE rank <= {shown}
    ) TO '{target}'
"""

# As many lines as wanted, spread evenly over those with a name and an address.
_SOME_LINES = """
    SELECT vrow, upper(concat_ws(' ', first, middle, last, number, street, zip)) AS whole FROM lines.form
    WHERE first <> '' AND last <> '' AND street <> ''
    ORDER BY hash(vrow) LIMIT {few}
"""
_ALL_VOTERS = (
    "SELECT vrow, upper(concat_ws(' ', first, middle, last, number, street, zip)) AS whole FROM roll.form"
)


def recordlinkage(folder: Path) -> Took:
    """Blocks and likenesses; how sure it is: the mean likeness, and as `alone` what its classifier says."""
    import recordlinkage as package

    stages: Stages = {}
    db = duckdb.connect()
    attach_forms(db, folder)
    with stage(stages, "read the forms"):
        lines, voters = (_frame(db, of) for of in ("lines", "roll"))
    with stage(stages, "pairs"):
        index = package.Index()
        for block in _BLOCKS:
            index.block(block)
        pairs = index.index(lines, voters)
    with stage(stages, "compare"):
        likeness = _compared(package, pairs, lines, voters)
    with stage(stages, "classify"):
        classifier = package.ECMClassifier(binarize=_CLOSE)
        classifier.fit(likeness)
        sure = classifier.prob(likeness)
    most = peak()
    scored = sure.rename("alone").to_frame()
    scored["probability"] = likeness.mean(axis=1)
    scored = scored.rename_axis(["lrow", "vrow"]).reset_index()
    db.register("scored", scored)
    db.execute(_FOUND.format(shown=SHOWN, target=found(folder, "recordlinkage")))
    return Took(package.__version__, stages, most, more={"pairs": len(pairs)})


def _frame(db: duckdb.DuckDBPyConnection, of: str) -> Any:
    frame = db.execute(FORMS.format(of=of)).df()
    return frame.set_index("unique_id")


def _compared(package: Any, pairs: Any, lines: Any, voters: Any) -> Any:
    compare = package.Compare()
    for field in ("first", "last", "street"):
        compare.string(field, field, method="jarowinkler", label=field)
    for field in ("number", "zip"):
        compare.exact(field, field, label=field)
    return compare.compute(pairs, lines, voters)


def extract_one(folder: Path) -> Took:
    """rapidfuzz.process.extractOne with its plain ratio: each line against every voter."""
    from rapidfuzz import __version__ as version
    from rapidfuzz import fuzz, process

    stages: Stages = {}
    lines, voters = _wholes(folder)
    texts = [text for _, text in voters]
    with stage(stages, "search"):
        best = [process.extractOne(text, texts, scorer=fuzz.ratio) for _, text in lines]
    _keep(
        folder,
        "rapidfuzz",
        [(row, voters[at][0], score) for (row, _), (_, score, at) in zip(lines, best, strict=True)],
    )
    return Took(version, stages, peak(), done=len(lines))


def cdist(folder: Path) -> Took:
    """rapidfuzz.process.cdist with all processors: the whole matrix of likenesses, a byte each."""
    import numpy as np
    from rapidfuzz import __version__ as version
    from rapidfuzz import fuzz, process

    stages: Stages = {}
    lines, voters = _wholes(folder)
    texts = [text for _, text in voters]
    with stage(stages, "search"):
        matrix = process.cdist(
            [text for _, text in lines], texts, scorer=fuzz.ratio, dtype=np.uint8, workers=-1
        )
        best = matrix.argmax(axis=1)
    _keep(
        folder,
        "rapidfuzz-cdist",
        [
            (row, voters[at][0], float(matrix[place, at]))
            for place, ((row, _), at) in enumerate(zip(lines, best.tolist(), strict=True))
        ],
    )
    return Took(version, stages, peak(), done=len(lines))


def _wholes(folder: Path) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """A few lines and all voters as one text each."""
    with duckdb.connect() as db:
        attach_forms(db, folder)
        return db.execute(_SOME_LINES.format(few=FEW)).fetchall(), db.execute(_ALL_VOTERS).fetchall()


def _keep(folder: Path, side: str, best: list[tuple[int, int, float]]) -> None:
    """The best voter of each line; a likeness of 0 to 100 is no probability and is kept as a share."""
    with duckdb.connect() as db:
        attach_forms(db, folder)
        db.execute("CREATE TABLE scored (lrow INTEGER, vrow INTEGER, probability DOUBLE, alone DOUBLE)")
        db.executemany("INSERT INTO scored VALUES (?, ?, ? / 100, ? / 100)", [(*row, row[2]) for row in best])
        db.execute(_FOUND.format(shown=SHOWN, target=found(folder, side)))


SIDES: dict[str, Side] = {
    "recordlinkage": recordlinkage,
    "rapidfuzz": extract_one,
    "rapidfuzz-cdist": cdist,
}
