"""Weights learned from a made-up petition: what they rest on, when they are refused, how far they may go."""

import csv
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fullcount import synth
from fullcount.linkage import (
    Learned,
    Options,
    Weights,
    default_weights,
    learn,
    prepare,
    read_weights,
    write_weights,
)
from fullcount.linkage.bounds import FARTHEST, ORDER, bounded, weight
from fullcount.roll import import_roll, layout
from fullcount.terms import BadInput, Refused

Learn = Callable[..., Learned]


@pytest.fixture(scope="module")
def petition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A petition of some 2,900 lines with its sealed roll."""
    folder = tmp_path_factory.mktemp("petition")
    synth.make(synth.scenario("los-angeles-2022"), 0.004, 1, folder)
    import_roll(folder / "roll.csv", folder / "roll", layout("fullcount"), date(2022, 7, 6))
    prepare(folder / "roll")
    return folder


@pytest.fixture
def learned(petition: Path, tmp_path: Path) -> Learn:
    def run(
        rows: list[list[str]] | None = None, weights: Weights | None = None, findings: str = ""
    ) -> Learned:
        lines, found = petition / "transcripts.csv", tmp_path / "findings.csv"
        if rows is not None:
            lines = tmp_path / "lines.csv"
            with lines.open("w", newline="") as file:
                csv.writer(file).writerows(rows)
        found.write_text(findings)
        options = Options(weights=weights or default_weights())
        return learn(
            lines, petition / "roll", tmp_path, options=options, findings=found if findings else None
        )

    return run


def transcripts(petition: Path) -> list[list[str]]:
    with (petition / "transcripts.csv").open(newline="") as file:
        return list(csv.reader(file))


def truth(petition: Path) -> list[tuple[str, str]]:
    with (petition / "truth" / "truth.csv").open(newline="") as file:
        return [(row["line"], row["voter_id"]) for row in csv.DictReader(file)]


def as_findings(rows: list[tuple[str, str]]) -> str:
    return "line,voter_id\n" + "".join(f"{line},{voter}\n" for line, voter in rows)


def mistaken() -> Weights:
    """As if hardly anybody ever misspelled a name."""
    own = default_weights()
    kept = ("unknown", "same", "different", "exchanged")
    rare = {
        name: tuple(
            row if row.level in kept else replace(row, same=row.likely / 4) for row in own.levels[name]
        )
        for name in ("first", "last")
    }
    return replace(own, levels={**own.levels, **rare})


def test_what_is_learned_is_told_and_can_be_written(learned: Learn, tmp_path: Path) -> None:
    found = learned()
    assert found.settled
    assert 0.7 * found.lines < found.matches < found.lines
    for round_ in found.objective:
        assert all(b >= a - 1e-3 for a, b in itertools.pairwise(round_))
    write_weights(found.weights, tmp_path / "mine.toml", found.head())
    assert read_weights(tmp_path / "mine.toml") == found.weights
    assert found.began_with in (tmp_path / "mine.toml").read_text()
    changes = {(row.comparison, row.level): row for row in found.changes}
    assert changes["first", "same"].new == found.weights.level("first", "same").same
    assert changes["first", "same"].count > 0.5 * found.lines
    assert changes["born", "same"].new == changes["born", "same"].old  # no line has a date of birth
    assert ("first", "different") not in changes  # a housemate is not the signer, by rule


def test_the_order_of_lines_does_not_matter(learned: Learn, petition: Path) -> None:
    head, *rows = transcripts(petition)
    random.Random(5).shuffle(rows)
    assert learned([head, *rows]) == learned()


def test_chance_and_standing_are_not_learned(learned: Learn) -> None:
    found, own = learned().weights, default_weights()
    assert found.status == own.status
    for name, rows in own.levels.items():
        for row, new in zip(rows, found.levels[name], strict=True):
            assert replace(new, same=row.same) == row


def test_from_few_lines_or_findings_nothing_is_learned(learned: Learn, petition: Path) -> None:
    with pytest.raises(Refused, match="1,000 lines or more; here are 999"):
        learned(transcripts(petition)[:1000])
    with pytest.raises(Refused, match="1,000 findings or more; here are 2"):
        learned(findings=as_findings(truth(petition)[:2]))


def test_a_roll_of_other_people_teaches_nothing(learned: Learn, petition: Path) -> None:
    head, *rows = transcripts(petition)
    strangers = [[row[0], "Zebulon", "", "Qwxyzk", "1 Nowhere Rd", "", ""] for row in rows]
    with pytest.raises(Refused, match="0% of the lines seem to have a voter"):
        learned([head, *strangers])


def test_findings_come_nearer_than_lines_alone(learned: Learn, petition: Path) -> None:
    every = as_findings(truth(petition))
    right = learned(findings=every).weights
    start = mistaken()
    from_lines, from_findings = learned(weights=start).weights, learned(weights=start, findings=every).weights

    def apart(weights: Weights) -> float:
        pairs = [
            (row.likely, new.likely)
            for name in ("first", "last")
            for row, new in zip(right.levels[name], weights.levels[name], strict=True)
        ]
        return sum(abs(a - b) for a, b in pairs)

    assert apart(from_findings) < apart(from_lines) < apart(start)


def test_findings_are_counted_with_what_was_believed(learned: Learn, petition: Path) -> None:
    rows = truth(petition)
    found = learned(findings=as_findings(rows))
    voters = sum(voter != "" for _, voter in rows)
    assert (found.source, found.lines, found.matches) == ("findings", len(rows), voters)
    count = {(row.comparison, row.level): row.count for row in found.changes}
    known = sum(number for (name, _), number in count.items() if name == "first")
    assert known <= voters
    assert count["first", "same"] == int(count["first", "same"]) > 0.7 * known


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("no-such-line,", "line", "no such line"),
        ("{line},no-such-voter", "voter_id", "no such voter"),
        ("{first},", "line", "a finding already"),
    ],
)
def test_a_finding_that_cannot_be_is_told_with_its_row(
    learned: Learn, petition: Path, row: str, column: str, says: str
) -> None:
    rows = truth(petition)[:1200]
    extra = row.format(line=truth(petition)[1300][0], first=rows[0][0])
    with pytest.raises(BadInput, match=says) as caught:
        learned(findings=as_findings(rows) + extra + "\n")
    assert (caught.value.row, caught.value.column) == (1202, column)


def moved(times: Iterator[float]) -> Weights:
    own = default_weights()
    levels = {
        name: tuple(row if row.same is None else replace(row, same=row.same * next(times)) for row in rows)
        for name, rows in own.levels.items()
    }
    return replace(own, levels=levels)


@given(st.lists(st.floats(0.01, 100), min_size=60, max_size=60))
@settings(max_examples=100, deadline=None)
def test_learned_weights_stay_in_order_and_near(times: list[float]) -> None:
    own = default_weights()
    found = bounded(moved(iter(times)), own)
    for name, row in ORDER:
        weigh = [weight(found.level(name, level)) for level in row]
        assert all(a >= b * (1 - 1e-9) for a, b in itertools.pairwise(weigh)), name
    for name, rows in own.levels.items():
        for old, new in zip(rows, found.levels[name], strict=True):
            assert new.likely <= min(1.0, FARTHEST * old.likely) * (1 + 1e-9)


def test_what_was_not_moved_is_not_bounded() -> None:
    assert bounded(default_weights(), default_weights()) == default_weights()


def test_dates_of_birth_tell_who_moved_or_changed_the_name(learned: Learn, petition: Path) -> None:
    with (petition / "roll.csv").open(newline="") as file:
        born = {row["voter_id"]: row["birth_date"] for row in csv.DictReader(file)}
    signer = dict(truth(petition))
    head, *rows = transcripts(petition)
    dated = [[*row, born.get(signer[row[0]], "")] for row in rows]
    changes = {(row.comparison, row.level): row for row in learned([[*head, "birth_date"], *dated]).changes}
    assert changes["address", "elsewhere"].count > 0
    few = [[*row, day if place % 3 == 0 else ""] for place, (*row, day) in enumerate(dated)]
    assert ("address", "elsewhere") not in {
        (row.comparison, row.level) for row in learned([[*head, "birth_date"], *few]).changes
    }
