"""The tables of a sealed roll, sorted so that few pages are read for one voter, one name, one street."""

from __future__ import annotations

from typing import Final

import duckdb

from fullcount.roll.forms import FORMED
from fullcount.terms import Progress

_VOTER: Final = """
CREATE TABLE roll.voter AS
SELECT rowid::INTEGER AS vrow, voter_id, first_name, middle_name, last_name, suffix, birth_date, residence_address,
    unit, city, zip, status, registered_on, jurisdiction
FROM ordered ORDER BY rowid
"""

_FORM: Final = """
CREATE TABLE roll.form AS
SELECT rowid::INTEGER AS vrow, f_first AS first, f_middle AS middle, f_last AS last, f_suffix AS suffix,
    f_number AS number, f_street AS street, f_direction AS direction, f_kind AS kind, f_fraction AS fraction, f_unit AS unit,
    f_city AS city, f_zip AS zip, status, jurisdiction = 'in' AS inside, f_sound AS sound_last,
    f_root AS root_first, year(birth_date)::SMALLINT AS birth_year
FROM ordered ORDER BY rowid
"""

# Voters of equal names stand in the order of their ids: the order is the same for every order of the file.
_ORDERED: Final = f"""
CREATE TABLE ordered AS {FORMED} ORDER BY f_last, f_first, f_middle, voter_id
"""

_SEARCHED: Final = {
    "person": """
        SELECT last, first, any_value(root_first) AS root_first, any_value(sound_last) AS sound_last,
            min(vrow) AS vrow, count(*)::INTEGER AS voters
        FROM roll.form GROUP BY last, first ORDER BY last, first""",
    "person_by_sound": "SELECT * FROM roll.person ORDER BY sound_last, first, last",
    "by_street": """
        SELECT street, number, last, first, root_first, sound_last, vrow FROM roll.form
        WHERE street <> '' ORDER BY street, number, vrow""",
    "by_sound": """
        SELECT sound_last, number, last, first, root_first, street, vrow FROM roll.form
        WHERE number IS NOT NULL ORDER BY sound_last, number, vrow""",
    "surname": "SELECT last, last[1:2] AS start FROM roll.form GROUP BY last ORDER BY last",
    "road": """
        SELECT street, street[1:2] AS start FROM roll.form WHERE street <> ''
        GROUP BY street ORDER BY street""",
    "by_id": "SELECT voter_id, vrow FROM roll.voter ORDER BY voter_id",
}


def make_tables(con: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Write the tables of the attached database roll from the table staged and its normal forms."""
    of = len(_SEARCHED) + 3
    for done, sql in enumerate((_ORDERED, _VOTER, _FORM)):
        progress("sorting the roll", done, of)
        con.execute(sql)
    con.execute("DROP TABLE ordered")
    for done, (table, sql) in enumerate(_SEARCHED.items(), 3):
        progress("sorting the roll", done, of)
        con.execute(f"CREATE TABLE roll.{table} AS {sql}")
    progress("sorting the roll", of, of)
