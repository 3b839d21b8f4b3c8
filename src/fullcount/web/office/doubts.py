"""What waits for a supervisor: officials who differ, lines nobody is left to read, flags; giving back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from fullcount.case import kinds, read
from fullcount.case.book import last_acts
from fullcount.case.models import DrawnRow, LineRow
from fullcount.terms import BadInput, LineState, NotFound, Refused, Stage
from fullcount.web.clock import now
from fullcount.web.desk import found, queue
from fullcount.web.desk.deciding import LONGEST
from fullcount.web.models import Decision, Flag, Looked, Person, Task
from fullcount.web.office.left import to_find
from fullcount.web.office.lists import PAGE, Row, rows_of
from fullcount.web.roles import EXAMINERS

_DIFFER: Final = """
    FROM desk_decision made
    WHERE made.stage = %s AND NOT made.undone AND made.place > %s AND made.place IN (
        SELECT place FROM desk_task WHERE stage = %s AND NOT (kind = 'first'))
    GROUP BY made.place
    HAVING count(DISTINCT made.outcome || made.reason) > 1 AND max(made.id) > coalesce(
        (SELECT max(decision) FROM desk_looked WHERE desk_looked.place = made.place
            AND desk_looked.stage = %s), 0)
"""
"""Lines of which several officials found different things, unless a supervisor left them so since."""


@dataclass(frozen=True, slots=True)
class Differing:
    """A page of lines on which officials differ. count: of all of them; after: begins the next page."""

    count: int
    rows: tuple[Row, ...]
    after: int | None


def differing(stage: Stage, after: int = 0) -> Differing:
    """The lines of a stage on which officials differ."""
    given = [stage.value, 0, stage.value, stage.value]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT made.place {_DIFFER}) AS differing", given)
        (count,) = cursor.fetchone() or (0,)
        given[1] = after
        cursor.execute(f"SELECT made.place {_DIFFER} ORDER BY made.place LIMIT %s", [*given, PAGE + 1])
        places = [place for (place,) in cursor.fetchall()]
    return Differing(count, rows_of(places[:PAGE]), places[PAGE - 1] if len(places) > PAGE else None)


def stuck(stage: Stage) -> tuple[Row, ...]:
    """Lines that others must read still, while everybody who may examine has read them; the first ones."""
    able = {
        f",{person.pk},"
        for person in Person.objects.filter(is_active=True).only("id", "roles")
        if person.has & set(EXAMINERS)
    }
    tasks = to_find(stage).exclude(kind=queue.FIRST).order_by("place")
    waiting = tasks.values_list("place", "readers")
    places = [place for place, readers in waiting if all(one in readers for one in able)]
    return rows_of(places[:PAGE])


def open_flags() -> list[Flag]:
    """Flags that are not answered, the oldest first."""
    flags = Flag.objects.filter(answered=None).select_related("person").order_by("id")
    return list(flags[: 2 * PAGE])


def further_flags(shown: Sequence[Flag]) -> int:
    """How many flags wait beside those shown."""
    return Flag.objects.filter(answered=None).count() - len(shown)


def lines_of(flags: Sequence[Flag]) -> dict[int, str]:
    """The ids of flagged lines by place."""
    places = {flag.place for flag in flags}
    return dict(LineRow.objects.filter(place__in=places).values_list("place", "line"))


def answer(person: Person, flag_id: int, text: str) -> Flag:
    """Answer a flag; answering twice keeps the first. Raises NotFound, or BadInput for no answer."""
    flag = Flag.objects.filter(pk=flag_id).first()
    if flag is None:
        raise NotFound("There is no such flag.", do="Load the page again.")
    if not text.strip() or len(text) > LONGEST:
        raise BadInput(f"An answer has 1 to {LONGEST:,} characters.", do="Say what was decided.")
    given: dict[str, Any] = {"answered": now(), "answer": text.strip(), "by": person}
    Flag.objects.filter(pk=flag_id, answered=None).update(**given)
    return flag


def leave(person: Person, place: int) -> None:
    """Leave a line as it stands though officials differ: the latest of them holds, as the law has it."""
    latest = Decision.objects.filter(place=place, undone=False).aggregate(latest=Max("id"))["latest"]
    if latest is None:
        raise NotFound("Nothing was decided on this line.", do="Load the page again.")
    stage = queue.stage_now()
    Looked.objects.create(stage=stage.value, place=place, person=person, at=now(), decision=latest)


def give_back(place: int, *, anybody: bool) -> Task:
    """Put a line into the queue again, to be read by somebody who has not read it.

    anybody: those who read it may read it again. What is found then supersedes. Raises Refused where
    findings are taken no more or somebody reads the line now, NotFound for a line that is not examined.
    """
    stage = queue.stage_now()
    kinds.check((kinds.FINDINGS, stage.value), last_acts())
    _check_of(stage, place)
    readers = "" if anybody else found.between_commas(found.readers_of([place])[place])
    try:
        return _queue(stage, place, readers)
    except IntegrityError as error:
        raise Refused("The line went into the queue just now.", do="Load its page again.") from error


def _queue(stage: Stage, place: int, readers: str) -> Task:
    with transaction.atomic():
        task = Task.objects.filter(place=place, done=False).first()
        if task is None:
            return Task.objects.create(
                stage=stage.value, place=place, kind=queue.REOPENED, order=place, readers=readers
            )
        if task.until and task.until > now():
            raise Refused("Somebody is reading this line now.", do="Wait until it is decided.")
        Task.objects.filter(pk=task.pk).update(kind=queue.REOPENED, readers=readers, holder=None, until=None)
        return task


def _check_of(stage: Stage, place: int) -> None:
    signed = LineRow.objects.filter(place=place, state=LineState.SIGNED.value).exists()
    drawn = stage is Stage.FULL or DrawnRow.objects.filter(line_id=place).exists()
    if not (signed and drawn):
        raise NotFound(
            "This line is not examined.", why="It is not signed, or not of the sample.", do="Choose another."
        )
    if place in read.withdrawn_lines(stage):
        raise Refused("This line was withdrawn in time.", why="Whatever is found of it, it does not count.")
