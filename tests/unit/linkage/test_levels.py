"""Levels of agreement in arrays: dates of birth, house numbers, registrations that came too late."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from fullcount.linkage import Options, default_weights, link
from fullcount.linkage.arrays import Pairs, Side
from fullcount.linkage.levels import _born
from fullcount.linkage.prepare import EPOCH
from fullcount.roll import import_roll, layout
from fullcount.terms import Reading

ROLL = """voter_id,first_name,last_name,birth_date,residence_address,zip,status,registered_on
V1,PERPETUA,OYELARAN,1961-04-23,12 MAPLE ST,90001,active,2020-05-01
V2,PERPETUA,OYELARAN,1988-11-02,77 CANYON DR,90002,active,2021-05-01
V3,CASPIAN,HOLLOWAY,1975-01-30,9 ORCHARD AVE,90003,active,2022-06-15
"""


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days + EPOCH if text else 0


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1961-04-23", "1961-04-23", "same"),
        ("1961-04-23", "1961-04-28", "near"),
        ("1961-04-23", "1916-04-23", "near"),
        ("1961-04-03", "1961-03-04", "near"),
        ("1961-04-23", "1988-11-02", "different"),
        ("", "1988-11-02", "unknown"),
    ],
)
def test_dates_of_birth(one: str, other: str, level: str) -> None:
    row = np.zeros(1, dtype=np.int32)
    sides = [Side({"born": np.array([day(text)], dtype=np.int32)}, row) for text in (one, other)]
    weights = default_weights()
    assert _born(Pairs(*sides), weights)[0] == weights.code("born", level)


@pytest.fixture(scope="module")
def roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dated")
    (folder / "roll.csv").write_text(ROLL, encoding="utf-8")
    import_roll(folder / "roll.csv", folder / "roll", layout("fullcount"), date(2022, 7, 6))
    return folder / "roll"


def test_a_date_of_birth_tells_two_of_one_name_apart(roll: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.csv"
    lines.write_text(
        "line,first,last,address,birth_date\n"
        "a,Perpetua,Oyelaran,1 Elsewhere Rd,04/23/1961\nb,Perpetua,Oyelaran,1 Elsewhere Rd,1988-11-02\n",
        encoding="utf-8",
    )
    best = {c.line: c for c in link(lines, roll, tmp_path / "out").candidates() if c.rank == 1}
    assert {line: found.voter_id for line, found in best.items()} == {"a": "V1", "b": "V2"}
    assert "same date of birth" in best["a"].evidence


def test_a_registration_after_filing_or_signature_is_too_late(roll: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.csv"
    lines.write_text(
        "line,first,last,address,signed_on\n"
        "early,Caspian,Holloway,9 Orchard Ave,2022-06-01\nlater,Caspian,Holloway,9 Orchard Ave,2022-06-20\n",
        encoding="utf-8",
    )

    def readings(filed: date | None) -> dict[str, Reading]:
        result = link(lines, roll, tmp_path / f"out{filed}", options=Options(filed=filed))
        return {line: reading for line, reading, _ in result.readings()}

    here, late = Reading.REGISTERED_HERE, Reading.TOO_LATE
    assert readings(None) == {"early": here, "later": here}
    assert readings(date(2022, 7, 6)) == {"early": late, "later": here}
    assert readings(date(2022, 6, 10)) == {"early": late, "later": late}
