"""Where voters were registered before: from columns of the voter file, or from a file of its own.

A former registration holds from valid_from to before valid_to; either may be unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import duckdb

from fullcount.evidence import address_form
from fullcount.roll.fields import quoted, strptime, text_of, word
from fullcount.roll.layout import Layout
from fullcount.roll.rejects import one
from fullcount.roll.scan import Scan
from fullcount.terms import Progress, silent

HISTORY: Final = Layout(
    name="history",
    columns={"voter_id": ("voter_id",)},
    required=("voter_id",),
    former={
        "residence_address": ("residence_address",),
        "unit": ("unit",),
        "city": ("city",),
        "zip": ("zip",),
        "status": ("status",),
        "valid_from": ("from",),
        "valid_to": ("to",),
    },
)
"""How a file of former registrations is laid out."""

BATCH: Final = 100_000  # distinct addresses handed over at once
TEXTS: Final = ("residence_address", "unit", "city", "zip")
_DATES: Final = ("valid_from", "valid_to")
_MADE: Final = "vrow, nth, residence_address, unit, city, zip, status, valid_from, valid_to"


def no_former(con: duckdb.DuckDBPyConnection) -> None:
    """Begin the temporary table former_staged: nobody was registered elsewhere before."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE former_staged (voter_id VARCHAR, residence_address VARCHAR,
        unit VARCHAR, city VARCHAR, zip VARCHAR, status VARCHAR, valid_from DATE, valid_to DATE)"""
    )


def history_layout(layout: Layout) -> Layout:
    """The layout of a file of former registrations beside a voter file: its words and forms of dates."""
    return replace(HISTORY, status=layout.status, dates=tuple(dict.fromkeys(("%Y-%m-%d", *layout.dates))))


def stage_former(con: duckdb.DuckDBPyConnection, read: Scan, rows: str, layout: Layout) -> None:
    """Add the former registrations of a file to former_staged; staged must be there.

    rows: SQL giving the file's rows. The temporary table former_rows keeps one row for each of the file's;
    its column why says what is wrong with it, NULL where nothing is or where it says no former address.
    """
    said = {name: text_of(read, layout, layout.former.get(name, ())) for name in (*TEXTS, "status", *_DATES)}
    voter_id = text_of(read, layout, layout.columns["voter_id"])
    texts = ", ".join(f"{sql} AS {name}" for name, sql in said.items())
    undated = " OR ".join(f"({name} <> '' AND {strptime(name, layout)} IS NULL)" for name in _DATES)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE former_rows AS
        WITH parsed AS (SELECT {voter_id} AS voter_id, {texts} FROM ({rows})),
        dated AS (SELECT * EXCLUDE (status, valid_from, valid_to),
            {word("status", layout.status, "unknown")} AS status,
            {", ".join(f"{strptime(name, layout)} AS {name}" for name in _DATES)},
            {undated} AS undated
            FROM parsed)
        SELECT * EXCLUDE (undated), {_why(layout)} AS why FROM dated""",
    )
    con.execute(
        """UPDATE former_rows SET why = 'voter_id|no voter of the voter file has this id' WHERE why IS NULL
        AND residence_address <> '' AND voter_id NOT IN (SELECT voter_id FROM staged WHERE why IS NULL)"""
    )
    con.execute(
        """INSERT INTO former_staged SELECT voter_id, residence_address, unit, city, zip, status,
        valid_from, valid_to FROM former_rows WHERE why IS NULL AND residence_address <> ''"""
    )


def _why(layout: Layout) -> str:
    alone = layout.name == HISTORY.name  # in a file of its own every row is to be one
    cases = [
        *([("voter_id = ''", "voter_id|no voter id")] if alone else []),
        *([("residence_address = ''", "residence_address|no former address")] if alone else []),
        ("undated", "valid_to|unreadable date of a former address"),
        ("valid_to < valid_from", "valid_to|a former address ends before it begins"),
        ("status IS NULL", "status|unknown status word of a former address"),
    ]
    return "CASE " + " ".join(f"WHEN {test} THEN {quoted(why)}" for test, why in cases) + " END"


def make_history(con: duckdb.DuckDBPyConnection, progress: Progress = silent) -> int:
    """Write roll.former and roll.former_form from former_staged and roll.voter; give the number of rows.

    former: vrow, nth (from 1 within the voter, earliest first), residence_address, unit, city, zip, status,
    valid_from, valid_to. former_form: vrow, nth and the address in normal form, columns as in roll.form.
    """
    con.execute(
        f"""CREATE TABLE roll.former AS
        SELECT {_MADE} FROM (SELECT vrow, former.* EXCLUDE (voter_id), row_number() OVER (
                PARTITION BY vrow ORDER BY valid_to NULLS FIRST, valid_from NULLS FIRST,
                former.residence_address, former.unit, former.city, former.zip, former.status
            )::SMALLINT AS nth
            FROM (SELECT DISTINCT * FROM former_staged) former JOIN roll.voter USING (voter_id))
        ORDER BY vrow, nth"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE former_forms (residence_address VARCHAR, unit VARCHAR, city VARCHAR,
        zip VARCHAR, number INTEGER, street VARCHAR, direction VARCHAR, kind VARCHAR, fraction VARCHAR,
        unit_form VARCHAR, city_form VARCHAR, zip_form VARCHAR)"""
    )
    texts = con.execute(f"SELECT DISTINCT {', '.join(TEXTS)} FROM roll.former").fetchall()
    for begin in range(0, len(texts), BATCH):
        progress("former addresses", begin, len(texts))
        made = list(zip(*_forms(texts[begin : begin + BATCH]), strict=True))
        values = ", ".join(f"unnest(${place}::VARCHAR[])" for place in range(1, len(made) + 1))
        con.execute(f"INSERT INTO former_forms SELECT {values}", [list(column) for column in made])
    con.execute(
        f"""CREATE TABLE roll.former_form AS
        SELECT vrow, nth, number, street, direction, kind, fraction, unit_form AS unit, city_form AS city,
            zip_form AS zip
        FROM roll.former JOIN former_forms USING ({", ".join(TEXTS)}) ORDER BY vrow, nth"""
    )
    con.execute("DROP TABLE former_forms")
    con.execute("DROP TABLE former_staged")
    return one(con, "SELECT count(*) FROM roll.former")


def _forms(texts: list[tuple[str, ...]]) -> Iterator[tuple[str | None, ...]]:
    for address, unit, city, zip_code in texts:
        form = address_form(address, unit, city, zip_code)
        parts = (form.street, form.direction, form.kind, form.fraction, form.unit, form.city, form.zip)
        yield address, unit, city, zip_code, form.number or None, *parts
