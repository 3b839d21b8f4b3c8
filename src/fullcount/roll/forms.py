"""Normal forms in bulk: each distinct text goes once through the room evidence, and is joined back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import duckdb

from fullcount.evidence import (
    given_parts,
    nickname_root,
    sound,
    street_form,
    suffix_form,
    surname_parts,
    unit_form,
    words,
    zip_form,
)
from fullcount.terms import Progress

BATCH: Final = 100_000  # distinct texts handed over at once


def make_forms(con: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Make a table of normal forms for each kind of text in staged, and the view cut that leads to them."""
    con.execute(_CUT)
    for place, (table, column, gives, function) in enumerate(_KINDS):
        progress("normal forms", place, len(_KINDS))
        map_distinct(con, table, f"SELECT DISTINCT {column} FROM cut", gives.split(", "), function)
    progress("normal forms", len(_KINDS), len(_KINDS))


def map_distinct(
    con: duckdb.DuckDBPyConnection,
    table: str,
    distinct: str,
    gives: Sequence[str],
    function: Callable[[str], Sequence[object]],
) -> None:
    """Make a table (text, *gives, code, rank) by a function over the texts a query gives.

    code: a number for the text. rank: the place of the first form given among all such forms.
    """
    columns = ", ".join(f"{name} VARCHAR" for name in gives)
    con.execute(f"CREATE TEMP TABLE raw_{table} (text VARCHAR, {columns})")
    texts = [row[0] for row in con.execute(distinct).fetchall()]
    values = ", ".join(f"unnest(${place}::VARCHAR[])" for place in range(1, len(gives) + 2))
    for begin in range(0, len(texts), BATCH):
        part = texts[begin : begin + BATCH]
        made = list(zip(*(function(text) for text in part), strict=True))
        con.execute(f"INSERT INTO raw_{table} SELECT {values}", [part, *(list(column) for column in made)])
    con.execute(
        f"""CREATE TEMP TABLE {table} AS SELECT *, row_number() OVER ()::INTEGER AS code,
        dense_rank() OVER (ORDER BY {gives[0]})::INTEGER AS rank FROM raw_{table}""",
    )
    con.execute(f"DROP TABLE raw_{table}")


def _given(text: str) -> tuple[object, ...]:
    first, rest, suffix = given_parts(text)
    return first, rest, suffix, nickname_root(first)[0]


def _surname(text: str) -> tuple[object, ...]:
    last, suffix = surname_parts(text)
    return last, suffix, sound(last)


def _street(text: str) -> tuple[object, ...]:
    form = street_form(text)
    return form.street, form.direction, form.kind, form.fraction, form.unit


# A field of given names that holds a title only: the first word of the surname field is the given name.
_TITLE_ONLY: Final = (
    "length(first_name) BETWEEN 2 AND 5 AND contains(last_name, ' ') AND "
    "regexp_matches(upper(first_name), '^(DR|MR|MRS|MS|MISS|MX|REV|HON|PROF|SIR|FR|SGT|CAPT|LT|COL)\\.?$')"
)

_CUT: Final = f"""
CREATE TEMP VIEW cut AS
WITH split AS (SELECT *, {_TITLE_ONLY} AS shifted FROM staged WHERE why IS NULL)
SELECT * EXCLUDE (why, place),
    CASE WHEN shifted THEN split_part(last_name, ' ', 1) ELSE first_name END AS first_text,
    CASE WHEN shifted THEN last_name[position(' ' IN last_name) + 1:] ELSE last_name END AS last_text,
    TRY_CAST(place.number AS INTEGER) AS number,
    CASE WHEN place.number = '' THEN residence_address ELSE place.rest END AS rest
FROM split
"""

_KINDS: Final[tuple[tuple[str, str, str, Callable[[str], tuple[object, ...]]], ...]] = (
    ("given", "first_text", "first, rest, suffix, root", _given),
    ("further", "middle_name", "first, rest, suffix, root", _given),
    ("surname", "last_text", "last, suffix, sound", _surname),
    ("ending", "suffix", "suffix", lambda text: (suffix_form(text),)),
    ("street", "rest", "street, direction, kind, fraction, unit", _street),
    ("flat", "unit", "unit", lambda text: (unit_form(text),)),
    ("town", "city", "city", lambda text: (words(text),)),
    ("post", "zip", "zip", lambda text: (zip_form(text),)),
)
