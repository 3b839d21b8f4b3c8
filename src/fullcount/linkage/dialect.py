"""The blocks' SQL as Spark reads it. It is written for DuckDB; this table holds all that differs.

Each entry is a pattern, what Spark reads instead, and why. The blocks keep to joins of whole numbers,
so the table stays this short; a test runs every block on both engines.
"""

from __future__ import annotations

import re
from typing import Final

_DIFFERENCES: Final = (
    (r"\(\s*FROM\b", "(SELECT * FROM", "Spark wants to be told that all columns are meant."),
    (r"\bprep\.(\w+)", r"prep_\1", "Spark's temporary views stand in no schema."),
    (
        r"\bSELECT (l\.lrow, v\.vrow)",
        r"SELECT /*+ BROADCAST(l) */ \1",
        "Lines are few: they go to the voters.",
    ),
)


def for_spark(sql: str) -> str:
    """The same query in Spark's SQL."""
    for pattern, instead, _ in _DIFFERENCES:
        sql = re.sub(pattern, instead, sql)
    return sql
