"""The blocks' SQL as Spark reads it. It is written for DuckDB; the table below holds all that differs.

Each entry is a pattern, what Spark reads instead, and why. The blocks keep to joins of whole numbers, so the
table stays short; a test runs every block on both engines. What a block may use is listed: a word that is not
could mean something else to Spark, or nothing, and is refused before Spark is asked.
"""

from __future__ import annotations

import re
from typing import Final

from fullcount.terms import Fault

_DIFFERENCES: Final = (
    (r"\(\s*FROM\b", "(SELECT * FROM", "Spark wants to be told that all columns are meant."),
    (r"\bprep\.(\w+)", r"prep_\1", "Spark's temporary views stand in no schema."),
    (
        r"\bSELECT (l\.lrow, v\.vrow)",
        r"SELECT /*+ BROADCAST(l) */ \1",
        "Lines are few: they go to the voters.",
    ),
)

# What both engines understand alike, of whole numbers and NULL.
_WORDS: Final = frozenset(
    (
        *(
            "SELECT",
            "DISTINCT",
            "FROM",
            "JOIN",
            "LEFT",
            "SEMI",
            "ANTI",
            "ON",
            "USING",
            "WHERE",
            "UNION",
            "ALL",
        ),
        *("AS", "AND", "OR", "NOT", "IS", "NULL", "EXISTS", "IN", "BETWEEN", "TRUE", "FALSE"),
        *("CASE", "WHEN", "THEN", "ELSE", "END"),
    )
)
_FUNCTIONS: Final = frozenset({"coalesce", "abs", "least", "greatest"})
_COMMENT: Final = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_NAME: Final = r"[a-z_][a-z0-9_]*"
_TOKEN: Final = re.compile(
    rf"\s+|\d+|(?P<name>{_NAME}(?:\.{_NAME})?)|<=|>=|<>|[-=<>+*(),]", re.ASCII | re.IGNORECASE
)
_TABLE: Final = re.compile(rf"\b(?:FROM|JOIN)\s+({_NAME}(?:\.{_NAME})?)", re.ASCII)


def for_spark(sql: str) -> str:
    """The same query in Spark's SQL; raises Fault where it uses what is not listed here."""
    for pattern, instead, _ in _DIFFERENCES:
        sql = re.sub(pattern, instead, sql)
    _check(_COMMENT.sub(" ", sql))
    return sql


def name_for_spark(table: str) -> str:
    """What a table is called on Spark."""
    return table.replace(".", "_")


def tables(sql: str) -> tuple[str, ...]:
    """The tables a query of ours reads, each once, as DuckDB calls them."""
    return tuple(dict.fromkeys(_TABLE.findall(_COMMENT.sub(" ", sql))))


def _check(sql: str) -> None:
    """Refuse words, functions and signs that are not listed, and FROM without SELECT."""
    place = 0
    while place < len(sql):
        found = _TOKEN.match(sql, place)
        if found is None:
            raise _unknown(sql[place])
        place = found.end()
        name = found["name"] or ""
        if name.upper() in _WORDS:
            continue
        called = bool(name) and sql[place:].lstrip().startswith("(")
        if name.isupper() or (called and name not in _FUNCTIONS):
            raise _unknown(name)
    if len(re.findall(r"\bSELECT\b", sql)) != len(re.findall(r"\bFROM\b", sql)):
        raise _unknown("FROM without SELECT")


def _unknown(what: str) -> Fault:
    return Fault(
        f"A block of linking uses {what!r}, of which it is not known whether Apache Spark reads it as DuckDB "
        "does. It can be told in src/fullcount/linkage/dialect.py; without Spark the linking runs."
    )
