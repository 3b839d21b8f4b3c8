"""Lines that appear to be of one person: by the voter they share, or where nobody is found by each other."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from fullcount.linkage.arrays import Columns, Side
from fullcount.linkage.forms import insert_numbers
from fullcount.linkage.score import Scale
from fullcount.linkage.steps import Run, Step

LINKED = 0.5  # a line is its best candidate's from here
CROWD = 100  # a key shared by more different lines than this is no evidence worth a pair

_BY_VOTER = Step(
    "by_voter",
    "Lines of one voter form a group; it is as certain as its two least certain lines.",
    f"""
    WITH linked AS (
        SELECT lrow, vrow, probability FROM candidate WHERE rank = 1 AND probability >= {LINKED}
    ), grouped AS (
        SELECT vrow, min(lrow) AS first_row, list_sort(list(probability))[1:2] AS lowest
        FROM linked GROUP BY vrow HAVING count(*) > 1
    )
    SELECT first_row, lrow, vrow, round(lowest[1] * lowest[2], 6) AS certainty
    FROM linked JOIN grouped USING (vrow)
    """,
)

_UNLINKED = Step(
    "unlinked",
    "Lines of nobody are compared with each other: the roll's evidence is missing for them.",
    f"""
    FROM line ANTI JOIN (SELECT lrow FROM candidate WHERE rank = 1 AND probability >= {LINKED}) USING (lrow)
    WHERE first IS NOT NULL AND last IS NOT NULL
    """,
)

# Lines that read exactly alike are chained, not paired: a forged run of one name stays linear.
_ALIKE = "first, middle, last, suffix, number, street, unit, zip"

_LINE_PAIRS = Step(
    "lines_pairs",
    "Lines alike in a key; of lines that read exactly alike only the first stands for all.",
    f"""
    WITH one AS (SELECT any_value(COLUMNS(*) ORDER BY lrow) FROM unlinked GROUP BY {_ALIKE}),
    keyed AS (
        SELECT lrow, hash(1, first, last) AS k FROM one
        UNION ALL SELECT lrow, hash(2, number, street) FROM one
            WHERE number IS NOT NULL AND street IS NOT NULL
        UNION ALL SELECT lrow, hash(3, sound_last, first) FROM one WHERE sound_last IS NOT NULL
        UNION ALL SELECT lrow, hash(4, sound_first, last) FROM one WHERE sound_first IS NOT NULL
        UNION ALL SELECT lrow, hash(5, last, number) FROM one WHERE number IS NOT NULL
    ),
    small AS (SELECT k FROM keyed GROUP BY k HAVING count(*) BETWEEN 2 AND {CROWD})
    SELECT DISTINCT a.lrow, b.lrow AS vrow
    FROM keyed a SEMI JOIN small USING (k) JOIN keyed b ON a.k = b.k AND a.lrow < b.lrow
    UNION ALL
    SELECT lrow, next AS vrow FROM (
        SELECT lrow, lead(lrow) OVER (PARTITION BY {_ALIKE} ORDER BY lrow) AS next FROM unlinked
    ) WHERE next IS NOT NULL
    """,
)


def find_groups(run: Run, lines: Columns, scale: Scale) -> None:
    """Make the table `member(first_row, lrow, vrow, certainty)`; vrow is NULL where nobody is found."""
    run.table(_BY_VOTER)
    run.table(_UNLINKED)
    run.table(_LINE_PAIRS)
    _weigh_copies(run, lines, scale)
    _group_copies(run)
    run.table(
        Step(
            "member",
            "All groups, those by voter and those of nobody.",
            "SELECT first_row, lrow, vrow, certainty FROM by_voter "
            "UNION ALL SELECT first_row, lrow, NULL, certainty FROM by_lines ORDER BY first_row, lrow",
        )
    )
    run.drop(("by_voter", "by_lines", "unlinked", "lines_pairs", "copy"))


def _weigh_copies(run: Run, lines: Columns, scale: Scale) -> None:
    """Make `copy(lrow, vrow, certainty)`: pairs of lines that are likelier one person than two."""
    began, weights = run.begin(), scale.weights
    pairs = run.db.execute("SELECT lrow, vrow FROM lines_pairs").fetchnumpy()
    found = scale.weigh(Side(lines, pairs["lrow"]), Side(lines, pairs["vrow"]))
    prior = weights.prior["on_roll"] / (1 - weights.prior["on_roll"])
    ratio = found.odds * (scale.voters / prior * weights.prior["copy"])
    certainty = np.round(ratio / (1 + ratio), 6)
    alike = (found.level("first") != weights.code("first", "different")) & (
        found.level("last") != weights.code("last", "different")
    )
    kept = alike & (certainty >= LINKED)
    columns = {"lrow": found.lrow[kept], "vrow": found.vrow[kept], "certainty": certainty[kept]}
    run.db.register("made", columns)
    run.db.execute("CREATE OR REPLACE TABLE copy AS FROM made")
    run.db.unregister("made")
    run.note(began, "copy", "Pairs of lines that are likelier one person than two.", int(kept.sum()))


def _group_copies(run: Run) -> None:
    """Make `by_lines` from the pairs: a group is as certain as its least certain pair."""
    pairs = run.db.execute("SELECT lrow, vrow, certainty FROM copy ORDER BY lrow, vrow").fetchall()
    run.db.execute("CREATE OR REPLACE TABLE by_lines (first_row INTEGER, lrow INTEGER, certainty DOUBLE)")
    insert_numbers(run.db, "by_lines", _components(pairs))


def _components(pairs: Iterable[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Connected groups as rows (first of the group, member, least certainty of a pair in the group)."""
    head: dict[int, int] = {}
    sure: dict[int, float] = {}
    for a, b, certainty in pairs:
        low, high = sorted((_head(head, a), _head(head, b)))
        head[high] = low
        sure[low] = min(certainty, sure.get(low, 1.0), sure.get(high, 1.0))
    return sorted((_head(head, row), row, sure[_head(head, row)]) for row in head)


def _head(head: dict[int, int], row: int) -> int:
    """The first row of the group a row is in; paths are shortened on the way."""
    while head.setdefault(row, row) != row:
        head[row] = head[head[row]]
        row = head[row]
    return row
