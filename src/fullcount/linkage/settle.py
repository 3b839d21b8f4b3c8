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
        SELECT lrow FROM ({odds_sql(weights, "(FROM weighed SEMI JOIN open_line USING (lrow))")})
        GROUP BY lrow
        HAVING max(CASE WHEN inside AND status <> 'canceled' THEN odds END)
            > {sure!r} * (sum(odds) + max(none))
        """,
    )


def conclusions(weights: Weights) -> tuple[Step, ...]:
    """The last steps: odds with their readings, what they say of each line together, candidates, readings."""
    return (_likely(weights), _namesakes(weights), _lines(), _candidates(weights), _readings())


def _likely(weights: Weights) -> Step:
    levels = ", ".join(f"a_{name}" for name in COMPARISONS)
    return Step(
        "likely",
        "Each pair's odds against nobody, an unregistered housemate being a rival, and its reading.",
        f"""
        SELECT lrow, vrow, odds, none, {_reading_sql(weights)} AS reading, {levels}
        FROM ({odds_sql(weights, "weighed")})
        """,
    )


def _namesakes(weights: Weights) -> Step:
    """The odds that stand in weights.toml for the same name at another address, nothing else known."""
    same = {name: next(row for row in weights.levels[name] if row.level == "same") for name in ("first", "last")}
    prior = weights.prior["on_roll"] / (1 - weights.prior["on_roll"])
    away = next(row for row in weights.levels["address"] if row.level == "elsewhere")
    both = same["first"].same * same["last"].same
    return Step(
        "namesake",
        "Voters of a frequent name elsewhere are too many to list; together they weigh what they weigh.",
        f"""
        SELECT lrow, (least({_LARGEST!r}, (n_pair - coalesce(found.n, 0)) * {prior!r} * {both!r} * {away.same!r}
            / greatest(n_pair - 1, 1) / {away.chance!r}) * {_UNIT!r})::BIGINT AS odds
        FROM line LEFT JOIN (
            SELECT lrow, count(*) AS n FROM weighed
            WHERE a_first = {weights.code("first", "same")} AND a_last = {weights.code("last", "same")}
            GROUP BY lrow
        ) found USING (lrow)
        WHERE n_pair > {weights.prior["frequent"]!r} AND n_pair > coalesce(found.n, 0)
        """,
    )


def _lines() -> Step:
    sums = ", ".join(
        f"coalesce(sum(odds) FILTER (reading = {code}), 0) AS s{code}" for code in range(len(_READINGS))
    )
    return Step(
        "chance",
        "What a line's candidates and nobody weigh together, and by reading.",
        f"""
        SELECT lrow, coalesce(found.none, {int(_UNIT)}) + coalesce(s0, 0) AS r0,
            coalesce(s1, 0) + coalesce(namesake.odds, 0) AS r1,
            {", ".join(f"coalesce(s{code}, 0) AS r{code}" for code in range(2, len(_READINGS)))},
            {" + ".join(f"r{code}" for code in range(len(_READINGS)))} AS total
        FROM line LEFT JOIN (SELECT lrow, max(none) AS none, {sums} FROM likely GROUP BY lrow) found
            USING (lrow)
        LEFT JOIN namesake USING (lrow)
        """,
    )


def _candidates(weights: Weights) -> Step:
    """At most five a line, in rank order."""
    levels = ", ".join(f"a_{name}" for name in COMPARISONS)
    return Step(
        "candidate",
        "The probability of a candidate is its share among the line's candidates and nobody.",
        f"""
        SELECT * EXCLUDE (odds) FROM (
            SELECT lrow, vrow, odds, probability, {_words("reading")} AS reading, {levels},
                (row_number() OVER (PARTITION BY lrow ORDER BY odds DESC, vrow))::INTEGER AS rank
            FROM (
                SELECT likely.*, round(odds / total::DOUBLE, 6) AS probability
                FROM likely JOIN chance USING (lrow)
                WHERE odds >= {weights.prior["shown"]!r} * total
            )
        )
        WHERE rank <= {MOST}
        """,
    )


def _readings() -> Step:
    best = " ".join(
        f"WHEN r{code} = greatest({', '.join(f'r{other}' for other in range(len(_READINGS)))}) THEN {code}"
        for code in range(len(_READINGS))
    )
    share = " ".join(f"WHEN {code} THEN r{code}" for code in range(len(_READINGS)))
    return Step(
        "reading",
        "What candidates of one reading say together: father and son of one name are both registered here.",
        f"""
        SELECT lrow, line, {_words("best")} AS reading,
            round((CASE best {share} END) / total::DOUBLE, 6) AS probability
        FROM (SELECT *, CASE {best} END AS best FROM chance) JOIN line USING (lrow)
        ORDER BY lrow
        """,
    )


_READINGS = (
    Reading.NOBODY,
    Reading.ANOTHER_ADDRESS,
    Reading.REGISTERED_HERE,
    Reading.CANCELED,
    Reading.OUTSIDE,
)


def _words(column: str) -> str:
    cases = " ".join(f"WHEN {code} THEN '{reading}'" for code, reading in enumerate(_READINGS))
    return f"CASE {column} {cases} END"


def _reading_sql(weights: Weights) -> str:
    here = weights.codes("address", HERE)
    code = {reading: code for code, reading in enumerate(_READINGS)}
    return f"""(CASE
        WHEN housemate THEN {code[Reading.NOBODY]}
        WHEN status = 'canceled' THEN {code[Reading.CANCELED]}
        WHEN NOT inside THEN {code[Reading.OUTSIDE]}
        WHEN a_address IN {here} THEN {code[Reading.REGISTERED_HERE]}
        ELSE {code[Reading.ANOTHER_ADDRESS]} END)::UTINYINT"""
