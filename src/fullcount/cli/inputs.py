"""What link and its kin take alike: a file of lines and a voter file, each in whatever form it came."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fullcount import linkage, roll
from fullcount.cli.console import Bars, err
from fullcount.cli.layouts import LayoutName, chosen_layout
from fullcount.linkage.mapping import LINE_COLUMNS, NAME_COLUMNS, map_lines, read_mapping
from fullcount.terms import BadInput, open_table
from fullcount.terms.alone import alone, sweep

Lines = Annotated[Path, typer.Argument(metavar="LINES.csv", help="line, name or first+middle+last, address.")]
Roll = Annotated[Path, typer.Argument(metavar="ROLL", help="A voter file, or the folder of a sealed roll.")]
WORK = ".fullcount-work-"


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
        typer.Option("--roll-map", metavar="FIELD=COLUMN", help="Voters' columns: last_name=Surname."),
    ] = None
    delimiter: Annotated[str, typer.Option(help="What stands between the columns of LINES.")] = ","
    encoding: Annotated[str, typer.Option(help="The encoding of LINES.")] = "utf-8"
    roll_delimiter: Annotated[str, typer.Option(help="What stands between the columns of ROLL.")] = ""
    roll_encoding: Annotated[str, typer.Option(help="The encoding of ROLL.")] = ""


class Inputs:
    """What these commands take alike: the lines and the roll, each in whatever form it came."""

    def __init__(self, lines: Path, voters: Path, work: Path) -> None:
        self.lines, self.voters, self.work = lines, voters, work

    def take(self, forms: Forms, as_of: date, progress: Bars) -> None:
        """Bring both into the form linking reads; as_of: the day of a roll sealed for this command only."""
        self._take_lines(forms)
        self._take_roll(_roll_layout(forms, self.voters), as_of, progress)

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

    def _take_roll(self, layout: roll.Layout, as_of: date, progress: Bars) -> None:
        """Seal the voter file in the work folder, or use the sealed roll that was named."""
        if self.voters.is_dir():
            roll.open_roll(self.voters).close()
        else:
            roll.import_roll(self.voters, self.work / "roll", layout, as_of, progress)
            self.voters = self.work / "roll"
        linkage.prepare(self.voters, progress)

    def link(self, progress: Bars, options: linkage.Options | None = None) -> linkage.LinkResult:
        """Link the lines to the roll; seconds are taken by this machine's clock."""
        folder = self.work / "link"
        folder.mkdir()
        options = replace(options or linkage.Options(), clock=time.perf_counter)
        return linkage.link(self.lines, self.voters, folder, progress, options)


def _roll_layout(forms: Forms, source: Path) -> roll.Layout:
    """The layout of a voter file, told from it where the name is auto; a sealed roll needs none."""
    if source.is_dir():
        return roll.layout("fullcount")
    options = roll.Options(delimiter=forms.roll_delimiter, encoding=forms.roll_encoding)
    return chosen_layout(forms.layout, forms.roll_map, options, source, told=err)


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
