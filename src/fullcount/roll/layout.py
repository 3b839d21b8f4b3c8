"""How a voter file is laid out: data, not code. A layout is a TOML file or comes from options."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from fullcount.terms import BadInput

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
FORMER_FIELDS: Final = (
    "residence_address",
    "unit",
    "city",
    "zip",
    "status",
    "valid_from",
    "valid_to",
)
STATUSES: Final = ("active", "inactive", "pending", "canceled", "unknown")
FORMATS: Final = ("delimited", "fixed", "nist-vri")
DOCUMENTED: Final = ("ours", "verified", "partial", "memory")

Place = str | int  # a column by its name, or by its position, the first being 1


@dataclass(frozen=True)
class Layout:
    """How a voter file is read.

    columns: for each field of a voter the file's columns that make it, joined by a space where there are
    several. dates: strptime forms, tried in order. required: fields whose columns must be there. row_ids:
    the file has no voter ids; a voter's id is its row number. status, jurisdiction: the file's words (in
    lower case) to fullcount's; where several columns make the status, a word may be all of them or the first.

    format: delimited, fixed (positions: the first and last character of each column, the first being 1;
    width: the characters of a row) or nist-vri. width of a delimited file without a header: its columns.
    blank: values that say that the value is withheld. former: the columns of one former address of the
    voter. covers: whose file it is; documented: how sure it is (`DOCUMENTED`); source,
    notes: where it is documented, and what to know of it.
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
    format: str = "delimited"
    positions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    width: int = 0
    blank: tuple[str, ...] = ()
    former: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    covers: str = ""
    documented: str = "memory"
    source: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Options:
    """What the command line may say about a file beside a layout; empty means as the layout has it.

    status, inside: words of the file, e.g. {"A": "active"} and ("Springfield",). Any other jurisdiction
    than those named inside is outside. inside_column: the column that inside speaks of, where it is not
    the layout's.
    """

    delimiter: str = ""
    encoding: str = ""
    header: bool = True
    dates: tuple[str, ...] = ()
    status: Mapping[str, str] = field(default_factory=dict)
    inside: tuple[str, ...] = ()
    inside_column: str = ""


def adapted(layout: Layout, options: Options) -> Layout:
    """A layout with what the options say of delimiter, encoding, dates, words and what is inside.

    Raises BadInput where the outcome is no layout.
    """
    columns = dict(layout.columns)
    if options.inside_column:
        columns["jurisdiction"] = places(options.inside_column, header=layout.header)
    words = {word.lower(): status for word, status in options.status.items()}
    made = replace(
        layout,
        columns=columns,
        delimiter=options.delimiter or layout.delimiter,
        encoding=options.encoding or layout.encoding,
        header=layout.header and options.header,
        dates=(*options.dates, *layout.dates),
        status={**layout.status, **words},
        jurisdiction=inside_words(options.inside) or layout.jurisdiction,
    )
    if options.inside and "jurisdiction" not in made.columns:
        raise BadInput(
            f"the layout {layout.name} has no column for what is inside.",
            file="options",
            do="Name the column with --inside-column.",
        )
    return check_layout(made, "options")


def places(text: str, *, header: bool) -> tuple[Place, ...]:
    """The columns a text names, with + between them; digits are positions where the file has no header."""
    parts = [part.strip() for part in text.split("+")]
    return tuple(int(part) if part.isdigit() and not header else part for part in parts)


def inside_words(names: Sequence[str]) -> dict[str, str]:
    """The words of a jurisdiction when those named are inside and any other is outside; empty for none."""
    said = {name.strip().lower(): "in" for name in names}
    return {**said, "*": "out"} if said else {}


def check_layout(made: Layout, file: str) -> Layout:
    """The layout, if it can be used; else BadInput saying what is wrong with it."""
    _check_fields(made, file)
    if len(made.delimiter) != 1 or len(made.quote) > 1 or made.delimiter in '\r\n"\0':
        raise BadInput("delimiter and quote are one character each.", file=file)
    _check_words(made, file)
    _check_places(made, file)
    return made


def _check_fields(made: Layout, file: str) -> None:
    for name in (*made.columns, *made.required):
        if name not in FIELDS:
            raise BadInput(
                f"a voter has no field {name}.", file=file, do=f"The fields are {', '.join(FIELDS)}."
            )
    for name in made.former:
        if name not in FORMER_FIELDS:
            raise BadInput(
                f"a former address has no field {name}.",
                file=file,
                do=f"Its fields are {', '.join(FORMER_FIELDS)}.",
            )
    wanted = [
        name
        for name in made.required
        if name not in made.columns and not (made.row_ids and name == "voter_id")
    ]
    wanted += [] if made.row_ids or "voter_id" in made.columns else ["voter_id"]
    if wanted or "last_name" not in made.columns:
        name = [*wanted, "last_name"][0]
        do = f"Name it with --map {name}=COLUMN." if file == "options" else "Name it under [columns]."
        raise BadInput(f"the layout says no column for {name}.", file=file, do=do)


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
    if made.format not in FORMATS:
        raise BadInput(f"there is no format {made.format}.", file=file, do=f"It is {', '.join(FORMATS)}.")
    if made.documented not in DOCUMENTED:
        known = ", ".join(DOCUMENTED)
        raise BadInput(f"documented is not to be {made.documented}.", file=file, do=f"It is {known}.")


def _check_places(made: Layout, file: str) -> None:
    used = [place for group in (*made.columns.values(), *made.former.values()) for place in group]
    if any(isinstance(place, int) and place < 1 for place in used):
        raise BadInput("columns are counted from 1.", file=file)
    if made.format != "fixed":
        return
    if lost := [place for place in used if place not in made.positions]:
        raise BadInput(f"{lost[0]} has no place in the row.", file=file, do="Name it under [positions].")
    for name, (first, last) in made.positions.items():
        if not 1 <= first <= last <= made.width:
            raise BadInput(
                f"{name} is not within the row.",
                file=file,
                why=f"It is said to stand at {first} to {last} of {made.width} characters.",
                do="Characters are counted from 1; width is the length of a row.",
            )
