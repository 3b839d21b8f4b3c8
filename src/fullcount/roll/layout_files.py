"""Layouts from where they are kept: shipped with the program, a TOML file, or pairs on the command line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any, Final

import duckdb

from fullcount.roll.layout import FIELDS, Layout, Options, Place, adapted, check_layout, places
from fullcount.roll.parquet import column_names, is_parquet
from fullcount.roll.scan import check_columns, header_of
from fullcount.terms import BadInput, NotFound

_TABLES: Final = ("columns", "status", "jurisdiction", "positions", "former")
_LISTS: Final = ("dates", "required", "blank", "source", "notes")
_PLAIN: Final[Mapping[str, type]] = {
    "name": str,
    "delimiter": str,
    "quote": str,
    "encoding": str,
    "header": bool,
    "row_ids": bool,
    "format": str,
    "width": int,
    "covers": str,
    "documented": str,
}
_KEYS: Final = {*_TABLES, *_LISTS, *_PLAIN}


def layout(name_or_path: str | Path) -> Layout:
    """A layout by its name among those shipped, or by the path of a TOML file.

    Raises NotFound where there is neither, BadInput where the file is not a layout.
    """
    shipped = resources.files("fullcount.roll").joinpath("layouts", f"{name_or_path}.toml")
    if "/" not in str(name_or_path) and shipped.is_file():
        return read_layout(shipped.read_bytes(), str(name_or_path))
    path = Path(name_or_path)
    if not path.is_file():
        names = ", ".join(layouts())
        raise NotFound(
            f"There is no layout named {path.name}.", do=f"Give the path of a TOML file or one of: {names}."
        )
    return read_layout(path.read_bytes(), path.name)


def layouts() -> tuple[str, ...]:
    """The names of the layouts shipped."""
    folder = resources.files("fullcount.roll").joinpath("layouts")
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


def read_layout(data: bytes, file: str) -> Layout:
    """A layout from the bytes of a TOML file; file: its name, for messages."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput("this is not a TOML file.", file=file, why=str(error)) from error
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise BadInput(
            f"a layout has no key {unknown[0]}.", file=file, do=f"Its keys are {', '.join(sorted(_KEYS))}."
        )
    return check_layout(_from_table(table, file), file)


def generic_layout(
    columns: Mapping[str, str], options: Options | None = None, source: Path | None = None
) -> Layout:
    """A layout from options: columns maps a field to the file's column, or to several with + between them.

    {"first_name": "First_Name", "residence_address": "Street_Number+Street_Name"}; a column of digits
    is a position where the file has no header. source: the voter file; columns of its header that bear a
    field's name, and are not mapped to another, need no mapping. Without a voter_id the row number is the id.
    """
    said = options or Options()
    named = {name: places(text, header=said.header) for name, text in columns.items()}
    if source is not None and said.header and set(named) <= set(FIELDS):
        named = {**_own_columns(source, said, named), **named}
    made = replace(
        layout("fullcount"),
        name="generic",
        columns=named,
        required=tuple(named),
        row_ids="voter_id" not in named,
    )
    return adapted(check_layout(made, "options"), said)


def _own_columns(
    source: Path, said: Options, named: Mapping[str, tuple[Place, ...]]
) -> dict[str, tuple[Place, ...]]:
    """The file's columns that bear a field's name. Raises BadInput where nothing says the last name."""
    plain = adapted(layout("fullcount"), Options(delimiter=said.delimiter, encoding=said.encoding))
    seen = _header(source, plain)
    if "last_name" not in named:
        check_columns(seen, replace(plain, required=("last_name",)), source)
    used = {str(place).lower() for each in named.values() for place in each}
    free = {name.lower() for name in seen} - used
    return {name: (name,) for name in FIELDS if name in free}


def _header(source: Path, plain: Layout) -> list[str]:
    if not source.is_file():
        raise NotFound(f"There is no file {source.name}.")
    if not source.stat().st_size:
        raise BadInput("the file is empty.", file=source, do="Check that the export was finished.")
    if not is_parquet(source):
        return header_of(source, plain)
    with duckdb.connect() as con:
        return column_names(con, source)


def _from_table(table: Mapping[str, Any], file: str) -> Layout:
    """The layout a TOML table says, its shapes checked; what it does not say is as in `Layout`."""
    columns = {name: _as_places(value, name, file) for name, value in _table(table, "columns", file).items()}
    plain = {key: _plain(table[key], key, file) for key in _PLAIN if key in table}
    lists = {key: _texts(table[key], key, file) for key in _LISTS if key in table}
    made = Layout(name=str(table.get("name", Path(file).stem)), columns=columns)
    return replace(
        made,
        **{**plain, **lists},
        status=_inverse(_table(table, "status", file), file),
        jurisdiction=_inverse(_table(table, "jurisdiction", file), file),
        positions={
            name: _span(value, name, file) for name, value in _table(table, "positions", file).items()
        },
        former={name: _as_places(value, name, file) for name, value in _table(table, "former", file).items()},
    )


def _plain(value: object, key: str, file: str) -> Any:
    if not isinstance(value, _PLAIN[key]) or (isinstance(value, bool) and _PLAIN[key] is int):
        kinds = {str: "a text", bool: "true or false", int: "a whole number"}
        raise BadInput(f"{key} is to be {kinds[_PLAIN[key]]}.", file=file)
    return value


def _table(table: Mapping[str, Any], key: str, file: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise BadInput(f"{key} is to be a table.", file=file, do=f"Write [{key}] above its lines.")
    return value


def _as_places(value: object, name: str, file: str) -> tuple[Place, ...]:
    listed = value if isinstance(value, list) else [value]
    found = tuple(place for place in listed if isinstance(place, str | int) and not isinstance(place, bool))
    if not found or len(found) != len(listed):
        raise BadInput(f"{name} is to be a column's name or position, or a list of them.", file=file)
    return found


def _span(value: object, name: str, file: str) -> tuple[int, int]:
    if isinstance(value, list) and [type(item) for item in value] == [int, int]:
        return value[0], value[1]
    raise BadInput(f"{name} is to be the first and the last character, such as [1, 35].", file=file)


def _texts(value: object, key: str, file: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadInput(f"{key} is to be a list of texts.", file=file)
    return tuple(str(item) for item in value)


def _inverse(table: Mapping[str, Any], file: str) -> dict[str, str]:
    """The file's words in lower case to fullcount's word."""
    return {word.strip().lower(): ours for ours, said in table.items() for word in _texts(said, ours, file)}
