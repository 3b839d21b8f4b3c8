"""Lines that appear to be of one person: by the voter they share, or where nobody is found by each other.

A line's certainty in a group is the chance that it and the group's surest line are of one person. Two lines
are of one person where both are the same voter's, whichever voter that is; or where neither is a voter's at
whose house it was written, and they are alike. So two lines that may be the father's or the son's are one
person's as often as chance makes them, however alike they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fullcount.linkage.arrays import Columns, Floats, Ints, Pairs, Side
from fullcount.linkage.copies import Alone
from fullcount.linkage.levels import AT_THE_HOUSE, MISREAD, other_levels
from fullcount.linkage.rows import insert_numbers
from fullcount.linkage.score import Scale
from fullcount.linkage.steps import Run, Step
from fullcount.linkage.weights import COMPARISONS, Weights

LINKED = 0.5  # a line is its best candidate's from here
CROWD = 100  # a key shared by more different lines than this is no evidence worth a pair

_MILLION: Final = 1e6
_MILLIONTHS: Final = "round({}.probability * 1e6)::BIGINT"  # whole numbers add up alike in any order
_APART: Final = ("middle", "suffix", "born")  # what tells juniors and twins apart

# Lines with their voter, and the surest of the voter's lines.
_LINKED_LINES = f"""
    CREATE OR REPLACE TABLE linked AS
    SELECT lrow, vrow, probability, count(*) OVER voter AS many,
        first_value(lrow) OVER (voter ORDER BY probability DESC, lrow) AS top,
        first_value(probability) OVER (voter ORDER BY probability DESC, lrow) AS top_probability
    FROM candidate WHERE rank = 1 AND probability >= {LINKED} WINDOW voter AS (PARTITION BY vrow)
"""

_BY_VOTER = Step(
    "by_voter",
    "Lines of one voter form a group; the surest line is as certain as the line next to it.",
    """
    SELECT min(linked.lrow) OVER voter AS first_row, linked.lrow, vrow,
        round(coalesce(joint.certainty, max(joint.certainty) OVER voter), 6) AS certainty
    FROM linked LEFT JOIN joint USING (lrow) ANTI JOIN away USING (lrow)
    WHERE many > 1 WINDOW voter AS (PARTITION BY vrow) QUALIFY count(*) OVER voter > 1
    """,
)

# Lines that read exactly alike are chained, not paired: a forged run of one name stays linear.
_ALIKE = "first, middle, last, suffix, number, street, unit, zip, born"
_OF_NAMES = ("sound_first", "sound_last", "i_first", "i_last")

# Lines whose voter lives elsewhere may be one person's, however they are linked. Of those surely linked it is
# worth its time where a date of birth tells.
_UNLINKED = """
    SELECT lrow, {columns} FROM line ANTI JOIN (
        SELECT lrow FROM candidate JOIN line USING (lrow) WHERE rank = 1 AND probability >= {linked}
            AND ((probability >= {sure} AND born IS NULL) OR {at_the_house})
    ) USING (lrow)
    WHERE (first IS NOT NULL AND last IS NOT NULL) OR born IS NOT NULL
"""

# Lines that are equal in one of these are compared. The least of two names and their sum (names are numbers)
# are equal where the names are exchanged too; and a date of birth with either name is one key.
_KEYS = (
    ("least(first, last)", "first + last"),
    *(("number", "street"), ("sound_last", "first"), ("sound_first", "last"), ("last", "number")),
    *(("first", "number"), ("last", "zip"), ("last", "street"), ("first", "street"), ("number", "zip")),
    *(("street", "256 * i_first + i_last"), ("zip", "hash(sound_first, sound_last)")),
    *(("born", "number"), ("born", "zip"), ("born", "street"), ("born", "last"), ("born", "first")),
)
_KEYED = "\n        UNION ALL ".join(
    f"SELECT lrow, hash({min(place, len(_KEYS) - 2)}, {one}, {other}) AS k FROM one "
    f"WHERE {one} IS NOT NULL AND {other} IS NOT NULL"
    for place, (one, other) in enumerate(_KEYS)
)

_LINE_PAIRS = Step(
    "lines_pairs",
    "Lines alike in a key; of lines that read exactly alike only the first stands for all.",
    f"""
    WITH one AS (
        SELECT min(lrow) AS lrow, {_ALIKE}, {", ".join(f"any_value({name}) AS {name}" for name in _OF_NAMES)}
        FROM unlinked GROUP BY {_ALIKE}
    ),
    keyed AS (
        {_KEYED}
    ),
    small AS (SELECT k FROM keyed GROUP BY k HAVING count(*) BETWEEN 2 AND {CROWD})
    SELECT DISTINCT a.lrow, b.lrow AS vrow, false AS again
    FROM keyed a SEMI JOIN small USING (k) JOIN keyed b ON a.k = b.k AND a.lrow < b.lrow
    UNION ALL
    SELECT lrow, next AS vrow, place > 1 AS again FROM (
        SELECT lrow, lead(lrow) OVER alike AS next, row_number() OVER alike AS place
        FROM unlinked WINDOW alike AS (PARTITION BY {_ALIKE} ORDER BY lrow)
    ) WHERE next IS NOT NULL
    """,
)


# Lines alike that are all of one voter are the voter's group, and as sure there as they are alike.
_OF_ONE_VOTER = """
    CREATE OR REPLACE TABLE of_one_voter AS
    SELECT first_row FROM by_lines LEFT JOIN linked USING (lrow) GROUP BY first_row
    HAVING count(vrow) = count(*) AND min(vrow) = max(vrow)
"""
_LIFT = """
    CREATE OR REPLACE TABLE joint AS SELECT lrow, max(certainty) AS certainty FROM (
        FROM joint UNION ALL
        SELECT own.lrow, own.certainty FROM by_lines own SEMI JOIN of_one_voter USING (first_row)
            JOIN linked USING (lrow)
            JOIN by_lines top ON top.lrow = linked.top AND top.first_row = own.first_row
        WHERE own.lrow <> top.lrow
    ) GROUP BY lrow
"""

# Linked lines that are surer of lines alike, whosever they are, than of their voter's other lines.
_AWAY = """
    CREATE OR REPLACE TABLE away AS
    WITH twice AS (
        SELECT lrow, vrow, certainty FROM by_lines ANTI JOIN of_one_voter USING (first_row)
            JOIN linked USING (lrow)
    ), of_voter AS (
        SELECT vrow, max(certainty) AS most FROM linked SEMI JOIN twice USING (vrow) JOIN joint USING (lrow)
        GROUP BY vrow
    )
    SELECT lrow FROM twice LEFT JOIN joint USING (lrow) LEFT JOIN of_voter USING (vrow)
    WHERE twice.certainty > coalesce(joint.certainty, most, 0)
"""

_MEMBER = Step(
    "member",
    "All groups, those by voter and those of nobody; a line is in the one it is surer of.",
    """
    WITH alike AS (
        SELECT min(lrow) OVER of_one AS first_row, lrow, certainty
        FROM by_lines ANTI JOIN of_one_voter USING (first_row) ANTI JOIN by_voter USING (lrow)
        WINDOW of_one AS (PARTITION BY first_row) QUALIFY count(*) OVER of_one > 1
    )
    SELECT first_row, lrow, vrow, certainty FROM by_voter
    UNION ALL SELECT first_row, lrow, NULL, certainty FROM alike ORDER BY first_row, lrow
    """,
)


def find_groups(run: Run, lines: Columns, scale: Scale) -> None:
    """Make the table `member(first_row, lrow, vrow, certainty)`; vrow is NULL where nobody is found."""
    run.db.execute(_LINKED_LINES)
    _join_linked(run, lines, scale)
    run.table(_unlinked(scale.weights))
    run.table(_LINE_PAIRS)
    _weigh_copies(run, lines, scale)
    _group_copies(run)
    run.db.execute(_OF_ONE_VOTER)
    run.db.execute(_LIFT)
    run.db.execute(_AWAY)
    run.table(_BY_VOTER)
    run.table(_MEMBER)
    run.drop(
        ("by_voter", "by_lines", "unlinked", "lines_pairs", "copy", "linked", "joint", "of_one_voter", "away")
    )


def _unlinked(weights: Weights) -> Step:
    """The lines that are compared with each other."""
    house = _at_the_house("candidate", weights)
    return Step(
        "unlinked",
        "Lines of nobody, and of a voter elsewhere who is not sure or whose line has a date of birth, are "
        "compared with each other; no name is needed where such a date is given.",
        _UNLINKED.format(
            columns=f"{_ALIKE}, {', '.join(_OF_NAMES)}",
            linked=LINKED,
            sure=weights.prior["sure"],
            at_the_house=house,
        ),
    )


def _join_linked(run: Run, lines: Columns, scale: Scale) -> None:
    """Make `joint(lrow, certainty)`: each line with its voter's surest line, that one left out."""
    sql = "SELECT lrow, top, probability * top_probability AS both FROM linked WHERE many > 1 AND lrow <> top"
    found = run.db.execute(sql).fetchnumpy()
    pairs = Pairs(Side(lines, found["lrow"]), Side(lines, found["top"]))
    both = np.asarray(found["both"], dtype=np.float64)
    certainty = _times(both, _contradiction(pairs, scale))
    _register(run, "joint", {"lrow": found["lrow"], "certainty": certainty})


def _contradiction(pairs: Pairs, scale: Scale) -> Floats:
    """How many times rarer it is that one person's lines contradict each other so, than two persons'."""
    levels, weights = other_levels(pairs, scale.known, scale.weights), scale.weights
    times: Floats = np.ones(len(pairs))
    for name in _APART:
        row = weights.level(name, "different")
        times[levels[name] == weights.code(name, "different")] *= row.likely / row.chance
    return times


def _times(share: Floats, times: Floats) -> Floats:
    """A share whose odds are so many times what they were."""
    return np.asarray(share * times / (share * times + 1 - share))


def _weigh_copies(run: Run, lines: Columns, scale: Scale) -> None:
    """Make `copy(lrow, vrow, certainty)`: pairs of lines that are likelier one person than two."""
    began = run.begin()
    pairs = run.db.execute("SELECT lrow, vrow, again FROM lines_pairs ORDER BY lrow, vrow").fetchnumpy()
    away = _away(run, len(lines["first"]), scale.weights)
    alone = Alone(lines, scale, _compared(run), away)
    found, chance = alone.weighed(pairs["lrow"], pairs["vrow"], np.asarray(pairs["again"], np.bool_))
    certainty = np.round(_shared(run, found.lrow, found.vrow, scale.weights) + chance, 6)
    kept = certainty >= LINKED
    _register(run, "copy", {"lrow": found.lrow[kept], "vrow": found.vrow[kept], "certainty": certainty[kept]})
    run.note(began, "copy", "Pairs of lines that are likelier one person than two.", int(kept.sum()))


def _compared(run: Run) -> int:
    """How many lines are compared with each other."""
    ((count,),) = run.db.execute("SELECT count(*) FROM unlinked").fetchall()
    return int(count)


def _away(run: Run, lines: int, weights: Weights) -> Floats:
    """For each line compared with lines, the chance that it is no voter's at whose house it was written."""
    found = run.db.execute(
        f"SELECT lrow, sum({_MILLIONTHS.format('c')})::BIGINT AS share FROM candidate c "
        f"SEMI JOIN unlinked USING (lrow) WHERE {_at_the_house('c', weights)} GROUP BY lrow"
    ).fetchnumpy()
    away: Floats = np.ones(lines)
    away[found["lrow"]] -= found["share"] / _MILLION
    return np.maximum(away, 0.0)


def _shared(run: Run, one: Ints, other: Ints, weights: Weights) -> Floats:
    """For pairs of lines the chance that both are one voter's, at whose house one of them was written."""
    run.db.register("asked", {"place": np.arange(len(one)), "one": one, "other": other})
    found = run.db.execute(
        f"SELECT place, sum({_MILLIONTHS.format('a')} * {_MILLIONTHS.format('b')})::DOUBLE AS share "
        "FROM asked JOIN candidate a ON a.lrow = one JOIN candidate b ON b.lrow = other AND b.vrow = a.vrow "
        f"WHERE {_at_the_house('a', weights)} OR {_at_the_house('b', weights)} GROUP BY place"
    ).fetchnumpy()
    run.db.unregister("asked")
    both: Floats = np.zeros(len(one))
    both[found["place"]] = found["share"] / _MILLION**2
    return both


def _at_the_house(candidate: str, weights: Weights) -> str:
    """SQL: whether a candidate's house is the line's."""
    levels = ", ".join(str(weights.code("address", level)) for level in (*AT_THE_HOUSE, *MISREAD))
    return f"(({candidate}.codes >> {4 * COMPARISONS.index('address')}) & 15) IN ({levels})"


def _register(run: Run, table: str, columns: Mapping[str, NDArray[Any]]) -> None:
    """Make a table of columns."""
    run.db.register("made", dict(columns))
    run.db.execute(f"CREATE OR REPLACE TABLE {table} AS FROM made")
    run.db.unregister("made")


def _group_copies(run: Run) -> None:
    """Make `by_lines` from the pairs."""
    pairs = run.db.execute("SELECT lrow, vrow, certainty FROM copy ORDER BY lrow, vrow").fetchall()
    run.db.execute("CREATE OR REPLACE TABLE by_lines (first_row INTEGER, lrow INTEGER, certainty DOUBLE)")
    insert_numbers(run.db, "by_lines", _components(pairs))


def _components(pairs: Iterable[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Connected groups as rows (first of the group, member, certainty), the surest pairs joined first.

    A member is as certain as the weakest of the pairs that lead from it to the group's surest ones.
    """
    group: dict[int, list[int]] = {}
    sure: dict[int, float] = {}
    for a, b, certainty in sorted(pairs, key=lambda pair: (-pair[2], pair)):
        one, other = (group.setdefault(row, [row]) for row in (a, b))
        if one is other:
            continue
        # The group with the surer pairs stays as it is; of two alike the larger.
        core, added = sorted((one, other), key=lambda rows: (-sure.get(rows[0], 0.0), -len(rows)))
        for row in added:
            group[row], sure[row] = core, certainty
        sure.setdefault(core[0], certainty)
        core += added
    first = {rows[0]: min(rows) for row, rows in group.items() if row == rows[0]}
    return sorted((first[rows[0]], row, sure[row]) for row, rows in group.items())
