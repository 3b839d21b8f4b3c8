"""From pairs to weights: names compared first and pruned, then addresses, then the ratio of likelihoods."""

from __future__ import annotations

from dataclasses import dataclass

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
        coalesce(city, '') AS city, coalesce(zip, '') AS zip, status, inside
    FROM roll.form
"""

_FAMILIAR = 500.0  # imagined voters who join each surname with the whole roll's first names
_SEEN_ONCE = 0.04  # a name held once is held by at least so many more who are not on the roll


def open_weighing(run: Run) -> None:
    """Make the empty tables of weighed pairs and the view of voters."""
    run.db.execute(f"CREATE OR REPLACE TABLE weighed ({WEIGHED})")
    run.db.execute(f"CREATE OR REPLACE TABLE weighed_lines ({WEIGHED})")
    run.db.execute(f"CREATE OR REPLACE TEMP VIEW voter AS {_VOTERS}")


@dataclass(frozen=True, slots=True)
class Against:
    """What lines are compared with. voters: the view a pair's vrow points into; keys: the keys beside it."""

    voters: str = "voter"
    keys: str = "prep.key"
    into: str = "weighed"


THE_ROLL = Against()


def weigh(run: Run, tier: str, weights: Weights, against: Against = THE_ROLL) -> int:
    """Weigh the pairs of a tier; returns how many were kept.

    Adds to `against.into`: odds (against "not on this roll", whose odds are 1), the levels, and kin: how
    likely it is that the line is of an unregistered relative of this voter, against a stranger.
    """
    run.table(_compare_names(tier, weights, against))
    kept = run.add(_ratios(tier, weights, against), against.into)
    run.drop((f"{tier}_named",))
    return kept


def _compare_names(tier: str, weights: Weights, against: Against) -> Step:
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
            SELECT lrow, vrow, same_place,
                {level_sql("first", weights)} AS a_first, {level_sql("last", weights)} AS a_last
            FROM (
                SELECT p.lrow, p.vrow, v.first AS v_first, v.middle, v.last AS v_last, l.first AS l_first,
                    l.last AS l_last, {LIKENESS}, nick.a IS NOT NULL AS nick,
                    l.h_sound = k.h_sound AS same_sound,
                    l.h_street = k.h_street OR (l.number = k.number AND l.h_zip = k.h_zip) AS same_place
                FROM {tier}_pairs p JOIN line l USING (lrow) JOIN {against.voters} v USING (vrow)
                JOIN {against.keys} k USING (vrow)
                LEFT JOIN nick ON nick.a = l.first AND nick.b = v.first
            )
        )
        SELECT * EXCLUDE (same_place) FROM compared
        WHERE ({first} AND {last})
            OR ({first} AND (NOT {other_last} OR (same_place AND {sure_first})))
            OR ({last} AND (NOT {other_first} OR same_place))
        """,
    )


def _compare_addresses(tier: str, weights: Weights, against: Against) -> str:
    levels = ", ".join(
        f"{level_sql(comparison, weights)} AS a_{comparison}" for comparison in COMPARISONS[2:]
    )
    return f"""
        SELECT p.*, v.status, v.inside, l.n_first AS n_read_first, l.n_last AS n_read_last,
            k.n_first, k.n_last, k.n_pair, k.n_house, k.n_street, k.n_zip, {levels}
        FROM {tier}_named p JOIN line l USING (lrow) JOIN {against.voters} v USING (vrow)
        JOIN {against.keys} k USING (vrow)
    """


def _ratios(tier: str, weights: Weights, against: Against) -> Step:
    """The address is one comparison: number, street and ZIP apart would count one fact three times.

    Where the address was misread, a neighbour at the voter's house would misread it as often (r_here)."""
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
            FROM ({_shares(_compare_addresses(tier, weights, against), unlike)})
        )
        """,
    )


def _shares(compared: str, unlike: str) -> str:
    """The shares of weights.toml for each pair, the candidate left out of each count.

    Within a surname, first names are as frequent as the surname's other voters say, who are joined by a few
    imagined ones with the whole roll's first names: of a rare surname the roll says little.
    """
    return f"""
        SELECT p.*, fact.voters, fact.share_number,
            greatest(n_first - 1, 0.5) / voters AS share_first,
            greatest(n_last - 1, 0.5) / voters AS share_surname,
            CASE WHEN a_last IN {unlike} THEN share_first
                ELSE (n_pair - 1 + greatest({_FAMILIAR} * share_first, {_SEEN_ONCE}))
                    / (greatest(n_last - 1, 0) + {_FAMILIAR}) END AS share_given,
            share_given * share_surname AS share_pair,
            n_read_first / voters AS share_read_first,
            n_read_last / voters AS share_read_last,
            n_house / voters AS share_house,
            least(n_house, 2) / voters AS share_door,
            n_street / voters AS share_street,
            n_zip / voters AS share_zip
        FROM ({compared}) p CROSS JOIN prep.fact
    """
