"""What is shown beside a voter and a line: signatures on file, images of the line, former registrations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fullcount import exemplars, roll
from fullcount.case import bulk, read
from fullcount.case.models import PLACES
from fullcount.web import serving
from fullcount.web.models import Task

DAY = timedelta(days=1)


class Window(NamedTuple):
    """When a line can have been signed, and filed. An unknown day is None."""

    begun: date | None
    ended: date | None
    filed: date | None


@dataclass(frozen=True, slots=True)
class FormerShown:
    """Where a voter was registered before. held: on which of the days that count, in words; may be empty."""

    address: str
    since: date | None
    until: date | None
    held: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What is shown of a voter beside name and address. exemplars: the newest first; former: the latest."""

    exemplars: tuple[exemplars.Exemplar, ...] = ()
    former: tuple[FormerShown, ...] = ()


NO_WINDOW = Window(None, None, None)


def store() -> exemplars.Exemplars:
    """The exemplars and line images of the case that is served."""
    return _store(serving.case().dir)


@cache
def _store(case_dir: Path) -> exemplars.Exemplars:
    return exemplars.Exemplars(case_dir)


def beside_of(sealed: roll.SealedRoll, voter_ids: Iterable[str]) -> Callable[[Window, str], Beside]:
    """Look up what is known of some voters, all at once, to be asked voter by voter."""
    wanted = set(voter_ids)
    on_file, former = store().of(wanted), sealed.former(wanted)

    def of(window: Window, voter_id: str) -> Beside:
        return Beside(
            on_file.get(voter_id, ()), tuple(_shown(one, window) for one in former.get(voter_id, ()))
        )

    return of


def windows(sections: Iterable[int]) -> dict[int, Window]:
    """When the lines of sections can have been signed, as their circulators declare."""
    filed = read.petition().filed
    rows = bulk.fetch("section", ("number", "circulated_from", "circulated_to"), "number", set(sections))
    return {number: Window(begun, ended, filed) for number, begun, ended in rows}


def asked_beside(task: int) -> tuple[str, Window]:
    """The line of a task beside which is searched, and its window; nothing of a task that there is not."""
    place = Task.objects.filter(pk=task).values_list("place", flat=True).first()
    if place is None:
        return "", NO_WINDOW
    ((_, line),) = bulk.fetch("line", ("place", "line"), "place", {place})
    return line, windows([place // PLACES])[place // PLACES]


def _shown(one: roll.Former, window: Window) -> FormerShown:
    street = " ".join(part for part in (one.residence_address, one.unit) if part)
    place = " ".join(part for part in (one.city, one.zip) if part)
    address = ", ".join(part for part in (street, place) if part)
    return FormerShown(address, one.valid_from, one.valid_to, _held(one, window))


def _held(one: roll.Former, window: Window) -> str:
    """On which days it is known to have held, in words; what is not known is not said."""
    first = one.valid_from or (one.valid_to and one.valid_to - DAY)
    last = (one.valid_to and one.valid_to - DAY) or one.valid_from
    if first is None or last is None:
        return ""
    said = []
    if window.begun and window.ended and first <= window.ended and window.begun <= last:
        said.append("while this section circulated")
    if window.filed and first <= window.filed <= last:
        said.append("on the day of filing")
    return f"held {' and '.join(said)}" if said else ""
