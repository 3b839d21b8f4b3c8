"""Reading again, for quality: of the lines settled at the desk a random share is read by one more person.

Who reads again is not told so, and what is decided then is no finding; it is held against what stood. As
accepted lines come back, too, a line that comes back says little about what was found of it.
"""

from __future__ import annotations

import random
from typing import Final

from django.db import connection

from fullcount.terms import Outcome, Standing
from fullcount.web.desk.found import between_commas, readers_of
from fullcount.web.desk.plan import THOUSAND, plan
from fullcount.web.desk.seniors import rule
from fullcount.web.models import AGAIN, AGREE, ANYBODY, Person, Reread, Task

chance: Final = random.SystemRandom()


def draw(task: Task, person: Person, standing: Standing) -> Task | None:
    """Have a line read again if chance falls so, once its standing is settled; once in all. None where not.

    task: the reading that settled it, by this person.
    """
    chosen = plan()
    rate = chosen.again_valid if standing.outcome is Outcome.VALID else chosen.again_invalid
    if chance.randrange(THOUSAND) >= rate or Reread.objects.filter(place=task.place).exists():
        return None
    made = further(task, person, AGAIN)
    Reread.objects.create(
        task=made,
        place=task.place,
        outcome=(standing.outcome or Outcome.INVALID).value,
        reason=standing.reason,
    )
    return made


def further(task: Task, person: Person, kind: str) -> Task:
    """A further reading of a task's line, by somebody who has not read it."""
    people = readers_of([task.place])[task.place] | {person.pk}
    order = _later(task, plan().spread)
    return Task.objects.create(
        stage=task.stage, place=task.place, kind=kind, order=order, readers=between_commas(people),
        among=rule()(people) if kind == AGREE else ANYBODY,
    )  # fmt: skip


def _later(task: Task, spread: int) -> int:
    """The order of a free task up to so many lines on, so that a line does not come back at once."""
    if not spread:
        return task.order
    ahead = chance.randrange(spread + 1)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT max("order") FROM (SELECT "order" FROM desk_task
                WHERE NOT done AND holder_id IS NULL AND stage = %s ORDER BY "order", id LIMIT %s) AS soon""",
            [task.stage, ahead],
        )
        (order,) = cursor.fetchone()
    return task.order if order is None else max(int(order), task.order)
