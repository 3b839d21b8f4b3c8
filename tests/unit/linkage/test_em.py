"""Expectation and maximisation on made-up levels whose shares are known."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fullcount.linkage import default_weights
from fullcount.linkage.em import (
    Classes,
    Observed,
    Patterns,
    Prior,
    Shares,
    expect,
    fit,
    groups,
    patterns,
    shares_of,
)
from fullcount.linkage.weights import COMPARISONS

SIZES = (3, 2, 4)
TRUE = (np.array([0.8, 0.15, 0.05]), np.array([0.9, 0.1]), np.array([0.7, 0.1, 0.1, 0.1]))
CHANCE = (np.array([0.01, 0.04, 0.95]), np.array([0.1, 0.9]), np.array([0.001, 0.01, 0.089, 0.9]))
CLASSES = Classes(0.8, 0.15, 0.05)


def simulated(
    then: Shares, lines: int, seed: int = 1, rivals: int = 3
) -> tuple[Observed, tuple[np.ndarray, ...]]:
    """Lines with some rivals each, the first the signer's record where there is one; and the true counts."""
    rng = np.random.default_rng(seed)
    signed = rng.random(lines) < CLASSES.voter / (CLASSES.voter + CLASSES.stranger)
    own = np.tile(np.arange(rivals) == 0, (lines, 1)) & signed[:, None]
    level = [
        np.where(
            own, rng.choice(len(m), (lines, rivals), p=m), rng.choice(len(u), (lines, rivals), p=u)
        ).ravel()
        for m, u in zip(TRUE, CHANCE, strict=True)
    ]
    ratio = math.prod(m[at] / u[at] for m, u, at in zip(then.groups, CHANCE, level, strict=True))
    member, pattern = np.unique(np.stack(level, axis=1), axis=0, return_inverse=True)
    observed = Observed(
        np.repeat(np.arange(lines), rivals),
        pattern.ravel(),
        then.classes.voter / then.classes.stranger / rivals * ratio,
        np.zeros(lines),
        Patterns(member.astype(np.int32), SIZES),
    )
    counts = tuple(np.bincount(at[own.ravel()], minlength=n) for at, n in zip(level, SIZES, strict=True))
    return observed, counts


def silent(_done: int) -> None:
    pass


def wrong() -> Shares:
    return Shares(
        (np.array([0.5, 0.1, 0.4]), np.array([0.6, 0.4]), np.array([0.4, 0.3, 0.2, 0.1])),
        Classes(0.5, 0.45, 0.05),
    )


def test_it_finds_the_shares_that_made_the_levels() -> None:
    observed, counts = simulated(wrong(), 20_000)
    found = fit(observed, wrong(), Prior(wrong(), 1e-3), 200, silent)
    assert found.settled
    for shares, count in zip(found.shares.groups, counts, strict=True):
        assert shares == pytest.approx(count / count.sum(), abs=0.01)
    assert found.shares.classes.voter == pytest.approx(counts[0].sum() / observed.lines, abs=0.01)


def test_lines_that_are_surely_strangers_are_counted_with_the_others() -> None:
    observed, _ = simulated(wrong(), 2_000)
    prior = Prior(wrong(), 500.0, lines=1.0)
    alone = fit(observed, wrong(), prior, 100, silent).shares.classes
    beside = fit(replace(observed, others=18_000.0), wrong(), prior, 100, silent).shares.classes
    assert beside.voter < alone.voter / 8
    assert sum(beside) == pytest.approx(1)


def test_a_strong_belief_stays() -> None:
    observed, _ = simulated(wrong(), 500)
    found = fit(observed, wrong(), Prior(wrong(), 1e9), 50, silent)
    assert found.shares.all() == pytest.approx(wrong().all(), rel=1e-4)


def test_a_small_petition_moves_less_than_a_large_one() -> None:
    moved = []
    for lines in (200, 2_000, 20_000):
        found = fit(simulated(wrong(), lines)[0], wrong(), Prior(wrong(), 2_000), 100, silent)
        moved.append(np.abs(found.shares.all() - wrong().all()).sum())
    assert moved[0] < moved[1] < moved[2]


weights = st.integers(1, 1_000)


@st.composite
def shares(draw: st.DrawFn) -> Shares:
    every = [np.array(draw(st.lists(weights, min_size=n, max_size=n)), dtype=float) for n in SIZES]
    voter, stranger, relative = draw(st.tuples(weights, weights, weights))
    total = voter + stranger + relative
    return Shares(
        tuple(each / each.sum() for each in every), Classes(voter / total, stranger / total, relative / total)
    )


@given(shares(), shares(), st.sampled_from((1.0, 50.0, 2_000.0)), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_the_objective_never_falls(then: Shares, believed: Shares, size: float, seed: int) -> None:
    observed, _ = simulated(then, 300, seed)
    objective = fit(observed, then, Prior(believed, size), 25, silent).objective
    assert len(objective) > 1
    grain = 1e-6 * (1 + max(map(abs, objective)))  # probabilities are added in whole grains
    assert all(after >= before - grain for before, after in itertools.pairwise(objective))


@given(st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_lines_changes_no_digit(random) -> None:
    observed, _ = simulated(wrong(), 200)
    order = list(range(200))
    random.shuffle(order)
    rows = np.concatenate([np.flatnonzero(observed.line == line) for line in order])
    turned = Observed(
        np.repeat(np.arange(200), 3),
        observed.pattern[rows],
        observed.odds[rows],
        observed.relative,
        observed.patterns,
    )
    one, other = (fit(each, wrong(), Prior(wrong(), 100), 30, silent) for each in (observed, turned))
    assert one.objective == other.objective
    assert one.shares.all().tolist() == other.shares.all().tolist()


def test_what_is_expected_of_a_line_adds_up_to_one() -> None:
    observed, _ = simulated(wrong(), 300)
    counts = expect(observed, wrong(), wrong())
    assert sum(counts.classes) == pytest.approx(300)
    for group in counts.groups:
        assert group.sum() == pytest.approx(counts.classes.voter)


def test_area_and_way_count_only_where_they_are_compared() -> None:
    own = default_weights()
    found = groups(own, known=True)
    levels = np.array(
        [[own.code(name, level) for name, level in zip(COMPARISONS, row, strict=True)] for row in (
            ("same", "same", "unknown", "unknown", "house", "same", "agrees", "unknown", "now"),
            ("same", "same", "unknown", "unknown", "elsewhere", "same", "agrees", "unknown", "now"),
            ("exchanged", "exchanged", "same", "unknown", "street misread", "supports", "different", "near",
             "now"),
        )],
        dtype=np.uint8,
    )  # fmt: skip
    made, rows = patterns(levels, own, found)
    counts = made.counts(np.bincount(rows).astype(float))
    seen = {
        (group.comparison, own.levels[group.comparison][code].level): count
        for group, each in zip(found, counts, strict=True)
        for code, count in zip(group.levels, each, strict=True)
        if count
    }
    assert seen == {
        ("first", "same"): 2, ("first", "exchanged"): 1, ("last", "same"): 2, ("middle", "same"): 1,
        ("address", "house"): 1, ("address", "elsewhere"): 1, ("address", "street misread"): 1,
        ("area", "same"): 1, ("area", "supports"): 1, ("way", "agrees"): 1, ("way", "different"): 1,
        ("born", "near"): 1,
    }  # fmt: skip


def test_the_files_numbers_are_shares() -> None:
    own = default_weights()
    made = shares_of(own, groups(own))
    for each in (*made.groups, np.array(made.classes)):
        assert each.sum() == pytest.approx(1)
        assert each.min() > 0
    for known in (
        False,
        True,
    ):  # what cancels out of a weight takes what the others leave, and scales nothing
        found = groups(own, known=known)
        shares = shares_of(own, found).groups[4] * (1 - found[4].aside)
        address = dict(zip(found[4].levels, shares.tolist(), strict=True))
        for level in ("street misread", "both misread", "other unit"):
            assert address[own.code("address", level)] == pytest.approx(own.level("address", level).likely)


def test_lines_alone_do_not_teach_who_moved() -> None:
    own = default_weights()
    moved = own.code("address", "elsewhere")
    assert moved not in groups(own)[4].levels
    assert moved in groups(own, known=True)[4].levels
