"""From weights to probabilities over a line's candidates and "not on this roll"; from those to readings."""

from __future__ import annotations

from fullcount.linkage.comparisons import AT_THE_HOUSE, HERE, MISREAD
from fullcount.linkage.steps import Step
from fullcount.linkage.weights import COMPARISONS, Weights
from fullcount.terms import Reading

MOST = 5  # candidates shown for a line
# Odds are added as integers: floating-point sums would depend on the order of threads.
_UNIT = float(2**20)
_LARGEST = float(2**40)


def odds_sql(weights: Weights, source: str) -> str:
    """Each weighed pair with the line's weight of "not on this roll" and housemates capped below it.

    Gives lrow, vrow, odds, none (both integers, in units of 2**-20), housemate, and what readings need.
    """
    cap = weights.prior["household_cap"]
    mate = (
        f"a_first = {weights.code('first', 'different')} "
        f"AND a_address IN {weights.codes('address', AT_THE_HOUSE + MISREAD)}"
    )
    return f"""
        SELECT * REPLACE (
            (CASE WHEN housemate THEN least(odds, {cap!r} * none) ELSE least(odds, {_LARGEST!r}) END
                * {_UNIT!r})::BIGINT AS odds, (none * {_UNIT!r})::BIGINT AS none)
        FROM (
            SELECT *, {mate} AS housemate,
                1.0 + least({_LARGEST!r}, max(kin) OVER (PARTITION BY lrow)) AS none
            FROM {source}
        )
    """


def settled_step(weights: Weights) -> Step:
    """Lines that need no further search: one standing record is sure."""
    sure = weights.prior["sure"]
    return Step(
        "settled",
        "A line is not searched further once a standing record inside the jurisdiction is sure.",
        f"""
        SELECT lrow FROM ({odds_sql(weights, "weighed")})
        GROUP BY lrow
        HAVING max(CASE WHEN inside AND status <> 'canceled' THEN odds END)
            > {sure!r} * (sum(odds) + max(none))
        """,
    )


def candidate_step(weights: Weights) -> Step:
    """The candidates shown: at most five a line, with probability and reading, in rank order."""
    levels = ", ".join(f"a_{name}" for name in COMPARISONS)
    return Step(
        "candidate",
        "The probability of a candidate is its share among the line's candidates and nobody.",
        f"""
        SELECT * EXCLUDE (odds, total) FROM (
            SELECT lrow, vrow, odds, total, round(odds / total, 6) AS probability,
                {_reading_sql(weights)} AS reading, {levels},
                (row_number() OVER (PARTITION BY lrow ORDER BY odds DESC, vrow))::INTEGER AS rank
            FROM (SELECT *, (sum(odds) OVER (PARTITION BY lrow) + none)::DOUBLE AS total
                FROM ({odds_sql(weights, "weighed")}))
        )
        WHERE rank <= {MOST} AND probability >= {weights.prior["shown"]!r}
        ORDER BY lrow, rank
        """,
    )


def reading_step(weights: Weights) -> Step:
    """The reading proposed for each line: the one its candidates give the most probability together."""
    return Step(
        "reading",
        "What candidates of one reading say together: father and son of one name are both registered here.",
        f"""
        SELECT line.lrow, line.line, coalesce(best.reading, '{Reading.NOBODY}') AS reading,
            round(coalesce(best.share, 1.0), 6) AS probability
        FROM line LEFT JOIN (
            SELECT lrow, arg_max(reading, (odds, -place, reading)) AS reading,
                max(odds) / (sum(odds))::DOUBLE AS share
            FROM (
                SELECT lrow, reading, sum(odds) AS odds, min(place) AS place FROM (
                    SELECT lrow, {_reading_sql(weights)} AS reading, odds, 1 AS place
                    FROM ({odds_sql(weights, "weighed")})
                    UNION ALL
                    SELECT lrow, '{Reading.NOBODY}', max(none), 0
                    FROM ({odds_sql(weights, "weighed")}) GROUP BY lrow
                ) GROUP BY lrow, reading
            ) GROUP BY lrow
        ) best USING (lrow)
        ORDER BY line.lrow
        """,
    )


def _reading_sql(weights: Weights) -> str:
    here = weights.codes("address", HERE)
    return f"""CASE
        WHEN housemate THEN '{Reading.NOBODY}'
        WHEN status = 'canceled' THEN '{Reading.CANCELED}'
        WHEN NOT inside THEN '{Reading.OUTSIDE}'
        WHEN a_address IN {here} THEN '{Reading.REGISTERED_HERE}'
        ELSE '{Reading.ANOTHER_ADDRESS}' END"""
