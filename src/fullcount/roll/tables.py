"""The tables of a sealed roll, in the order of surname, given name and voter id."""

from __future__ import annotations

from typing import Final

import duckdb

from fullcount.terms import Progress

# Texts are sorted as numbers: a voter's row while it is sorted is its id, its address and some codes.
# Voters of one name stand in the order of their ids, so the order does not depend on the file's.
_ORDERED: Final = """
CREATE TEMP TABLE ordered AS
SELECT cut.voter_id, cut.residence_address, cut.birth_date, cut.registered_on, cut.status, cut.jurisdiction,
    cut.number, cut.shifted, CASE WHEN cut.shifted THEN cut.first_name END AS first_name,
    given.code AS given, further.code AS further, surname.code AS surname,
    ending.code AS ending, street.code AS street, flat.code AS flat, town.code AS town, post.code AS post
FROM cut
JOIN given ON given.text = cut.first_text
JOIN further ON further.text = cut.middle_name
JOIN surname ON surname.text = cut.last_text
JOIN ending ON ending.text = cut.suffix
JOIN street ON street.text = cut.rest
JOIN flat ON flat.text = cut.unit
JOIN town ON town.text = cut.city
JOIN post ON post.text = cut.zip
ORDER BY surname.rank, given.rank, cut.voter_id
"""

_VOTER: Final = """
CREATE TABLE roll.voter AS
SELECT o.rowid::INTEGER AS vrow, o.voter_id,
    CASE WHEN o.shifted THEN o.first_name ELSE given.text END AS first_name, further.text AS middle_name,
    CASE WHEN o.shifted THEN given.text || ' ' || surname.text ELSE surname.text END AS last_name,
    ending.text AS suffix, o.birth_date, o.residence_address, flat.text AS unit, town.text AS city,
    post.text AS zip, o.status, o.registered_on, o.jurisdiction
FROM ordered o
JOIN given ON given.code = o.given
JOIN further ON further.code = o.further
JOIN surname ON surname.code = o.surname
JOIN ending ON ending.code = o.ending
JOIN flat ON flat.code = o.flat
JOIN town ON town.code = o.town
JOIN post ON post.code = o.post
"""

_FORM: Final = """
CREATE TABLE roll.form AS
SELECT o.rowid::INTEGER AS vrow, given.first,
    trim(concat_ws(' ', given.rest, further.first, further.rest)) AS middle, surname.last,
    coalesce(nullif(ending.suffix, ''), nullif(surname.suffix, ''), nullif(further.suffix, ''), given.suffix)
        AS suffix,
    o.number, street.street, street.direction, street.kind, street.fraction,
    coalesce(nullif(flat.unit, ''), street.unit) AS unit, town.city, post.zip, o.status,
    o.jurisdiction = 'in' AS inside, surname.sound AS sound_last, given.root AS root_first,
    year(o.birth_date)::SMALLINT AS birth_year
FROM ordered o
JOIN given ON given.code = o.given
JOIN further ON further.code = o.further
JOIN surname ON surname.code = o.surname
JOIN ending ON ending.code = o.ending
JOIN street ON street.code = o.street
JOIN flat ON flat.code = o.flat
JOIN town ON town.code = o.town
JOIN post ON post.code = o.post
"""


def make_tables(con: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Write the tables of the attached database roll from the table staged and its normal forms."""
    of = 3
    progress("sorting the roll", 0, of)
    con.execute(_ORDERED)
    con.execute("DROP VIEW cut")
    con.execute("DROP TABLE staged")
    for done, sql in enumerate((_VOTER, _FORM), 1):
        progress("sorting the roll", done, of)
        con.execute(sql)
    con.execute("DROP TABLE ordered")
    progress("sorting the roll", of, of)
