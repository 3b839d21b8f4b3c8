"""Febrl's sets as roll and lines; pairs found in them, held against the truth."""

from datetime import date

import pytest
from bench.febrl import _strangers, judge, ordered

TRUE = {("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")}


def test_a_pair_has_its_ids_in_order() -> None:
    assert ordered("b", "a") == ordered("a", "b") == ("a", "b")


def test_precision_recall_and_f1_count_pairs_from_one_half() -> None:
    found = {("a", "b"): 0.9, ("c", "d"): 0.5, ("a", "c"): 0.7, ("e", "f"): 0.4}
    judged = judge(found, TRUE)
    assert judged["precision"] == pytest.approx(2 / 3)
    assert judged["recall"] == pytest.approx(2 / 4)
    assert judged["f1"] == pytest.approx(2 * 2 / (3 + 4))


def test_the_best_f1_is_that_of_the_best_threshold() -> None:
    found = {("a", "b"): 0.3, ("c", "d"): 0.3, ("e", "f"): 0.2, ("a", "c"): 0.1}
    assert judge(found, TRUE)["best f1"] == pytest.approx(2 * 3 / (3 + 4))


def test_pairs_of_one_probability_stand_on_the_same_side_of_a_threshold() -> None:
    found = {("a", "b"): 0.8, ("x", "y"): 0.8}
    assert judge(found, TRUE)["best f1"] == pytest.approx(2 * 1 / (2 + 4))


def test_nothing_found_is_no_division_by_nothing() -> None:
    assert judge({}, TRUE) == {"f1": 0.0, "precision": 0.0, "recall": 0.0, "best f1": 0.0}


def test_strangers_are_the_files_columns_mixed_anew() -> None:
    people = [
        (
            f"rec-{n}-org",
            f"first{n}",
            f"last{n}",
            f"{1900 + n}-{1 + n % 12:02}-{1 + n % 28:02}",
            f"{n} Way",
            "X",
            "0",
        )
        for n in range(60)
    ]
    strangers = _strangers(people)
    assert sorted(row[1] for row in strangers) == sorted(row[1] for row in people)
    assert {row[1:4] for row in strangers}.isdisjoint({row[1:4] for row in people})
    days = [row[3] for row in strangers if row[3]]
    assert all(date.fromisoformat(day) for day in days)
    assert len(set(days) & {row[3] for row in people}) < len(people) / 4
