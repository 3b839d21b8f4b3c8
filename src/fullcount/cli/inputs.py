"""What link and its kin take alike: a file of lines and a voter file, each in whatever form it came."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from fullcount import linkage, roll
from fullcount.cli.console import Bars, err
from fullcount.cli.layouts import LayoutName, chosen_layout
from fullcount.cli.steps import counted
from fullcount.linkage.mapping import LINE_COLUMNS, NAME_COLUMNS, map_lines, read_mapping
from fullcount.terms import BadInput, open_table
from fullcount.terms.alone import alone, sweep

Lines = Annotated[Path, typer.Argument(metavar="LINES.csv", help="line, name or first+middle+last, address.")]
Roll = Annotated[Path, typer.Argument(metavar="ROLL", help="A voter file, or the folder of a sealed roll.")]
WORK = ".fullcount-work-"
_FILE_OPTION = re.compile(r"(?<![\w-])--(encoding|map)\b")  # options that LINES has under the same name


@dataclass(frozen=True, slots=True)
class Forms:
    """In what form the lines and the roll come: options of every command that takes them."""

    layout: LayoutName = "fullcount"
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="OURS=THEIRS", help="Lines' columns: first=First_Name, line=# numbers them."
        ),
    ] = None
    roll_map: Annotated[
        list[str] | None,
        typer.Option(
            "--roll-map",
            metavar="FIELD=COLUMN",
            help="Voters' columns: last_name=Surname. Those that bear a field's name need none.",
        ),
    ] = None
    delimiter: Annotated[str, typer.Option(help="What stands between the columns of LINES.")] = ","
    encoding: Annotated[str, typer.Option(help="The encoding of LINES.")] = "utf-8"
    roll_delimiter: Annotated[str, typer.Option(help="What stands between the columns of ROLL.")] = ""
    roll_encoding: Annotated[str, typer.Option(help="The encoding of ROLL.")] = ""


class Inputs:
    """What these commands take alike: the lines and the roll, each in whatever form it came."""

    def __init__(self, lines: Path, source: Path, work: Path) -> None:
        self.lines, self.source, self.work = lines, source, work
        self.voters: Path | linkage.VoterFile = source

    def take(self, forms: Forms, progress: Bars) -> None:
        """Bring both into the form linking reads."""
        self._take_lines(forms)
        self._take_roll(forms, progress)

    def _take_lines(self, forms: Forms) -> None:
        """Bring lines in other columns, encoding or delimiter into the form linking reads."""
        if not forms.map_ and forms.delimiter == "," and forms.encoding == "utf-8":
            open_table(self.lines, ["line", "address"])  # a bad file is told before the roll is worked on
            return
        given = read_mapping(forms.map_ or [])
        mapping = {**_own_columns(self.lines, given, forms), **given}
        taken = self.work / "lines.csv"
        map_lines(self.lines, taken, mapping, delimiter=forms.delimiter, encoding=forms.encoding)
        self.lines = taken

    def _take_roll(self, forms: Forms, progress: Bars) -> None:
        """Use the sealed roll that was named, or read the voter file: nothing is kept of it."""
        source = self.source
        if source.is_dir():
            roll.open_roll(source).close()
            linkage.prepare(source, progress)
        else:
            options = roll.Options(delimiter=forms.roll_delimiter, encoding=forms.roll_encoding)
            with _roll_options():
                layout = chosen_layout(forms.layout, forms.roll_map, options, source, told=err)
            _tell_unread(layout, source)
            read = roll.reader(source, layout, self.work, progress)
            self.voters = linkage.VoterFile(source.name, _roll_options()(read))

    def link(self, progress: Bars, options: linkage.Options | None = None) -> linkage.LinkResult:
        """Link the lines to the roll; seconds are taken by this machine's clock."""
        folder = self.work / "link"
        folder.mkdir()
        options = replace(options or linkage.Options(), clock=time.perf_counter)
        return linkage.link(self.lines, self.voters, folder, progress, options)


def _tell_unread(layout: roll.Layout, source: Path) -> None:
    """Where a name or an address of no voter is read, hardly anybody is found: that is not left unsaid."""
    if unread := [name for name in ("first_name", "residence_address") if name not in layout.columns]:
        err.print(
            f"{source.name}: no column is read as {' or '.join(unread)}, so hardly anybody can be found. "
            f"Name it: --roll-map {unread[0]}=COLUMN.",
            style="yellow",
            markup=False,
        )


@contextmanager
def _roll_options() -> Iterator[None]:
    """Let an error advise the options there are: beside lines, those of the voter file begin with --roll."""
    try:
        yield
    except BadInput as error:
        error.args = (_FILE_OPTION.sub(r"--roll-\1", error.args[0]),)
        raise


def tell_passed_over(rows: int, source: Path) -> None:
    """Rows of a voter file that are no voters are not passed over in silence."""
    if rows:
        err.print(
            f"Passed over, for not being voters: {counted(rows, 'row')} of {source.name}. "
            "`fullcount roll import` lists each with why.",
            style="yellow",
            markup=False,
        )


def _own_columns(lines: Path, given: dict[str, tuple[str, ...]], forms: Forms) -> dict[str, tuple[str, ...]]:
    """The columns that bear our names already. Where a part of the name is given, all of it is."""
    needed = [] if "line" in given else ["line"]
    columns = open_table(lines, needed, delimiter=forms.delimiter, encoding=forms.encoding).columns
    skipped = NAME_COLUMNS if NAME_COLUMNS & set(given) else frozenset()
    return {name: (name,) for name in columns if name in LINE_COLUMNS and name not in skipped}


@contextmanager
def workspace(out_file: Path, *sources: Path, also: Sequence[Path] = ()) -> Iterator[Path]:
    """A folder beside the output that is gone afterwards: it holds names while the command runs.

    also: further files that will be written. None of them may be one that is read, or another's. What a
    killed command left of its own is cleared first.
    """
    for place, path in enumerate((out_file, *also)):
        _refuse(path, (*sources, *(out_file, *also)[:place]), "--report" if place else "--out")
    for left in out_file.parent.glob(f"{WORK}*"):
        sweep(left)
    with alone(out_file.parent / f"{WORK}{os.getpid()}") as folder:
        yield folder


def _refuse(path: Path, taken: Sequence[Path], option: str) -> None:
    """Refuse to write to a path that has no folder, is one, or is a file that is read or written beside."""
    if not path.parent.is_dir():
        raise BadInput(f"There is no folder {path.parent}.", do="Make it, or write somewhere else.")
    if path.is_dir():
        raise BadInput(f"{path} is a folder.", do=f"Name the file to write with {option}.")
    if any(path.resolve() == other.resolve() or _same(path, other) for other in taken):
        raise BadInput(
            f"{path} is one of the files to read, or named twice.", do=f"Name another file with {option}."
        )


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)
