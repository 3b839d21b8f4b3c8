"""Lines of nobody compared with each other: what their own pairs teach, and what they cannot."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from fullcount.linkage import LinkResult, link

COLUMNS = ("voter_id", "first_name", "last_name", "residence_address", "zip", "birth_date", "status")
VOTERS = [
    (
        f"V{n:03}",
        f"ANNA{'BCDFG'[n % 5]}",
        f"ALD{'EIOU'[n % 4]}R",
        f"{9000 + n} MAPLE ST",
        "90001",
        "",
        "active",
    )
    for n in range(200)
]
HEADER = "line,first,last,address,zip,birth_date\n"
Found = Callable[[Iterable[str]], LinkResult]


@pytest.fixture(scope="module")
def roll(tmp_path_factory: pytest.TempPathFactory, sealed: Callable[..., Path]) -> Path:
    return sealed(tmp_path_factory.mktemp("copies"), VOTERS, COLUMNS)


@pytest.fixture
def found(roll: Path, tmp_path: Path) -> Found:
    def run(rows: Iterable[str]) -> LinkResult:
        lines = tmp_path / "lines.csv"
        lines.write_text(HEADER + "".join(rows), encoding="utf-8")
        return link(lines, roll, tmp_path / "work")

    return run


def _person(n: int) -> tuple[str, str, str, str]:
    """Names, a house and a date of birth like no other number's."""
    rng = random.Random(n)
    first, last, street = ("".join(rng.choices("bdfglmnprst", k=7)) for _ in range(3))
    return (
        first,
        last,
        f"{rng.randrange(100, 9999)} {street} Rd",
        f"19{rng.randrange(30, 99)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
    )


def _row(line: str, *parts: str) -> str:
    first, last, address, born = parts
    return f"{line},{first},{last},{address},91111,{born}\n"


def _people(count: int) -> list[str]:
    return [_row(f"p{n}", *_person(n)) for n in range(count)]


def _renamed(count: int) -> list[str]:
    """Second lines of the same people, under another first name."""
    rows = []
    for n in range(count):
        _, last, address, born = _person(n)
        rows.append(_row(f"q{n}", _person(n + 50_000)[0], last, address, born))
    return rows


def _groups(result: LinkResult) -> dict[tuple[str, ...], float]:
    return {tuple(sorted(group.lines)): group.certainty for group in result.groups()}


def test_a_file_of_copies_teaches_how_its_copies_differ(found: Found) -> None:
    pair = [
        _row("x", "zebulon", "quimby", "77 cobalt ct", "1961-04-23"),
        _row("y", "octavia", "quimby", "77 cobalt ct", "1961-04-23"),
    ]
    one = _groups(found([*pair, *_people(1500)])).get(("x", "y"), 0.0)
    many = _groups(found([*pair, *_people(1500), *_renamed(600)])).get(("x", "y"), 0.0)
    assert one < 0.9 < many


def test_a_run_written_a_thousand_times_teaches_no_more_than_once(found: Found) -> None:
    pair = [
        _row("x", "zebulon", "quimby", "77 cobalt ct", ""),
        _row("y", "zebulon", "quimbey", "9 elsewhere rd", ""),
    ]
    forged = [_row(f"f{n}", "gundula", "forger", "1 inkwell st", "") for n in range(1000)]
    alone, beside = _groups(found([*pair, *_people(1500)])), _groups(found([*pair, *_people(1500), *forged]))
    assert beside["x", "y"] <= alone["x", "y"]


def test_the_order_of_lines_changes_no_certainty(found: Found) -> None:
    rows = [*_people(400), *_renamed(100), *(row.replace("p", "r", 1) for row in _people(50))]
    before = _groups(found(rows))
    random.Random(3).shuffle(rows)
    assert before
    assert _groups(found(rows)) == before


def test_no_name_alike_but_house_and_date_of_birth_the_same_is_one_person(found: Found) -> None:
    pair = [
        _row("x", "zebulon", "quimby", "77 cobalt ct", "1961-04-23"),
        _row("y", "", "", "77 cobalt ct", "1961-04-23"),
    ]
    assert ("x", "y") in _groups(found([*pair, *_people(1000)]))


def test_of_two_readings_of_a_name_the_rarer_is_the_slip(found: Found) -> None:
    """Two readings that many voters bear are two people's; nobody bears ANNAQ."""

    def certainty(first: str) -> float:
        pair = [
            _row("x", "annab", "quimby", "77 cobalt ct", ""),
            _row("y", first, "quimby", "77 cobalt ct", ""),
        ]
        return _groups(found([*pair, *_people(1000)])).get(("x", "y"), 0.0)

    assert certainty("annaq") > certainty("annac")
