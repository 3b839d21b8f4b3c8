"""The documents' texts against files looked at by people.

After an intended change: FULLCOUNT_RENEW_GOLDEN=1 python -m pytest tests/unit/paper/test_paper_golden.py,
then read the difference before committing it.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fullcount import paper
from fullcount.paper import Figures
from fullcount.paper.certificate import certificate_sheet
from fullcount.paper.worksheet import worksheet_sheet

GOLDEN = Path(__file__).parents[2] / "golden" / "paper"
CASES = ("los_angeles", "example", "sufficient")


def readable(sheet: dict[str, Any]) -> bytes:
    return (json.dumps(sheet, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8")


def texts(figures: Figures) -> dict[str, bytes]:
    made = {
        "worksheet.csv": paper.worksheet_csv(figures),
        "worksheet.sheet.json": readable(worksheet_sheet(figures)),
    }
    if figures.certificate is not None:
        made |= {
            "certificate.json": paper.certificate_json(figures.certificate),
            "certificate.csv": paper.certificate_csv(figures),
            "reasons.csv": paper.reasons_csv(figures),
            "certificate.sheet.json": readable(certificate_sheet(figures)),
        }
    return made


@pytest.mark.parametrize("name", CASES)
def test_documents_say_what_they_said(figures_of: Callable[[str], Figures], name: str) -> None:
    made = texts(figures_of(name))
    if os.environ.get("FULLCOUNT_RENEW_GOLDEN"):
        (GOLDEN / name).mkdir(parents=True, exist_ok=True)
        for file, data in made.items():
            (GOLDEN / name / file).write_bytes(data)
    kept = {path.name: path.read_bytes() for path in (GOLDEN / name).iterdir()}
    assert made == kept
