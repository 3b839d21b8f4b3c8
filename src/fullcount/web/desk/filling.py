"""Making tasks for the lines of a stage, in their order, and keeping them true to what the case says.

Written in SQL, as a full count has hundreds of thousands of lines. Lines of the sample come first. Then comes
the order of the plan: by section, or by how hard a line is likely to be, which follows from what linking
reads and how sure it is: lines it reads as registered here are easy, the more the surer; then other readings;
then those for which nobody was found; hardest are lines that were not linked.
"""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction

from fullcount import law
from fullcount.case import bulk, kinds, read
from fullcount.case.book import last_acts
from fullcount.case.models import FindingRow
from fullcount.terms import LineState, Reading, Stage
from fullcount.web.desk import plan as plans
from fullcount.web.desk.found import between_commas, findings_of, readers_of
from fullcount.web.desk.seniors import rule
from fullcount.web.models import AGREE, FIRST, IDS, Plan, Reread, Task

HARDEST: Final = 4_000
PART: Final = 10_000  # tasks put in order at a time
_LATER: Final = 10**16  # what a line of the full count is behind one of the sample
_STEP: Final = 10**12  # a step of difficulty: more than any place
_DIFFICULTY: Final = f"""(CASE
    WHEN r.reading IS NULL THEN {HARDEST}
    WHEN r.reading = '{Reading.REGISTERED_HERE.value}' THEN 1000
    WHEN r.reading = '{Reading.NOBODY.value}' THEN 3000
    ELSE 2000 END
    - CASE WHEN r.reading IS NULL THEN 0
        ELSE CAST(round(CAST(1000 * r.probability AS numeric)) AS bigint) END)"""
_SCORE: Final = {plans.SECTION: "0", plans.EASY: _DIFFICULTY, plans.HARD: f"({HARDEST} - {_DIFFICULTY})"}
_OF_LINE: Final = """LEFT JOIN drawn d ON d.line_id = l.place
    LEFT JOIN reading r ON r.line_id = l.place AND r.entry_id = %s"""
_IN_SCOPE: Final = {Stage.SAMPLE: "AND f.stage = 'sample'", Stage.FULL: ""}
_OUT: Final = "(SELECT w.line_id FROM withdrawal w WHERE w.in_time AND w.line_id IS NOT NULL)"
_WAITS: Final = "x.entry IS NULL AND NOT x.undone AND NOT x.again"


def _order(order: str) -> str:
    score = f"CAST({_SCORE[order]} AS bigint) * {_STEP}"
    return f"(CASE WHEN d.line_id IS NULL THEN {_LATER} ELSE 0 END + {score} + l.place)"


MANY: Final = 1_000  # tasks after which the database is told to look at their table anew


def fill(stage: Stage) -> int:
    """Make a task for every line of a stage without a settled standing, where there is none; gives how many.

    May be called again, and by several at once: a line has one open task at a time. Lines withdrawn in time
    and lines found before, as by a reason that hits their whole section, get none.
    """
    with transaction.atomic():
        chosen = plans.locked()
        made = _fill_unread(stage, chosen) + _fill_to_agree(stage)
        if stage.value not in chosen.filled:
            Plan.objects.filter(pk=chosen.pk).update(filled=[*chosen.filled, stage.value])
    if made >= MANY and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE desk_task")  # else statements are planned for an empty table for a minute
    return made


def _fill_unread(stage: Stage, chosen: Plan) -> int:
    random = f"random() & {IDS - 1}" if connection.vendor == "sqlite" else f"(random() * {IDS - 1})::bigint"
    drawn = "AND d.line_id IS NOT NULL" if stage is Stage.SAMPLE else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO desk_task (id, stage, place, kind, "order", readers, among, done)
                SELECT {random}, %s, l.place, %s, {_order(chosen.order)}, '', '', %s
                FROM ({_unread(stage)}) l {_OF_LINE} WHERE true {drawn}
                ON CONFLICT DO NOTHING""",
            [stage.value, FIRST, False, LineState.SIGNED.value, _linked()],
        )
        return int(cursor.rowcount)


def _unread(stage: Stage) -> str:
    """The signed lines without those read, withdrawn or in the queue: two lists, each gone through once.

    Asking line by line takes hours where the database does not know yet how long the tables have become.
    """
    return f"""SELECT place FROM line WHERE state = %s EXCEPT SELECT place FROM (
        SELECT f.line_id AS place FROM finding f WHERE true {_IN_SCOPE[stage]}
        UNION ALL SELECT t.place FROM desk_task t WHERE NOT t.done
        UNION ALL SELECT w.line_id FROM withdrawal w WHERE w.in_time AND w.line_id IS NOT NULL
        UNION ALL SELECT x.place FROM desk_decision x WHERE {_WAITS}) AS known"""


def _linked() -> int:
    return last_acts().get((kinds.LINKED, ""), -1)


def _fill_to_agree(stage: Stage) -> int:
    """Tasks for lines where officials must still agree."""
    lines = [one.line for one in read.standings(stage) if not one.settled]
    places = {place for place, _ in bulk.lines_by_id(lines).values()}
    places -= {row[0] for row in bulk.fetch("desk_task", ("place", "done"), "place", places) if not row[1]}
    readers, group_of = readers_of(places), rule()
    Task.objects.bulk_create(
        Task(
            stage=stage.value, place=place, kind=AGREE, order=place,
            readers=between_commas(readers[place]), among=group_of(readers[place]),
        )
        for place in sorted(places)
    )  # fmt: skip
    if places:
        reorder(stage)
    return len(places)


def reorder(stage: Stage) -> int:
    """Put the open tasks of a stage in the order of the plan; gives how many changed their place.

    In parts, each a statement of its own, so that people go on meanwhile: a full count takes a minute.
    """
    places = (
        Task.objects.filter(stage=stage.value, done=False).order_by("place").values_list("place", flat=True)
    )
    order = plans.plan().order
    return sum(_reorder(stage, order, some[0], some[-1]) for some in bulk.batches(list(places), PART))


def _reorder(stage: Stage, order: str, first: int, last: int) -> int:
    """The same for lines between two places."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE desk_task SET "order" = {_order(order)} FROM line l {_OF_LINE}
                WHERE desk_task.place = l.place AND desk_task.stage = %s AND NOT desk_task.done
                AND l.place BETWEEN %s AND %s AND desk_task.place BETWEEN %s AND %s
                AND desk_task."order" <> {_order(order)}""",
            [_linked(), stage.value, first, last, first, last],
        )
        return int(cursor.rowcount)


def mend(stage: Stage, upto: int) -> int:
    """Take out tasks of lines that were withdrawn, or found elsewhere than at the desk; gives how many.

    upto: the latest ledger entry there is; it is noted as looked at.
    """
    with transaction.atomic():
        chosen = plans.locked()
        if chosen.looked >= upto:
            return 0
        void = _withdrawn(stage) | _found_elsewhere(stage) | _in_question(stage)
        Reread.objects.filter(task__in=void).delete()
        Task.objects.filter(pk__in=void, done=False).delete()
        Plan.objects.filter(pk=chosen.pk).update(looked=upto)
    return len(void)


def _withdrawn(stage: Stage) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM desk_task WHERE NOT done AND stage = %s AND place IN {_OUT}", [stage.value]
        )
        return {row[0] for row in cursor.fetchall()}


def _found_elsewhere(stage: Stage) -> set[int]:
    """Tasks of lines whose latest finding settles them, whoever entered it, unless a decision still waits."""
    scope, signature = _IN_SCOPE[stage], read.law_of().signature_reason
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT t.id FROM finding f JOIN desk_task t ON t.place = f.line_id
                WHERE NOT t.done AND t.stage = %s AND t.kind IN (%s, %s) {scope}
                AND NOT EXISTS (SELECT 1 FROM finding g
                    WHERE g.line_id = f.line_id AND g.id > f.id {scope.replace("f.", "g.")})
                AND NOT (f.outcome = 'invalid' AND f.reason = %s)
                AND t.place NOT IN (SELECT x.place FROM desk_decision x WHERE {_WAITS})""",
            [stage.value, FIRST, AGREE, signature],
        )
        return {row[0] for row in cursor.fetchall()}


def _in_question(stage: Stage) -> set[int]:
    """Tasks of lines in question for their signature: void where enough agreed, else not for who read."""
    ruling, group_of = read.law_of(), rule()
    questioned = FindingRow.objects.filter(reason=ruling.signature_reason).values("line_id")
    open_ones = Task.objects.filter(stage=stage.value, done=False, kind__in=(FIRST, AGREE))
    tasks = {task.place: task for task in open_ones.filter(place__in=questioned)}
    findings, readers = findings_of(tasks, stage), readers_of(tasks)
    void = set()
    for place, found in findings.items():
        if law.standing(found, ruling.officials_to_reject_signature, ruling.signature_reason).settled:
            void.add(tasks[place].pk)
        else:
            Task.objects.filter(pk=tasks[place].pk, done=False).update(
                kind=AGREE, readers=between_commas(readers[place]), among=group_of(readers[place])
            )
    return void
