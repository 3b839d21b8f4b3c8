"""The lines' normal forms for the peer: made by the code that makes ours, so that both compare the same."""

from __future__ import annotations

from pathlib import Path

import duckdb

from bench.sides import LINE_FORMS
from fullcount import evidence
from fullcount.linkage.forms import map_distinct
from fullcount.linkage.intake import load_lines
from fullcount.linkage.steps import Run

_FORMS = """
    COPY (
        SELECT lrow, line, nullif(first, '') AS first, nullif(middle, '') AS middle, nullif(last, '') AS last,
            nullif(suffix, '') AS suffix, number, nullif(street, '') AS street, unit, nullif(zip, '') AS zip,
            nullif(sound.made, '') AS sound_last, nullif(root.made, '') AS root_first,
            nullif(first[1], '') AS i_first, nullif(last[1], '') AS i_last
        FROM line LEFT JOIN sound ON sound.value = last LEFT JOIN root ON root.value = first
    ) TO '{target}'
"""


def write_line_forms(folder: Path) -> None:
    """Write line_forms.parquet beside a petition whose roll is sealed and prepared."""
    with duckdb.connect() as db:
        for name, file in (("roll", "roll.duckdb"), ("prep", "linkage.duckdb")):
            db.execute(f"ATTACH '{folder / 'roll' / file}' AS {name} (READ_ONLY)")
        load_lines(Run(db, "Lines for the peer"), folder / "transcripts.csv")
        map_distinct(db, "sound", "SELECT DISTINCT last FROM line", evidence.sound)
        map_distinct(db, "root", "SELECT DISTINCT first FROM line", _root)
        db.execute(_FORMS.format(target=folder / LINE_FORMS))


def _root(first: str) -> str:
    return evidence.nickname_root(first)[0] if first else ""
