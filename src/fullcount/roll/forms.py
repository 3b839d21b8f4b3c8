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
    """Make the tables of normal forms for each text in staged; FORMED joins them to its good rows."""
    con.execute(_CUT)
    steps: list[tuple[str, str, str, Callable[[str], tuple[object, ...]]]] = [
        ("given", "first_text", "first, rest, suffix, root", _given),
        ("further", "middle_name", "first, rest, suffix, root", _given),
        ("surname", "last_text", "last, suffix, sound", _surname),
        ("ending", "suffix", "suffix", lambda text: (suffix_form(text),)),
        ("street", "rest", "fraction, direction, street, kind, unit", lambda text: street_form(text)[:5]),
        ("flat", "unit", "unit", lambda text: (unit_form(text),)),
        ("town", "city", "city", lambda text: (words(text),)),
        ("post", "zip", "zip", lambda text: (zip_form(text),)),
    ]
    for place, (table, column, gives, function) in enumerate(steps):
        progress("normal forms", place, len(steps))
        map_distinct(con, table, f"SELECT DISTINCT {column} FROM cut", gives.split(", "), function)
    progress("normal forms", len(steps), len(steps))


def map_distinct(
    con: duckdb.DuckDBPyConnection,
    table: str,
    distinct: str,
    gives: Sequence[str],
    function: Callable[[str], Sequence[object]],
) -> None:
    """Make a table (text, *gives) by a function over the texts a query gives."""
    con.execute(f"CREATE TEMP TABLE {table} (text VARCHAR, {', '.join(f'{name} VARCHAR' for name in gives)})")
    texts = [row[0] for row in con.execute(distinct).fetchall()]
    values = ", ".join(f"unnest(${place}::VARCHAR[])" for place in range(1, len(gives) + 2))
    for begin in range(0, len(texts), BATCH):
        part = texts[begin : begin + BATCH]
        columns = list(zip(*(function(text) for text in part), strict=True))
        con.execute(f"INSERT INTO {table} SELECT {values}", [part, *(list(column) for column in columns)])


def _given(text: str) -> tuple[object, ...]:
    first, rest, suffix = given_parts(text)
    return first, rest, suffix, nickname_root(first)[0]


def _surname(text: str) -> tuple[object, ...]:
    last, suffix = surname_parts(text)
    return last, suffix, sound(last)


# A field of given names that holds a title only: the first word of the surname field is the given name.
_TITLE_ONLY: Final = (
    "length(first_name) BETWEEN 2 AND 5 AND contains(last_name, ' ') AND "
    "regexp_matches(upper(first_name), '^(DR|MR|MRS|MS|MISS|MX|REV|HON|PROF|SIR|FR|SGT|CAPT|LT|COL)\\.?$')"
)

_CUT: Final = f"""
CREATE VIEW cut AS
WITH split AS (SELECT *, {_TITLE_ONLY} AS shifted FROM staged WHERE why IS NULL)
SELECT * EXCLUDE (why, shifted, place),
    CASE WHEN shifted THEN split_part(last_name, ' ', 1) ELSE first_name END AS first_text,
    CASE WHEN shifted THEN last_name[position(' ' IN last_name) + 1:] ELSE last_name END AS last_text,
    TRY_CAST(place.number AS INTEGER) AS number,
    CASE WHEN place.number = '' THEN residence_address ELSE place.rest END AS rest
FROM split
"""

FORMED: Final = """
SELECT cut.* EXCLUDE (first_text, last_text, rest, number),
    given.first AS f_first,
    trim(concat_ws(' ', given.rest, further.first, further.rest)) AS f_middle,
    surname.last AS f_last,
    coalesce(nullif(ending.suffix, ''), nullif(surname.suffix, ''), nullif(further.suffix, ''), given.suffix)
        AS f_suffix,
    cut.number AS f_number,
    street.street AS f_street, street.direction AS f_direction, street.kind AS f_kind,
    street.fraction AS f_fraction,
    coalesce(nullif(flat.unit, ''), street.unit) AS f_unit,
    town.city AS f_city, post.zip AS f_zip,
    surname.sound AS f_sound, given.root AS f_root
FROM cut
JOIN given ON given.text = cut.first_text
JOIN further ON further.text = cut.middle_name
JOIN surname ON surname.text = cut.last_text
JOIN ending ON ending.text = cut.suffix
JOIN street ON street.text = cut.rest
JOIN flat ON flat.text = cut.unit
JOIN town ON town.text = cut.city
JOIN post ON post.text = cut.zip
"""
