"""Work that takes longer than a page may: it goes on in a thread, and a page asks how far it is.

While it lasts the thread holds a folder of the case, which also holds its files and a note of how far it is.
A server that is killed lets go of the folder; so everybody can tell work that ended from work that goes on,
and the next work clears what was left. One work of a kind goes on at a time.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import connection

from fullcount.case import Case
from fullcount.terms import Progress, Refused, UserError
from fullcount.terms.alone import alone
from fullcount.web.clock import now
from fullcount.web.models import Person
from fullcount.web.office.intake.tables import Errand

NOTE: Final = "progress.json"
OFTEN: Final = 0.3  # seconds between two notes of one step

Work = Callable[[Progress], str]
Prepare = Callable[[Path], Work]


@dataclass(frozen=True, slots=True)
class Stand:
    """How work stands. state: none, running, well or failed; doing, done, of: as terms.Progress says it."""

    state: str
    doing: str = ""
    done: int = 0
    of: int = 0
    told: dict[str, str] | None = None

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.state == "running"


NONE: Final = Stand("none")


def start(opened: Case, person: Person, kind: str, prepare: Prepare) -> Errand:
    """Begin work. prepare: gets the work's folder, puts its files there, gives the work.

    The work says in a sentence how it ended. Raises Refused where such work goes on, and as prepare does.
    """
    holding = alone(folder_of(opened, kind))
    folder = _hold(holding)
    try:
        work = prepare(folder)
        _end_dead(kind)
        job = Errand.objects.create(kind=kind, person=person, began=now())
        threading.Thread(target=_run, args=(job, work, folder, holding), name=kind, daemon=True).start()
    except BaseException:
        holding.__exit__(None, None, None)
        raise
    return job


def folder_of(opened: Case, kind: str) -> Path:
    """Where the files of such work lie while it goes on."""
    return opened.dir / f".{kind}-at-work"


def stand(opened: Case, kind: str) -> Stand:
    """How the latest work of a kind stands."""
    job = Errand.objects.filter(kind=kind).order_by("-id").first()
    if job is None:
        return NONE
    if job.ended is None:
        if _is_held(opened, kind):
            return Stand("running", *_noted(folder_of(opened, kind)))
        _end_dead(kind)
        job.refresh_from_db()
    return Stand("well" if job.well else "failed", told=job.told)


def _hold(holding: AbstractContextManager[Path]) -> Path:
    try:
        return holding.__enter__()
    except Refused as error:
        raise Refused("This is at work already.", do="Wait until it is done.") from error


def _run(job: Errand, work: Work, folder: Path, holding: AbstractContextManager[Path]) -> None:
    try:
        well, told = _done(work, _Note(folder))
        Errand.objects.filter(pk=job.pk).update(ended=now(), well=well, told=told)
    finally:
        holding.__exit__(None, None, None)
        connection.close()


def _done(work: Work, progress: Progress) -> tuple[bool, dict[str, str]]:
    try:
        return True, {"what": work(progress)}
    except UserError as error:
        return False, {"what": error.what, "why": error.why, "do": error.do}
    except Exception as error:  # noqa: BLE001 - the page must learn that it ended; its words may hold names
        fault = f"A fault of the program: {type(error).__name__}."
        return False, {
            "what": "This could not be done.",
            "why": fault,
            "do": "Nothing was kept. Report the fault.",
        }


def _end_dead(kind: str) -> None:
    """Mark work whose server was stopped: whoever calls this holds its folder, or found it free."""
    told = {
        "what": "The server stopped before this was done.",
        "why": "Nothing of it was kept.",
        "do": "Begin again.",
    }
    Errand.objects.filter(kind=kind, ended=None).update(ended=now(), well=False, told=told)


def _is_held(opened: Case, kind: str) -> bool:
    try:
        with alone(folder_of(opened, kind)):
            return False
    except Refused:
        return True


def _noted(folder: Path) -> tuple[str, int, int]:
    try:
        note: dict[str, Any] = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "", 0, 0
    return str(note["doing"]), int(note["done"]), int(note["of"])


class _Note:
    """Writes how far the work is, each step at once and then now and again."""

    def __init__(self, folder: Path) -> None:
        self._file, self._doing, self._at = folder / NOTE, "", 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        """Hear how far it is."""
        moment = time.monotonic()
        if what == self._doing and moment - self._at < OFTEN:
            return
        self._doing, self._at = what, moment
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps({"doing": what, "done": done, "of": of}), encoding="utf-8")
        part.replace(self._file)
