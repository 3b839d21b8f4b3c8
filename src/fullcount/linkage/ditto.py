"""Ditto marks: what a signer did not write again because it stands on the line above.

Only the line just above can be meant: the row before in the file, its id ending in the number one less
(12-03 above 12-04). Where that row has a mark too, the one above it is meant, and so on. A mark with no such
line above stays as it is: it is nobody's name or address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import duckdb
import numpy as np

from fullcount.linkage.words import DITTO

_STROKES: Final = ('"', "''", "''''", '" "', '""', "“", "”", "“”", "〃", ",,", "-", "--", "—", "DITTO")
_WORDS: Final = ("DO", "DO.", "DITTO.", "SAME", "SAME AS ABOVE", "AS ABOVE", "IDEM", "LO MISMO", "II")
# What is looked at, what stands there as a mark, and what is taken from above. Do is a surname.
_FIELDS: Final = (
    ("place", (*_STROKES, *_WORDS), ("number", "place", "flat")),
    ("last", _STROKES, ("last",)),
    ("city", (*_STROKES, *_WORDS), ("city",)),
    ("zip", (*_STROKES, *_WORDS), ("zip",)),
)
_MARK: Final = {field: 1 << bit for bit, field in enumerate(DITTO)}
_NUMBERED: Final = re.compile(r"^(.*?)([0-9]{1,9})$", re.DOTALL)


def read_dittos(db: duckdb.DuckDBPyConnection) -> None:
    """Fill in the ditto marks in the table `text` (line, last, city, zip, and the address in parts).

    Makes the table `from_above`, a row for each line that took something: its row, and what (words.DITTO).
    """
    db.execute("CREATE OR REPLACE TABLE one_mark (lrow INTEGER, mark UTINYINT)")
    for field, marks, taken in _FIELDS:
        sql = f"SELECT rowid, line FROM text WHERE {field} IN (FROM (SELECT unnest(?))) ORDER BY rowid"
        marked = dict(db.execute(sql, [list(marks)]).fetchall())
        if meant := list(_meant(marked, _lines_above(db, marked))):
            row, above = (np.array(rows, dtype=np.int64) for rows in zip(*meant, strict=True))
            db.register("ditto", {"row": row, "above": above})
            told = ", ".join(f"{name} = source.{name}" for name in taken)
            source = f'(SELECT "row", {", ".join(taken)} FROM ditto JOIN text ON text.rowid = above) source'
            db.execute(f"INSERT INTO one_mark SELECT row, {_MARK[field]} FROM {source} WHERE {field} <> ''")
            db.execute(f"UPDATE text SET {told} FROM {source} WHERE text.rowid = source.row")
            db.unregister("ditto")
    db.execute(
        "CREATE OR REPLACE TABLE from_above AS "
        "SELECT lrow, bit_or(mark)::UTINYINT AS marks FROM one_mark GROUP BY lrow"
    )
    db.execute("DROP TABLE one_mark")


def _lines_above(db: duckdb.DuckDBPyConnection, marked: dict[int, str]) -> dict[int, str]:
    """The ids of the rows just above the marked ones."""
    above = sorted({row - 1 for row in marked} - {-1})
    return dict(
        db.execute(
            "SELECT rowid, line FROM text WHERE rowid IN (FROM (SELECT unnest(?)))", [above]
        ).fetchall()
    )


def _meant(marked: dict[int, str], lines: dict[int, str]) -> Iterator[tuple[int, int]]:
    """For each marked row the row that is meant, where there is one."""
    meant: dict[int, int] = {}
    for row, line in marked.items():
        before = row - 1
        if before in lines and _follows(lines[before], line) and (before not in marked or before in meant):
            meant[row] = meant.get(before, before)
            yield row, meant[row]


def _follows(one: str, other: str) -> bool:
    """Whether a line's id comes right after another's on the same section."""
    above, below = _NUMBERED.match(one), _NUMBERED.match(other)
    return bool(above and below and above[1] == below[1] and int(above[2]) + 1 == int(below[2]))
