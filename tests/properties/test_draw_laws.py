"""Laws of the public draw, each sayable in one sentence."""

from hypothesis import given
from hypothesis import strategies as st

from fullcount import sampling

seeds = st.text("0123456789", min_size=20, max_size=40)
manifests = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=40, unique=True)


@given(manifests, seeds, st.data())
def test_the_order_of_lines_does_not_matter(ids: list[str], seed: str, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(ids)))
    shuffled = data.draw(st.permutations(ids))
    assert sampling.draw(shuffled, seed, size) == sampling.draw(ids, seed, size)


@given(manifests, seeds, st.data())
def test_a_draw_extended_is_the_draw_begun(ids: list[str], seed: str, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(ids)))
    begun, extended = sampling.draw(ids, seed, size), sampling.draw(ids, seed, len(ids))
    assert extended.lines[:size] == begun.lines


@given(manifests, seeds, st.data())
def test_striking_a_line_that_was_not_drawn_changes_nothing(
    ids: list[str], seed: str, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(ids)))
    drawn = sampling.draw(ids, seed, size)
    kept = [line for line in ids if line in drawn.lines or data.draw(st.booleans())]
    assert sampling.draw(kept, seed, size).lines == drawn.lines


@given(manifests, seeds)
def test_a_draw_of_everything_is_everything_by_ticket(ids: list[str], seed: str) -> None:
    drawn = sampling.draw(ids, seed, len(ids))
    assert sorted(drawn.lines) == sorted(ids)
    tickets = [sampling.ticket(seed, line) for line in drawn.lines]
    assert tickets == sorted(tickets)
