"""From pairs to weights: names compared first and pruned, then addresses, then the ratio of likelihoods."""

from __future__ import annotations

from fullcount.linkage.comparisons import AT_THE_HOUSE, LIKENESS, MISREAD, level_sql
from fullcount.linkage.steps import Run, Step
from fullcount.linkage.weights import COMPARISONS, Weights

POOR = ("near", "different")

WEIGHED = """
    lrow INTEGER, vrow INTEGER, odds DOUBLE, kin DOUBLE, status VARCHAR, inside BOOLEAN,
    a_first UTINYINT, a_last UTINYINT, a_middle UTINYINT, a_suffix UTINYINT,
    a_address UTINYINT, a_area UTINYINT, a_way UTINYINT
"""

_VOTERS = """
    SELECT vrow, coalesce(first, '') AS first, coalesce(middle, '') AS middle, coalesce(last, '') AS last,
        coalesce(suffix, '') AS suffix, number, coalesce(direction, '') AS direction,
        coalesce(street, '') AS street, coalesce(kind, '') AS kind,
        trim(coalesce(fraction, '') || ' ' || coalesce(unit, '')) AS unit,
        coalesce(city, '') AS city, coalesce(zip, '') AS zip, status, inside,
        hash(coalesce(sound_last, '')) AS h_sound
    FROM roll.form
"""

_FAMILIAR = 500.0  # imagined voters who join each surname with the whole roll's first names
_SEEN_ONCE = 0.04  # a name held once is held by at least so many more who are not on the roll


def open_weighing(run: Run) -> None:
    """Make the empty tables of weighed pairs and the view of voters."""
    run.db.execute(f"CREATE OR REPLACE TABLE weighed ({WEIGHED})")
    run.db.execute(f"CREATE OR REPLACE TABLE weighed_lines ({WEIGHED})")
    run.db.execute(f"CREATE OR REPLACE TEMP VIEW voter AS {_VOTERS}")


def weigh(run: Run, tier: str, weights: Weights, voters: str = "voter", into: str = "weighed") -> int:
    """Weigh the pairs of a tier; returns how many were kept.

    voters: the view the pairs' vrow points into (lines against lines: the lines themselves). Adds to `into`:
    odds (against "not on this roll", whose odds are 1), the levels, and kin: how likely it is that the line
    is of an unregistered relative of this voter, against a stranger.
    """
    run.table(_compare_names(tier, weights, voters))
    run.table(_compare_addresses(tier, weights, voters))
    kept = run.add(_ratios(tier, weights), into)
    run.drop((f"{tier}_named", f"{tier}_placed"))
    return kept


def _compare_names(tier: str, weights: Weights, voters: str) -> Step:
    """Names apart, and prune: a pair stays if one name agrees well and the other is not plainly another.

    At the same house one agreeing name is enough: housemates are shown, and people change their surname.
    """
    first, last = (
        f"a_first NOT IN {weights.codes('first', POOR)}",
        f"a_last NOT IN {weights.codes('last', POOR)}",
    )
    sure_first = f"a_first IN {weights.codes('first', ('same', 'nickname', 'similar', 'unknown'))}"
    other_first = f"a_first = {weights.code('first', 'different')}"
    other_last = f"a_last = {weights.code('last', 'different')}"
    return Step(
        f"{tier}_named",
        "First and last name are compared apart; pairs with no agreeing name are dropped before the address.",
        f"""
        WITH compared AS MATERIALIZED (  -- else each test of the filter compares the names again
            SELECT lrow, vrow, v_first AS first, v_last AS last, same_place,
                {level_sql("first", weights)} AS a_first, {level_sql("last", weights)} AS a_last
            FROM (
                SELECT p.lrow, p.vrow, v.first AS v_first, v.middle, v.last AS v_last, l.first AS l_first,
                    l.last AS l_last, {LIKENESS}, nick.a IS NOT NULL AS nick,
                    l.h_sound = v.h_sound AS same_sound,
                    l.street = v.street OR (l.number = v.number AND l.zip = v.zip) AS same_place
                FROM {tier}_pairs p JOIN line l USING (lrow) JOIN {voters} v USING (vrow)
                LEFT JOIN nick ON nick.a = l.first AND nick.b = v.first
            )
        )
        SELECT * EXCLUDE (same_place) FROM compared
        WHERE ({first} AND {last})
            OR ({first} AND (NOT {other_last} OR (same_place AND {sure_first})))
            OR ({last} AND (NOT {other_first} OR same_place))
        """,
    )


def _compare_addresses(tier: str, weights: Weights, voters: str) -> Step:
    levels = ", ".join(
        f"{level_sql(comparison, weights)} AS a_{comparison}" for comparison in COMPARISONS[2:]
    )
    return Step(
        f"{tier}_placed",
        "The address is one comparison: house number, street and ZIP apart would count one fact three times.",
        f"""
        SELECT p.*, v.street, v.number, v.zip, v.status, v.inside, l.n_read_first, l.n_read_last, {levels}
        FROM {tier}_named p JOIN line l USING (lrow) JOIN {voters} v USING (vrow)
        """,
    )


def _ratios(tier: str, weights: Weights) -> Step:
    """Where the address was misread, a neighbour at the voter's house would misread it as often (r_here)."""
    ratios = ", ".join(f"{weights.ratio_sql(name)} AS r_{name}" for name in COMPARISONS)
    here = weights.codes("address", AT_THE_HOUSE + MISREAD)
    misread = weights.codes("address", MISREAD)
    unlike = weights.codes("last", ("different", "unknown"))
    prior = weights.prior["on_roll"] / (1 - weights.prior["on_roll"])
    relative, namesake = weights.prior["relative"], weights.prior["namesake"]
    same = weights.code("first", "same")
    columns = ", ".join(f"a_{name}" for name in COMPARISONS)
    return Step(
        f"{tier}_weighed",
        "How many times likelier the pair's agreement is for one person than for two.",
        f"""
        SELECT lrow, vrow,
            {prior!r} / voters * r_status * r_first * r_last * r_middle * r_suffix * r_address * r_here
                AS odds,
            CASE WHEN a_address IN {here} AND a_last NOT IN {unlike}
                THEN {relative!r} / voters * r_last * r_address * r_here
                    * (1 + CASE WHEN a_first = {same} THEN {namesake!r} * r_first ELSE 0 END)
                ELSE 0 END AS kin,
            status, inside, {columns}
        FROM (
            SELECT *, {weights.status_sql()} AS r_status, {ratios},
                CASE WHEN a_address IN {here} THEN r_area * r_way ELSE 1.0 END AS r_near,
                CASE WHEN a_address IN {misread} THEN r_near / (1 + r_address * r_near * share_house)
                    ELSE r_near END AS r_here
            FROM ({_shares(tier, unlike)})
        )
        """,
    )


def _shares(tier: str, unlike: str) -> str:
    """The shares of weights.toml for each pair, the candidate left out of each count.

    Within a surname, first names are as frequent as the surname's other voters say, who are joined by a few
    imagined ones with the whole roll's first names: of a rare surname the roll says little.
    """
    return f"""
        SELECT p.*, fact.voters, fact.share_number,
            greatest(coalesce(f.n, 0) - 1, 0.5) / voters AS share_first,
            greatest(coalesce(s.n, 0) - 1, 0.5) / voters AS share_surname,
            CASE WHEN a_last IN {unlike} THEN share_first
                ELSE (coalesce(b.n, 1) - 1 + greatest({_FAMILIAR} * share_first, {_SEEN_ONCE}))
                    / (greatest(coalesce(s.n, 1) - 1, 0) + {_FAMILIAR}) END AS share_given,
            share_given * share_surname AS share_pair,
            n_read_first / voters AS share_read_first,
            n_read_last / voters AS share_read_last,
            coalesce(h.n, 1) / voters AS share_house,
            least(coalesce(h.n, 1), 2) / voters AS share_door,
            coalesce(t.n, 1) / voters AS share_street,
            coalesce(z.n, 1) / voters AS share_zip
        FROM {tier}_placed p CROSS JOIN prep.fact
        LEFT JOIN prep.n_first f ON f.first = p.first
        LEFT JOIN prep.n_last s ON s.last = p.last
        LEFT JOIN prep.n_pair b ON b.k = hash(hash(p.first), hash(p.last))
        LEFT JOIN prep.n_house h ON h.k = hash(hash(p.street), p.number)
        LEFT JOIN prep.n_street t ON t.street = p.street
        LEFT JOIN prep.n_zip z ON z.zip = p.zip
    """
