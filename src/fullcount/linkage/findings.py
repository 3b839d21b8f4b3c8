"""Findings of examiners as linking learns from them: which voter signed a line, or nobody on the roll."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from fullcount.linkage.arrays import Ints
from fullcount.linkage.rows import insert_rows
from fullcount.terms import BadInput, Table, open_table, read_table

COLUMNS = ("line", "voter_id")


def read_findings(db: duckdb.DuckDBPyConnection, path: Path) -> tuple[Ints, Ints, int]:
    """Rows of lines and of voters found to be one, and of how many lines there is a finding.

    path: UTF-8 CSV with the columns line and voter_id, the latter empty where nobody was found. Raises
    BadInput with file, row and column for a line or voter that is not there, and for a line found twice.
    """
    table = open_table(path, COLUMNS)
    rows = [(str(row), line, voter_id) for row, (line, voter_id) in read_table(table, COLUMNS)]
    db.execute("CREATE OR REPLACE TABLE finding (row VARCHAR, line VARCHAR, voter_id VARCHAR)")
    insert_rows(db, "finding", rows, ("row", "line", "voter_id"))
    _refuse(db, table)
    found = db.execute(
        "SELECT lrow, vrow FROM finding JOIN line_id USING (line) JOIN voter_id roll USING (voter_id) "
        "ORDER BY lrow"
    ).fetchnumpy()
    db.execute("DROP TABLE finding")
    return (
        np.asarray(found["lrow"], dtype=np.int32),
        np.asarray(found["vrow"], dtype=np.int32),
        len(rows),
    )


_WRONG = """
    SELECT min(row::INTEGER) AS found_at, 'line' AS field, 'There is no such line among the lines.' AS what
    FROM finding ANTI JOIN line_id USING (line) HAVING count(*) > 0
    UNION ALL
    SELECT min(row::INTEGER), 'voter_id', 'There is no such voter on the roll.'
    FROM finding ANTI JOIN voter_id roll USING (voter_id) WHERE voter_id <> '' HAVING count(*) > 0
    UNION ALL
    SELECT max(row::INTEGER), 'line', 'This line has a finding already.'
    FROM finding GROUP BY line HAVING count(*) > 1
    ORDER BY found_at LIMIT 1
"""


def _refuse(db: duckdb.DuckDBPyConnection, table: Table) -> None:
    wrong = db.execute(_WRONG).fetchall()
    if wrong:
        row, field, what = wrong[0]
        raise BadInput(
            what,
            file=table.path,
            row=row,
            column=field,
            do="Give each line once, with the voter's id as on the roll, or empty where nobody was found.",
        )
