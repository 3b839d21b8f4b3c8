"""Sealing the roll from the desk: voter files that lie ready in the case's folder, a check, the work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from fullcount import case, roll
from fullcount.case import actions, kinds
from fullcount.case.book import last_acts
from fullcount.terms import BadInput, NotFound, Progress, Refused
from fullcount.web import errands
from fullcount.web.clock import now
from fullcount.web.models import Errand, Person
from fullcount.web.uploads import keep

INCOMING, UPLOADED = "incoming", "uploaded"
AUTO: Final = "auto"
ACT: Final[kinds.Act] = (kinds.ROLL, "")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that lies ready. name: its path below `incoming`; size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says of a roll. history: a file of former registrations, or empty."""

    file: str
    layout: str
    as_of: date
    history: str = ""
    inside: tuple[str, ...] = ()
    inside_column: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A roll that can be imported. why: how the layout fits the file's first rows; score: 0 to 1."""

    asked: Asked
    file: actions.VoterFile
    size: int
    why: str
    score: float

    @property
    def percent(self) -> int:
        """The score in percent."""
        return int(self.score * 100)


def incoming(opened: case.Case) -> Path:
    """Where voter files lie ready, for the case's owner only."""
    folder = opened.dir / INCOMING
    (folder / UPLOADED).mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def ready(opened: case.Case) -> list[Ready]:
    """The files that lie ready, those put there by hand first."""
    folder = incoming(opened)
    found = [*sorted(folder.glob("*")), *sorted((folder / UPLOADED).glob("*"))]
    files = [path for path in found if path.is_file() and not path.name.startswith(".")]
    return [Ready(str(path.relative_to(folder)), path.stat().st_size) for path in files]


def lies_sealed(opened: case.Case) -> roll.Seal | None:
    """The seal of a roll that lies in the case and is not bound to it yet; None where there is none."""
    if ACT in last_acts() or not (opened.roll_dir / "seal.json").exists():
        return None
    return roll.open_roll(opened.roll_dir).seal


def upload(opened: case.Case, file: UploadedFile[bytes]) -> str:
    """Keep an uploaded voter file among those ready; gives its name there."""
    kinds.check(ACT, last_acts())
    name = _UNSAFE.sub("_", Path(file.name or "roll").name).lstrip(".") or "roll"
    path = incoming(opened) / UPLOADED / name
    if path.exists():
        raise Refused("A file of this name was uploaded already.", do="Rename the file, or choose the other.")
    keep(file, path)
    return f"{UPLOADED}/{name}"


def check(opened: case.Case, wanted: Asked) -> Checked:
    """Whether the file can be imported so. Raises BadInput where not, NotFound for no such file."""
    kinds.check(ACT, last_acts())
    source = _path(opened, wanted.file)
    guess = _guess(source, wanted.layout)
    options = roll.Options(inside=wanted.inside, inside_column=wanted.inside_column)
    layout = roll.adapted(guess.layout, options)
    history = _path(opened, wanted.history) if wanted.history else None
    file = actions.VoterFile(source, layout, wanted.as_of, history)
    return Checked(wanted, file, source.stat().st_size, guess.why, guess.score)


def _path(opened: case.Case, name: str) -> Path:
    """The path of a file that lies ready: only what is listed can be named."""
    if name not in {one.name for one in ready(opened)}:
        raise NotFound("There is no such file ready.", do="Choose one of the list.")
    return incoming(opened) / name


def _guess(source: Path, name: str) -> roll.Guess:
    if name == AUTO:
        return roll.recognised(source)
    if name not in roll.layouts():
        raise BadInput("There is no layout of this name.", do="Choose one that is shown.")
    return next(guess for guess in roll.guesses(source) if guess.layout.name == name)


def seal(opened: case.Case, person: Person, wanted: Asked) -> Errand:
    """Begin to import, seal and bind the roll; `errands.stand` tells how it goes on."""
    file = check(opened, wanted).file
    return errands.begin(
        opened, person, ACT, lambda _: lambda progress: _seal(opened, person, file, progress)
    )


def _seal(opened: case.Case, person: Person, file: actions.VoterFile, progress: Progress) -> str:
    """As actions.seal_roll, but bound at the moment when the import is done: others act meanwhile."""
    found = roll.import_roll(
        file.source, opened.roll_dir, file.layout, file.as_of, progress, history=file.history
    )
    roll.prepare_search(opened.roll_dir, progress)
    bind(opened, person)
    _clear_uploads(opened)
    return f"{found.voters:,} voters are sealed, {found.rejected:,} rows were not taken."


def _clear_uploads(opened: case.Case) -> None:
    """The roll holds all that is needed of the files that were uploaded; those put there by hand stay."""
    for path in (incoming(opened) / UPLOADED).iterdir():
        path.unlink()


def bind(opened: case.Case, person: Person) -> roll.Seal:
    """Bind the sealed roll that lies in the case to it."""
    return actions.attach_roll(opened, case.Acting(person.name, now()))
