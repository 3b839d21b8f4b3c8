"""The public draw against another program's vectors, and its refusals."""

import doctest
from pathlib import Path

import pytest

from fullcount import sampling
from fullcount.sampling import tickets
from fullcount.terms import BadInput

VECTORS = Path(__file__).parents[2] / "vectors" / "draw"
DICE = "86491738302645190277"
COUNTED = [f"{section:05d}-{number:02d}" for section in range(1, 51) for number in range(1, 11)]
ODD = ["1", "2", "10", "a", "A", "Ñ-1", "線-7", "x,y", " 1", "1 "]


def vector(name: str) -> list[tuple[str, str]]:
    rows = (VECTORS / f"{name}.csv").read_text("utf-8").splitlines()[1:]
    return [(row[:64], row[65:]) for row in rows]


@pytest.mark.parametrize(
    ("name", "ids", "seed"),
    [
        ("zeros-25-of-500", COUNTED, "0" * 20),
        ("dice-25-of-500", COUNTED, DICE),
        ("dice-all-of-500", COUNTED, DICE),
        ("longer-seed-25-of-500", COUNTED, DICE + "0"),
        ("odd-ids-10-of-10", ODD, "31415926535897932384"),
    ],
)
def test_draw_agrees_with_sha256sum_and_sort(name: str, ids: list[str], seed: str) -> None:
    expected = vector(name)
    drawn = sampling.draw(ids, seed, len(expected))
    assert list(drawn.lines) == [line for _, line in expected]
    assert [sampling.ticket(seed, line) for line in drawn.lines] == [digest for digest, _ in expected]
    assert (drawn.seed, drawn.size) == (seed, len(expected))


def test_the_specification_runs() -> None:
    results = doctest.testmod(tickets)
    assert results.attempted > 0
    assert results.failed == 0


@pytest.mark.parametrize(
    "seed",
    ["", "1" * 19, "1" * 19 + "a", " " + "1" * 20, "1" * 20 + "\n", "１" * 20, "-" + "1" * 20, "²" * 20],
)
def test_seed_must_be_twenty_ascii_digits(seed: str) -> None:
    with pytest.raises(BadInput):
        sampling.check_seed(seed)
    with pytest.raises(BadInput):
        sampling.draw(COUNTED, seed, 1)
    with pytest.raises(BadInput):
        sampling.ticket(seed, "a")


def test_repeated_id_names_both_rows() -> None:
    with pytest.raises(BadInput, match="line id b was already given in row 3") as caught:
        sampling.draw(["a", "b", "c", "b"], DICE, 2)
    assert caught.value.row == 5


@pytest.mark.parametrize("bad", ["", "\ud800", 7])
def test_an_id_that_is_no_text_names_its_row(bad: object) -> None:
    with pytest.raises(BadInput) as caught:
        sampling.draw(["a", bad, "c"], DICE, 2)  # type: ignore[list-item]  # the fault under test
    assert caught.value.row == 3


def test_a_number_is_not_taken_for_its_text() -> None:
    with pytest.raises(BadInput):
        sampling.draw(["1", 1], DICE, 1)  # type: ignore[list-item]  # the fault under test


@pytest.mark.parametrize("size", [0, -1, 4])
def test_size_must_fit(size: int) -> None:
    with pytest.raises(BadInput):
        sampling.draw(["a", "b", "c"], DICE, size)


def test_lines_digest_is_of_the_ids_one_a_line() -> None:
    # printf 'b\nc\n' | sha256sum
    expected = "bb9ead4c391dab4c05bd498dafac47a54f8b212625f2124a911202cc6ea61d27"
    assert sampling.lines_digest(["b", "c"]) == expected
