"""The options that say how a voter file is laid out, shared by the commands that read one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from fullcount import roll
from fullcount.cli.console import out
from fullcount.terms import BadInput

AUTO = "auto"

LayoutName = Annotated[
    str,
    typer.Option(
        "--layout",
        help="A layout's name (see `roll layouts`), the path of a TOML file, or auto: told from the file.",
    ),
]
RollMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Instead of a layout: first_name=First_Name, residence_address=Number+Street; again for each. "
        "Columns that bear a field's name need none.",
    ),
]
Encoding = Annotated[str, typer.Option(help="The file's encoding where it is not the layout's.")]
Delimiter = Annotated[str, typer.Option(help="What stands between columns where it is not the layout's.")]
Words = Annotated[
    list[str] | None,
    typer.Option("--status", metavar="WORD=STATUS", help="The file's word for a status, A=active."),
]
Inside = Annotated[
    list[str] | None,
    typer.Option(
        help="A county, city or district that is inside the jurisdiction; any other is outside.",
        metavar="NAME",
    ),
]
InsideColumn = Annotated[
    str,
    typer.Option(
        "--inside-column", metavar="COLUMN", help="The column --inside speaks of, if not the layout's."
    ),
]
Dates = Annotated[
    list[str] | None, typer.Option("--date-form", metavar="FORM", help="A further form, such as %m/%d/%Y.")
]
Header = Annotated[bool, typer.Option(help="Whether the first row names the columns.")]
History = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Former registrations: voter_id,from,to,residence_address,unit,city,zip,status."
    ),
]


def chosen_layout(
    name: str,
    pairs: list[str] | None,
    options: roll.Options,
    source: Path | None = None,
    *,
    told: Console = out,
) -> roll.Layout:
    """The layout the options ask for: shipped, a file, made of --map pairs, or told from the voter file.

    told: where it is said which one was recognised.
    """
    if pairs:
        return roll.generic_layout(dict(pair(text, "--map") for text in pairs), options, source)
    if name != AUTO:
        return roll.adapted(roll.layout(name), options)
    if source is None:
        raise BadInput("--layout auto needs a voter file.", do="Name the layout.")
    guess = roll.recognised(source)
    told.print(f"Layout {guess.layout.name}: {guess.why}.", markup=False)
    return roll.adapted(guess.layout, options)


def pair(text: str, option: str) -> tuple[str, str]:
    """The two sides of NAME=VALUE."""
    field, equals, column = text.partition("=")
    if not equals or not field or not column:
        raise BadInput(f"{option} {text} is not a pair.", do="Write NAME=VALUE, such as last_name=Surname.")
    return field.strip(), column.strip()


@dataclass(frozen=True, slots=True)
class LaidOut:
    """How a voter file is laid out, as the options of `roll import` and `case roll` say it."""

    layout: LayoutName = "fullcount"
    map_: RollMap = None
    delimiter: Delimiter = ""
    encoding: Encoding = ""
    header: Header = True
    date_form: Dates = None
    status: Words = None
    inside: Inside = None
    inside_column: InsideColumn = ""

    def of(self, source: Path) -> roll.Layout:
        """The layout of a voter file; a tab may be written as a backslash and t. Raises BadInput."""
        options = roll.Options(
            delimiter="\t" if self.delimiter == "\\t" else self.delimiter,
            encoding=self.encoding,
            header=self.header,
            dates=tuple(self.date_form or ()),
            status=dict(pair(text, "--status") for text in self.status or ()),
            inside=tuple(self.inside or ()),
            inside_column=self.inside_column,
        )
        return chosen_layout(self.layout, self.map_, options, source)


def print_documented(layout: roll.Layout) -> None:
    """Say where a layout is documented and what to know of it, unless it is ours or made of options."""
    if layout.documented == "ours" or not layout.covers:
        return
    out.print(f"Layout {layout.name} ({layout.covers}): documentation {layout.documented}.", markup=False)
    for note in layout.notes if layout.documented != "verified" else ():
        out.print(f"  {note}", markup=False, style="yellow")
