"""Requests to take a signature back: of signers, of people who never signed, and some that came too late."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from fullcount.synth.chance import stream
from fullcount.synth.composition import VALID
from fullcount.synth.county import CANCELED, County
from fullcount.synth.signers import Signers


def make_withdrawals(county: County, signers: Signers, seed: int) -> list[tuple[int, int, str]]:
    """Rows (request, voter id, date received). A request counts when received before the filing day.

    Those of the lines whose true outcome is withdrawn are in time; requests of other signers are late,
    and the idle ones are of voters who did not sign.
    """
    rng, settings = stream(seed, "withdrawals"), county.scenario.settings["signers"]
    in_time = signers.row[signers.of("withdrawn")] if "withdrawn" in signers.outcomes else signers.row[:0]
    late_count = -(-len(in_time) * int(settings["withdrawals_late"] * 100) // 100)
    late = rng.permutation(np.unique(signers.row[signers.of(VALID)]))[:late_count]
    idle = _idle(rng, county, signers, round(len(in_time) * settings["withdrawals_idle"]))
    rows = np.concatenate((in_time, idle, late))
    early_days = -rng.integers(1, 90, len(in_time) + len(idle))
    received = np.concatenate((early_days, rng.integers(0, 8, late_count)))
    numbers, filed = county.records.number[rows].tolist(), county.scenario.filed
    shuffled = rng.permutation(len(rows)).tolist()
    dated = [(numbers[i], filed + timedelta(days=int(received[i]))) for i in shuffled]
    return [(index, number, day.isoformat()) for index, (number, day) in enumerate(dated, start=1)]


def _idle(rng: np.random.Generator, county: County, signers: Signers, count: int) -> np.ndarray:
    records = county.records
    free = (records.status != CANCELED) & records.inside
    free[signers.row[signers.row >= 0]] = False
    return rng.permutation(np.flatnonzero(free))[:count]
