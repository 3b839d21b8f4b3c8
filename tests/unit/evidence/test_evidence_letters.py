"""SQL that does what an engine's own function does, only faster, gives what that gives."""

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from fullcount.evidence import trimmed_sql

SIGNS = st.text(st.sampled_from("Aé \t\n!~\x7f\xa0\u3000\x01"), max_size=4)


@given(
    st.lists(st.none() | SIGNS | st.text(st.characters(exclude_categories=["Cs"]), max_size=6), min_size=1)
)
def test_trimmed_is_what_trim_gives(texts: list[str | None]) -> None:
    sql = f"SELECT {trimmed_sql('t')}, coalesce(trim(t), '') FROM (SELECT unnest($1::VARCHAR[]) AS t)"
    rows = duckdb.execute(sql, [texts]).fetchall()
    assert [one for one, _ in rows] == [other for _, other in rows]
