"""Work that takes longer than a page may: it goes on in a thread, and a page asks how far it is.

While it lasts the thread holds a folder of its own, with its files and a note of how far it is. A process
that is killed lets go of the folder; so everybody can tell work that ended from work that goes on. The acts
of the supervisor's page go one at a time, other work one of a kind.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Q

from fullcount.case import Case, kinds
from fullcount.case.book import last_acts
from fullcount.case.models import Entry
from fullcount.terms import Progress, Refused, UserError
from fullcount.terms.alone import alone, sweep
from fullcount.web.clock import now
from fullcount.web.models import Errand, Person

ACTS: Final = "acts"  # the lane of the acts of the supervisor's page
FOLDER, NOTE = "at-work", "progress.json"
SOON: Final = 0.8  # seconds a request waits for work that is quick
OFTEN: Final = 0.3  # seconds between two notes of one step

Work = Callable[[Progress], str]
"""Given a listener, does the work and says in a sentence what was done."""
Prepare = Callable[[Path], Work]
"""Given the work's folder, puts its files there while the request lasts, and gives the work."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How work stands. state: none, running, well or failed; doing, done, of: as terms.Progress says it."""

    state: str = "none"
    doing: str = ""
    done: int = 0
    of: int = 0
    errand: Errand | None = None

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.state == "running"

    @property
    def told(self) -> dict[str, str]:
        """How it ended: what, why, do; empty while it goes on."""
        return self.errand.told if self.errand else {}


def last_entry() -> int:
    """The index of the ledger's last entry; -1 before the first."""
    latest: int | None = Entry.objects.aggregate(latest=Max("index"))["latest"]
    return -1 if latest is None else latest


def begin(opened: Case, person: Person, act: kinds.Act, prepare: Prepare, seen: int | None = None) -> Errand:
    """Begin work, or give what the same page of the supervisor began before, as by a double click.

    act: of the ledger, or a name of its own. seen: the ledger's last entry when the supervisor's page was
    made; None for other work. Raises Refused where such work goes on, and as prepare does.
    """
    lane = act[0] if seen is None else ACTS
    before = None if seen is None else begun_before(act, seen)
    if before is not None:
        return before
    stand(opened, lane)  # closes what a killed process left
    holding = ExitStack()
    try:
        with transaction.atomic():
            errand = Errand.objects.create(
                lane=lane, kind=act[0], topic=act[1], person=person, begun=now(), ledger=last_entry()
            )
            folder = holding.enter_context(alone(folder_of(opened, errand)))
    except IntegrityError:
        before = None if seen is None else begun_before(act, seen)
        if before is not None:
            return before
        raise Refused("Another such work goes on now.", do="Wait until it has ended.") from None
    return _send(errand, folder, prepare, holding)


def _send(errand: Errand, folder: Path, prepare: Prepare, holding: ExitStack) -> Errand:
    """Prepare the work and have a thread do it; where it cannot be prepared it never was."""
    try:
        work = prepare(folder)
        name = f"errand-{errand.pk}"
        thread = threading.Thread(target=_run, args=(errand, folder, work, holding), name=name, daemon=True)
        thread.start()
    except BaseException:
        with holding:
            errand.delete()
        raise
    thread.join(SOON)
    return Errand.objects.get(pk=errand.pk)


def begun_before(act: kinds.Act, seen: int) -> Errand | None:
    """Work begun since the supervisor's page was made that goes on, or is an act that was done well."""
    fresh = Errand.objects.filter(lane=ACTS, kind=act[0], topic=act[1], ledger__gte=seen)
    alive = Q(ended=None) | Q(well=True) if act in kinds.RULES else Q(ended=None)
    return fresh.filter(alive).order_by("-id").first()


def folder_of(opened: Case, errand: Errand) -> Path:
    """Where the files of work lie while it goes on."""
    home = opened.dir / FOLDER
    home.mkdir(mode=0o700, exist_ok=True)
    return home / str(errand.pk)


def stand(opened: Case, lane: str = ACTS) -> Stand:
    """How the latest work of a kind, or of the supervisor's page, stands."""
    latest = Errand.objects.filter(lane=lane).order_by("-id").first()
    return look(opened, latest) if latest else Stand()


def look(opened: Case, errand: Errand) -> Stand:
    """Work as it is now. Work whose process is gone is closed: it was done, or it was not."""
    folder = folder_of(opened, errand)
    if errand.running and _is_held(folder):
        return Stand("running", *_noted(folder), errand)
    if errand.running:
        done = last_acts().get((errand.kind, errand.topic), -1) > errand.ledger
        _end(errand, well=done, told={} if done else _INTERRUPTED)  # unless it ended between the two
        errand = Errand.objects.select_related("person").get(pk=errand.pk)
    return Stand("well" if errand.well else "failed", errand=errand)


_INTERRUPTED: Final = {
    "what": "The work was interrupted.",
    "why": "The server was stopped while it went on. It is kept whole or not at all.",
    "do": "Look whether it is there; if it is not, begin it again.",
}
_FAULT: Final = {
    "what": "It ended with a fault of the program.",
    "why": "Nothing of it was kept.",
    "do": "Tell whoever keeps the server; its log says more.",
}


def _run(errand: Errand, folder: Path, work: Work, holding: ExitStack) -> None:
    """The work in its own thread, with a database connection of its own."""
    try:
        well, told = _done(work, _Note(folder))
        _end(errand, well=well, told=told)
    finally:
        holding.close()
        connection.close()


def _done(work: Work, progress: Progress) -> tuple[bool, dict[str, str]]:
    try:
        return True, {"what": work(progress), "why": "", "do": ""}
    except UserError as error:
        return False, {"what": error.what, "why": error.why, "do": error.do}
    except Exception:
        logging.getLogger("fullcount.web").exception("Work outside a request failed.")
        return False, _FAULT


def _end(errand: Errand, *, well: bool, told: dict[str, str]) -> None:
    Errand.objects.filter(pk=errand.pk, ended=None).update(ended=now(), well=well, told=told)


def _is_held(folder: Path) -> bool:
    """Whether a living process holds the folder; what a killed one left is cleared."""
    sweep(folder)
    return folder.exists()


def _noted(folder: Path) -> tuple[str, int, int]:
    try:
        doing, done, of = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "", 0, 0
    return doing, done, of


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
        part.write_text(json.dumps([what, done, of]), encoding="utf-8")
        part.replace(self._file)
