"""splink, three ways: with our extra levels, as its guides set it up, and with a model saved before.

Each reads normal forms from the two sealed rolls; the clock runs from there to the best candidate of each
line. Its own probability of a pair is kept as `alone`; as `probability` the share among the line's
candidates and nobody, as our probabilities are.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from bench.clocks import Stages, peak, stage
from bench.sides import FORMS, SHOWN, Side, Took, attach_forms, found

if TYPE_CHECKING:
    from bench.sides.splink_models import Model

SEED = 1
SAVED = "splink-model.json"

# splink calls the table whose name sorts first l: the line.
_INPUTS = {"a_lines": "lines", "b_voters": "roll"}
_ODDS = """
    SELECT unique_id_l AS lrow, unique_id_r AS vrow, match_probability AS alone,
        least(match_probability, 1 - 1e-12) AS p, p / (1 - p) AS odds
    FROM {predicted}
"""
_BEST = """
    CREATE TABLE best AS
    SELECT lrow, arg_max(vrow, odds) AS vrow, max(alone) AS alone, max(odds) / (1 + sum(odds)) AS probability
    FROM ({odds}) GROUP BY lrow
"""
_CANDIDATES = """
    COPY (
        WITH few AS (
            SELECT lrow, sum(odds) AS total,
                unnest(arg_max({{'vrow': vrow, 'alone': alone, 'odds': odds}}, odds, {shown})) AS pair,
                generate_subscripts(arg_max(vrow, odds, {shown}), 1) AS rank
            FROM ({odds}) GROUP BY lrow
        )
        SELECT line.voter_id AS line, rank, voter.voter_id, pair.odds / (1 + total) AS probability, pair.alone
        FROM few JOIN lines.voter line ON line.vrow = few.lrow JOIN roll.voter voter ON voter.vrow = pair.vrow
    ) TO '{target}'
"""


def ours(folder: Path) -> Took:
    """With our extra levels; the trained model is saved for `saved`."""
    from bench.sides.splink_models import OURS

    return _run(folder, "splink", OURS, None)


def usual(folder: Path) -> Took:
    """As its guides set up names and addresses."""
    from bench.sides.splink_models import USUAL

    return _run(folder, "splink-usual", USUAL, None)


def saved(folder: Path) -> Took:
    """With the model that `ours` trained on the same petition, read from its file."""
    from bench.sides.splink_models import OURS

    model = folder / SAVED
    if not model.exists():
        raise SystemExit("There is no saved model; let the side splink run first.")
    return _run(folder, "splink-saved", OURS, model)


def _run(folder: Path, side: str, model: Model, trained: Path | None) -> Took:
    from splink import __version__ as version

    logging.disable(logging.WARNING)
    stages: Stages = {}
    db = duckdb.connect()
    attach_forms(db, folder)
    with stage(stages, "read the forms"):
        for name, of in _INPUTS.items():
            db.execute(f"CREATE TABLE {name} AS {FORMS.format(of=of)}")
        linker = model.linker(db, list(_INPUTS), trained)
    if trained is None:
        with stage(stages, "train"):
            model.train(linker, SEED)
    with stage(stages, "predict"):
        predicted = linker.inference.predict(threshold_match_probability=1e-4)
    odds = _ODDS.format(predicted=predicted.physical_name)
    with stage(stages, "best candidate"):
        db.execute(_BEST.format(odds=odds))
    most = peak()
    pairs = db.execute(f"SELECT count(*) FROM {predicted.physical_name}").fetchall()[0][0]
    db.execute(_CANDIDATES.format(odds=odds, shown=SHOWN, target=found(folder, side)))
    if side == "splink":
        linker.misc.save_model_to_json(str(folder / SAVED), overwrite=True)
    return Took(version, stages, most, more={"pairs": pairs})


SIDES: dict[str, Side] = {"splink": ours, "splink-usual": usual, "splink-saved": saved}
