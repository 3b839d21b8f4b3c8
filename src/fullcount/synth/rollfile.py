"""Writing the county's roll as a CSV file in the fullcount layout, by DuckDB."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from fullcount.synth.chance import objects
from fullcount.synth.county import STATUSES, County
from fullcount.synth.names import first_names, surnames
from fullcount.synth.people import HYPHEN, SPACE, SUFFIXES
from fullcount.synth.places import units
from fullcount.terms import Progress, silent

PIECE = 500_000  # records
ROWS = f"""
select number as voter_id, f.text as first_name,
    case when initial then left(m.text, 1) else m.text end as middle_name,
    l.text || case joiner when {HYPHEN} then '-' || s.text when {SPACE} then ' ' || s.text else '' end
        as last_name,
    nullif(x.text, '') as suffix, date '1900-01-01' + born as birth_date,
    case when starts_with(t.text, 'RR ') or starts_with(t.text, 'HC ') then t.text || ' ' || house
        else house || case when half then ' 1/2 ' else ' ' end || t.text end as residence_address,
    u.text as unit, t.city, t.zip, k.text as status,
    date '1900-01-01' + registered_on as registered_on,
    case when inside then 'in' else 'out' end as jurisdiction
from record
    left join first f on f.code = record.first
    left join first m on m.code = record.middle
    left join last l on l.code = record.last
    left join last s on s.code = record.second
    left join suffix x on x.code = record.suffix
    left join unit u on u.code = record.unit
    left join street t on t.code = record.street
    left join status k on k.code = record.status
order by number
"""


def write_roll(county: County, path: Path, progress: Progress = silent) -> None:
    """Write roll.csv: voter_id, name, birth, address, status, registration date, jurisdiction.

    It is written in pieces, so that sorting each needs little memory, and takes its name when it is whole.
    """
    whole, piece = path.with_suffix(".whole"), path.with_suffix(".piece")
    count = len(county.records)
    with engine() as con, whole.open("wb") as out:
        for name, texts in _vocabularies(county).items():
            _table(con, name, texts)
        for start in range(0, count, PIECE):
            progress("Writing the roll", start, count)
            con.register("record", _columns(county, slice(start, start + PIECE)))
            header = "header" if start == 0 else "header false"
            con.execute(f"copy ({ROWS}) to '{_quoted(piece)}' (format csv, {header})")
            with piece.open("rb") as part:
                shutil.copyfileobj(part, out, 1 << 20)
    piece.unlink()
    whole.replace(path)


def engine() -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that stays small."""
    con = duckdb.connect()
    con.execute("set memory_limit = '2GB'")
    return con


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _vocabularies(county: County) -> dict[str, dict[str, Sequence[Any]]]:
    streets = county.streets
    return {
        "first": {"text": first_names().texts},
        "last": {"text": surnames().texts},
        "suffix": {"text": SUFFIXES},
        "unit": {"text": units()},
        "status": {"text": STATUSES},
        "street": {"text": list(streets.lines()), "city": list(streets.city), "zip": list(streets.zip)},
    }


def _table(con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, Sequence[Any]]) -> None:
    arrays: dict[str, Any] = {column: objects(list(values)) for column, values in columns.items()}
    arrays["code"] = np.arange(len(next(iter(columns.values()))), dtype=np.int32)
    con.register("incoming", arrays)
    con.execute(f"create table {name} as select * from incoming")
    con.unregister("incoming")


def _columns(county: County, rows: slice) -> dict[str, Any]:
    records, people, homes = county.records, county.people, county.homes
    person, home = records.person[rows], records.home[rows]
    names = ("first", "middle", "initial", "last", "second", "joiner", "suffix", "born")
    columns: dict[str, Any] = {name: getattr(people, name)[person] for name in names}
    columns |= {"street": homes.street[home], "house": homes.number[home]}
    columns |= {"unit": homes.unit[home], "half": homes.half[home]}
    kept = ("number", "status", "registered_on", "inside")
    return columns | {name: getattr(records, name)[rows] for name in kept}
