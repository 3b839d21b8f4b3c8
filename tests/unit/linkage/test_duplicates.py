"""Groups of lines that appear to be of one person."""

from collections.abc import Callable

import duckdb
import pytest

from fullcount.linkage import LinkResult
from fullcount.linkage.duplicates import _components

HEADER = "line,first,middle,last,address,city,zip\n"
Linked = Callable[[str], LinkResult]


def test_lines_of_one_voter_are_a_group(linked: Linked) -> None:
    result = linked(
        f"{HEADER}a,William,,Thornquist,4821 Maple St,,\nb,Judith,,Hathaway,2210 Sunset Blvd,,\n"
        "c,Bill,,Thornquist,4821 Maple,,\n"
    )
    (group,) = result.groups()
    assert (group.lines, group.voter_id) == (("a", "c"), "W1")
    assert group.certainty > 0.9


def test_lines_of_nobody_are_compared_with_each_other(linked: Linked) -> None:
    result = linked(
        f"{HEADER}a,Zebulon,,Yarrowby,12 Nowhere Ct,,\nb,Zebulon,,Yarowby,12 Nowhere Ct,,\n"
        "c,Zenobia,,Yarrowby,12 Nowhere Ct,,\nd,Zebulon,,Yarrowby,12 Nowhere Ct,,\n"
    )
    (group,) = result.groups()
    assert (group.lines, group.voter_id) == (("a", "b", "d"), "")
    assert 0.5 <= group.certainty <= 1


def test_the_father_and_the_son_are_no_sure_duplicate(linked: Linked) -> None:
    both = linked(f"{HEADER}a,Octavio,,Belmonte,77 Canyon Dr,,\nb,Octavio,,Belmonte,77 Canyon Dr,,\n")
    assert all(group.certainty < 0.9 for group in both.groups())
    one = linked(f"{HEADER}a,Octavio,,Belmonte Jr,77 Canyon Dr,,\nb,Octavio,,Belmonte Jr,77 Canyon Dr,,\n")
    assert [group.voter_id for group in one.groups()] == ["F2"]


def test_lines_that_contradict_each_other_are_less_surely_of_one_person(linked: Linked) -> None:
    def certainty(middle: str) -> float:
        (group,) = linked(
            f"{HEADER}a,Judith,Ann,Hathaway,2210 Sunset Blvd,,\n"
            f"b,Judith,{middle},Hathaway,2210 Sunset Blvd,,\n"
        ).groups()
        assert group.voter_id == "J1"
        return group.certainty

    assert certainty("Ann") > certainty("Rosalind")


def test_a_third_line_that_is_unsure_leaves_the_other_two_sure(linked: Linked) -> None:
    result = linked(
        f"{HEADER}a,Judith,,Hathaway,2210 Sunset Blvd,,\nb,Judith,,Hathaway,2210 Sunset Blvd,,\n"
        "c,Judith,,Hathaway,1 Elsewhere Rd,,\n"
    )
    (group,) = result.groups()
    with duckdb.connect(str(result.path), read_only=True) as db:
        rows = db.execute("SELECT line, certainty FROM duplicate ORDER BY line").fetchall()
    of = dict(rows)
    assert of["a"] == of["b"] > of["c"] == group.certainty


def test_a_forged_run_of_one_name_stays_linear(linked: Linked) -> None:
    run = "".join(f"{n},Zebulon,,Yarrowby,12 Nowhere Ct,,\n" for n in range(2000))
    result = linked(HEADER + run)
    (group,) = result.groups()
    assert len(group.lines) == 2000
    assert {step.name: step.rows for step in result.steps}["lines_pairs"] == 1999


def test_two_lines_are_one_persons_however_unsure_it_is_whose(linked: Linked) -> None:
    result = linked(
        f"{HEADER}a,Anna,,Alder,18 Zephyr Ct,,90000\nb,Anna,,Alder,18 Zephyr Ct,,90000\n"
        "c,Anna,,Aldder,18 Zephyr Ct,,90000\n"
    )
    best = {each.line: each.probability for each in result.candidates() if each.rank == 1}
    assert all(0.5 <= probability < 0.9 for probability in best.values())
    (group,) = result.groups()
    assert group.lines == ("a", "b", "c")
    assert group.certainty > best["a"] * best["c"] + 0.05


def test_no_line_stands_in_two_groups(linked: Linked) -> None:
    result = linked(
        f"{HEADER}a,Anna,,Alder,18 Zephyr Ct,,91117\nb,Anna,,Alder,100 Maple St,,90000\n"
        "c,Anna,,Aldder,18 Zephyr Ct,,91117\nd,Anna,,Alder,100 Maple St,,90000\n"
    )
    lines = [line for group in result.groups() for line in group.lines]
    assert sorted(lines) == sorted(set(lines))
    assert ("b", "d") in {group.lines for group in result.groups()}


@pytest.mark.parametrize(
    ("pairs", "groups"),
    [
        ([], []),
        ([(1, 2, 0.9)], [(1, 1, 0.9), (1, 2, 0.9)]),
        ([(1, 2, 0.9), (2, 3, 0.6)], [(1, 1, 0.9), (1, 2, 0.9), (1, 3, 0.6)]),
        (
            [(1, 5, 0.9), (2, 5, 0.8), (7, 8, 0.7)],
            [(1, 1, 0.9), (1, 2, 0.8), (1, 5, 0.9), (7, 7, 0.7), (7, 8, 0.7)],
        ),
        (  # two sure pairs, and one unsure pair that joins them
            [(1, 2, 0.8), (3, 4, 0.9), (2, 3, 0.6), (1, 4, 0.5)],
            [(1, 1, 0.6), (1, 2, 0.6), (1, 3, 0.9), (1, 4, 0.9)],
        ),
    ],
)
def test_pairs_that_touch_are_one_group_and_a_line_as_sure_as_its_way_to_the_surest(pairs, groups) -> None:
    assert _components(pairs) == groups
