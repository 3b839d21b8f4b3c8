"""How a voter file is laid out: data, not code. A layout is a TOML file or comes from options."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any, Final

from fullcount.terms import BadInput, NotFound

FIELDS: Final = (
    "voter_id",
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
    "birth_date",
    "residence_address",
    "unit",
    "city",
    "zip",
    "status",
    "registered_on",
    "jurisdiction",
)
STATUSES: Final = ("active", "inactive", "pending", "canceled", "unknown")
_KEYS: Final = {"name", "delimiter", "quote", "encoding", "header", "dates", "required", "row_ids"} | {
    "columns",
    "status",
    "jurisdiction",
}

Place = str | int  # a column by its name, or by its position, the first being 1


@dataclass(frozen=True)
class Layout:
    """How a delimited voter file is read.

    columns: for each field of a voter the file's columns that make it, joined by a space where there are
    several. dates: strptime forms, tried in order. required: fields whose columns must be there. row_ids:
    the file has no voter ids; a voter's id is its row number. status, jurisdiction: the file's words (in
    lower case) to fullcount's.
    """

    name: str
    columns: Mapping[str, tuple[Place, ...]]
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    header: bool = True
    dates: tuple[str, ...] = ("%Y-%m-%d",)
    required: tuple[str, ...] = ("voter_id", "last_name")
    row_ids: bool = False
    status: Mapping[str, str] = field(default_factory=dict)
    jurisdiction: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Options:
    """What the command line may say about a file instead of a layout; empty means as `fullcount` has it.

    status, inside: words of the file, e.g. {"A": "active"} and ("Springfield",). Any other jurisdiction
    than those named inside is outside.
    """

    delimiter: str = ""
    encoding: str = ""
    header: bool = True
    dates: tuple[str, ...] = ()
    status: Mapping[str, str] = field(default_factory=dict)
    inside: tuple[str, ...] = ()


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


def generic_layout(columns: Mapping[str, str], options: Options | None = None) -> Layout:
    """A layout from options: columns maps a field to the file's column, or to several with + between them.

    {"first_name": "First_Name", "residence_address": "Street_Number+Street_Name"}; a column of digits
    is a position where the file has no header. Without a voter_id the row number is the id.
    """
    said = options or Options()
    base = layout("fullcount")
    places = {name: _places(text, header=said.header) for name, text in columns.items()}
    made = replace(
        base,
        name="generic",
        columns=places,
        delimiter=said.delimiter or base.delimiter,
        encoding=said.encoding or base.encoding,
        header=said.header,
        dates=(*said.dates, *base.dates),
        required=tuple(places),
        row_ids="voter_id" not in places,
        status={**base.status, **{word.lower(): status for word, status in said.status.items()}},
        jurisdiction={**base.jurisdiction, **_inside(said.inside)},
    )
    return check_layout(made, "options")


def check_layout(made: Layout, file: str) -> Layout:
    """The layout, if it can be used; else BadInput saying what is wrong with it."""
    for name in (*made.columns, *made.required):
        if name not in FIELDS:
            raise BadInput(
                f"a voter has no field {name}.", file=file, do=f"The fields are {', '.join(FIELDS)}."
            )
    wanted = [
        name
        for name in made.required
        if name not in made.columns and not (made.row_ids and name == "voter_id")
    ]
    wanted += [] if made.row_ids or "voter_id" in made.columns else ["voter_id"]
    if wanted or "last_name" not in made.columns:
        name = [*wanted, "last_name"][0]
        raise BadInput(f"the layout says no column for {name}.", file=file, do="Name it under [columns].")
    if len(made.delimiter) != 1 or len(made.quote) > 1 or made.delimiter in '\r\n"\0':
        raise BadInput("delimiter and quote are one character each.", file=file)
    _check_words(made, file)
    return made


def _check_words(made: Layout, file: str) -> None:
    try:
        codecs.lookup(made.encoding)
    except LookupError as error:
        raise BadInput(
            f"there is no encoding {made.encoding}.", file=file, do="Try utf-8 or latin-1."
        ) from error
    if wrong := sorted(set(made.status.values()) - set(STATUSES)):
        raise BadInput(f"{wrong[0]} is no status.", file=file, do=f"The statuses are {', '.join(STATUSES)}.")
    if not made.dates or any("%Y" not in form for form in made.dates):
        raise BadInput("a form of dates must hold %Y (a year of four digits).", file=file)
    positions = [place for places in made.columns.values() for place in places if isinstance(place, int)]
    if any(place < 1 for place in positions):
        raise BadInput("columns are counted from 1.", file=file)


def _places(text: str, *, header: bool) -> tuple[Place, ...]:
    parts = [part.strip() for part in text.split("+")]
    return tuple(int(part) if part.isdigit() and not header else part for part in parts)


def _inside(names: Sequence[str]) -> dict[str, str]:
    said = {name.strip().lower(): "in" for name in names}
    return {**said, "*": "out"} if said else {}


def _from_table(table: Mapping[str, Any], file: str) -> Layout:
    """The layout a TOML table says, its shapes checked."""
    columns = {name: _as_places(value, name, file) for name, value in _table(table, "columns", file).items()}
    return Layout(
        name=str(table.get("name", Path(file).stem)),
        columns=columns,
        delimiter=str(table.get("delimiter", ",")),
        quote=str(table.get("quote", '"')),
        encoding=str(table.get("encoding", "utf-8")),
        header=bool(table.get("header", True)),
        dates=_texts(table.get("dates", ["%Y-%m-%d"]), "dates", file),
        required=_texts(table.get("required", ["voter_id", "last_name"]), "required", file),
        row_ids=bool(table.get("row_ids", False)),
        status=_inverse(_table(table, "status", file), file),
        jurisdiction=_inverse(_table(table, "jurisdiction", file), file),
    )


def _table(table: Mapping[str, Any], key: str, file: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise BadInput(f"{key} is to be a table.", file=file, do=f"Write [{key}] above its lines.")
    return value


def _as_places(value: object, name: str, file: str) -> tuple[Place, ...]:
    places = value if isinstance(value, list) else [value]
    found = tuple(place for place in places if isinstance(place, str | int) and not isinstance(place, bool))
    if not found or len(found) != len(places):
        raise BadInput(f"{name} is to be a column's name or position, or a list of them.", file=file)
    return found


def _texts(value: object, key: str, file: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadInput(f"{key} is to be a list of texts.", file=file)
    return tuple(str(item) for item in value)


def _inverse(table: Mapping[str, Any], file: str) -> dict[str, str]:
    """The file's words in lower case to fullcount's word."""
    return {word.strip().lower(): ours for ours, said in table.items() for word in _texts(said, ours, file)}
