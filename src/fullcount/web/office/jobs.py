"""Acts that take long run outside the request that began them; a page asks how far they are.

One runs at a time. Its process holds a lock on a file of its own for as long as it lives, so that an act
whose process was killed is told from one that runs; the act itself is one transaction and leaves no trace.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from fullcount.case import Case, kinds
from fullcount.case.book import last_acts
from fullcount.case.models import Entry
from fullcount.terms import Progress, Refused, UserError
from fullcount.web.clock import now
from fullcount.web.models import Job, Person

PUBLISH: Final[kinds.Act] = ("published", "")  # not an act of the ledger
SOON: Final = 0.8  # seconds a request waits for an act that is quick
EVERY: Final = 0.3  # seconds between two notes of how far it is
ROOM: Final = 400  # bytes of such a note
FOLDER: Final = "running"

Work = Callable[[Progress], str]
"""An act: given a listener, does it and gives a sentence on what was done."""


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far a running act is, in its own words; of: 0 where it does not know."""

    what: str = ""
    done: int = 0
    of: int = 0


def last_entry() -> int:
    """The index of the ledger's last entry; -1 before the first."""
    latest: int | None = Entry.objects.aggregate(latest=Max("index"))["latest"]
    return -1 if latest is None else latest


def begin(opened: Case, person: Person, act: kinds.Act, seen: int, work: Work) -> Job:
    """Begin an act, or give the one that the same page began before, as by a double click.

    seen: the ledger's last entry when the page was made. Raises Refused where another act runs.
    """
    before = begun_before(act, seen)
    if before is not None:
        return before
    _clear(opened)
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=act[0], topic=act[1], person=person, begun=now(), ledger=last_entry()
            )
            held = _hold(_file(opened, job.pk))
    except IntegrityError:
        again = begun_before(act, seen)
        if again is not None:
            return again
        raise Refused("Another act is being done now.", do="Wait until it has ended.") from None
    thread = threading.Thread(target=_run, args=(opened, job.pk, held, work), name=f"act-{job.pk}")
    thread.start()
    thread.join(SOON)
    return Job.objects.get(pk=job.pk)


def begun_before(act: kinds.Act, seen: int) -> Job | None:
    """An act that was begun since the page was made, and runs or was done well."""
    jobs = Job.objects.filter(kind=act[0], topic=act[1], ledger__gte=seen, failed=False).order_by("-id")
    job = jobs.first()
    return job if job and (job.running or act != PUBLISH) else None


def look(opened: Case, job: Job) -> tuple[Job, HowFar]:
    """An act as it is now. One whose process is gone is closed: it was done, or left no trace."""
    if not job.running:
        return job, HowFar()
    path = _file(opened, job.pk)
    if _is_held(path):
        return job, _how_far(path)
    job = Job.objects.get(pk=job.pk)  # it may have ended between the two
    if job.running:
        done = last_acts().get((job.kind, job.topic), -1) > job.ledger
        _end(job.pk, failed=not done, told={} if done else _INTERRUPTED)
        job = Job.objects.get(pk=job.pk)
    return job, HowFar()


def latest() -> Job | None:
    """The act begun last."""
    return Job.objects.order_by("-id").first()


_INTERRUPTED: Final = {
    "what": "The act was interrupted.",
    "why": "The server was stopped while it ran. Nothing of it was kept.",
    "do": "Begin it again.",
}
_FAULT: Final = {
    "what": "The act ended with a fault of the program.",
    "why": "Nothing of it was kept.",
    "do": "Tell whoever keeps the server; its log says more.",
}


def _clear(opened: Case) -> None:
    """Close an act whose process is gone, so that another may begin."""
    for job in Job.objects.filter(running=True):
        look(opened, job)


def _run(opened: Case, number: int, held: int, work: Work) -> None:
    """The act in its own thread, with a database connection of its own."""
    try:
        said = work(_Listener(held))
    except UserError as error:
        _end(number, failed=True, told={"what": error.what, "why": error.why, "do": error.do})
    except Exception:
        logging.getLogger("fullcount.web").exception("An act outside a request failed.")
        _end(number, failed=True, told=_FAULT)
    else:
        _end(number, failed=False, told={"what": said, "why": "", "do": ""})
    finally:
        os.close(held)
        _file(opened, number).unlink(missing_ok=True)
        connection.close()


def _end(number: int, *, failed: bool, told: dict[str, str]) -> None:
    Job.objects.filter(pk=number, running=True).update(running=False, ended=now(), failed=failed, told=told)


class _Listener:
    """Notes how far an act is in the file it holds, not too often."""

    def __init__(self, held: int) -> None:
        self._held, self._last = held, 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        """Tell how far it is."""
        if monotonic() - self._last >= EVERY:
            self._last = monotonic()
            note = json.dumps([what[:100], done, of]).ljust(ROOM)
            os.pwrite(self._held, note.encode(), 0)


def _file(opened: Case, number: int) -> Path:
    return opened.dir / FOLDER / f"{number}"


def _hold(path: Path) -> int:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return held


def _is_held(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _how_far(path: Path) -> HowFar:
    with suppress(OSError, ValueError):
        return HowFar(*json.loads(path.read_text(encoding="utf-8") or "[]"))
    return HowFar()


def wait(number: int) -> None:
    """Wait until an act that this process began has ended."""
    for thread in threading.enumerate():
        if thread.name == f"act-{number}":
            thread.join()
