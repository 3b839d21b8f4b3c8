"""Laws of linking sayable in one sentence."""

import csv
import itertools
import random
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fullcount.linkage import (
    Engine,
    LineLinker,
    Linked,
    LinkResult,
    Options,
    VoterFile,
    default_weights,
    link,
    prepare,
)
from fullcount.linkage.blocks import Tier
from fullcount.roll import import_roll, layout
from fullcount.terms import Reading

FIRSTS = ["ANNA", "BORIS", "CLARA", "DAVID", "JOSE", "JOSEPH", "MARIA", "MARIO", "PETER", "ROSA"]
LASTS = ["ALDER", "BRANDT", "CASTRO", "GARCIA", "GARZA", "MORENO", "MORENO-GARZA"]
ROLL = [
    (
        f"V{n}",
        first,
        last,
        f"{100 + n // 3 % 12} {('MAPLE ST', 'OAK AVE', 'OAKS AVE')[n % 3]}",
        f"9000{n % 3}",
    )
    for n, (first, last) in enumerate(itertools.product(FIRSTS, LASTS))
]

COLUMNS = ["line", "first", "last", "address", "zip"]
people = st.tuples(
    st.sampled_from([*FIRSTS, "BORISS", "J", "JOE", "ZED", ""]),
    st.sampled_from([*LASTS, "GARZIA", "MORENO GARZA", "ZYX"]),
    st.sampled_from([*(row[3] for row in ROLL[:36]), "101 MAPEL", "110 OAK AVE APT 2", "", "PO BOX 12"]),
    st.sampled_from(["90000", "90001", ""]),
)
petitions = st.lists(people, min_size=20, max_size=60)
few = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sealed and prepared roll."""
    folder = tmp_path_factory.mktemp("laws")
    with (folder / "roll.csv").open("w", newline="") as file:
        header = ["voter_id", "first_name", "last_name", "residence_address", "zip"]
        csv.writer(file).writerows([header, *ROLL])
    import_roll(folder / "roll.csv", folder / "roll", layout("fullcount"), date(2022, 7, 6))
    prepare(folder / "roll")
    return folder


def run(place: Path, rows: list[tuple[str, ...]], threads: int = 2) -> LinkResult:
    with (place / "lines.csv").open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return link(
        place / "lines.csv", place / "roll", place / "work", options=Options(engine=Engine(threads=threads))
    )


def found(result: LinkResult) -> list[tuple[object, ...]]:
    told = [(c.line, c.rank, c.voter_id, c.probability, c.reading, c.evidence) for c in result.candidates()]
    return sorted(
        [*told, *((line, 0, reading, share) for line, reading, share in result.readings())], key=str
    )


def groups(result: LinkResult) -> set[tuple[frozenset[str], str, float]]:
    return {(frozenset(group.lines), group.voter_id, group.certainty) for group in result.groups()}


@few
@given(petition=petitions, seed=st.integers(0, 999))
def test_neither_the_order_of_lines_nor_the_threads_change_anything(place: Path, petition, seed: int) -> None:
    rows = [(f"L{n}", *person) for n, person in enumerate(petition)]
    straight = run(place, rows)
    before = found(straight), groups(straight)
    random.Random(seed).shuffle(rows)
    turned = run(place, rows, threads=1)
    assert (found(turned), groups(turned)) == before


@few
@given(petition=petitions)
def test_blocks_joined_together_find_what_they_find_one_by_one(place: Path, petition) -> None:
    rows = [(f"L{n}", *person) for n, person in enumerate(petition)]
    together = run(place, rows)
    before = found(together), counts(together)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tier, "merged_sql", Tier.pairs_sql)
        apart = run(place, rows)
    assert (found(apart), counts(apart)) == before


def counts(result: LinkResult) -> list[tuple[str, str, int]]:
    return [(step.name, step.why, step.rows) for step in result.steps]


@few
@given(petition=petitions)
def test_a_line_linked_alone_gives_what_it_gives_in_bulk(place: Path, petition) -> None:
    rows = [(f"L{n}", *person) for n, person in enumerate(petition)]
    together = found(run(place, rows))
    alone = found(run(place, rows[:1]))
    assert alone == [row for row in together if row[0] == "L0"]


@few
@given(petition=petitions)
def test_a_line_keyed_just_now_gives_what_it_gives_in_bulk(place: Path, petition) -> None:
    rows = [(f"L{n}", *person) for n, person in enumerate(petition)]
    together = found(run(place, rows))
    with LineLinker(place / "roll") as linker:
        alone = [linker.link([dict(zip(COLUMNS, row, strict=True))]) for row in rows]
        at_once = linker.link([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    assert told([one for (one,) in alone]) == together
    assert told(at_once) == together


marks = st.sampled_from(["", "", "''", '"', "-"])


@few
@given(petition=st.lists(st.tuples(people, marks, marks, marks), min_size=20, max_size=60))
def test_ditto_marks_keyed_just_now_are_read_and_told_as_in_bulk(place: Path, petition) -> None:
    rows = [
        (f"1-{n:02}", first, *(mark or own for mark, own in zip(dittos, rest, strict=True)))
        for n, ((first, *rest), *dittos) in enumerate(petition)
    ]
    result = run(place, rows)
    with LineLinker(place / "roll") as linker:
        at_once = linker.link([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    assert told(at_once) == found(result)
    took = dict(result.took())
    assert {one.line: one.took for one in at_once if one.took} == took
    assert all(
        c.evidence.endswith(f"; {took[c.line]}") if c.line in took else "ditto" not in c.evidence
        for c in result.candidates()
    )


@pytest.fixture(scope="module")
def with_history(place: Path) -> Path:
    """A folder with a roll in which every second voter moved in 2022, some of the days unknown."""
    folder = place / "history"
    folder.mkdir()
    homes = [row[3:] for row in ROLL[:36]]
    days = ["", "2022-02-01", "2022-03-01", "2022-04-01", "2022-05-01"]
    before = [
        (row[0], days[n % 2], days[2 + n % 3] if n % 5 else "", *homes[(2 * n + 13) % 36])
        for n, row in enumerate(ROLL[::2])
    ]
    with (folder / "former.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("voter_id", "from", "to", "residence_address", "zip"), *before])
    history = folder / "former.csv"
    import_roll(place / "roll.csv", folder / "roll", layout("fullcount"), date(2022, 7, 6), history=history)
    prepare(folder / "roll")
    return folder


dates = st.sampled_from(["", "2022-01-15", "2022-02-01", "2022-03-01", "2022-04-30"])
day = st.sampled_from([None, *(date(2022, month, 1) for month in range(1, 7))])
former_homes = st.tuples(
    st.sampled_from([(*row[1:3], *ROLL[(2 * n + 13) % 36][3:]) for n, row in enumerate(ROLL[::2])]),
    st.tuples(dates, dates, dates),
).map(lambda parts: (*parts[0], *parts[1]))


@few
@given(petition=st.lists(former_homes, min_size=20, max_size=60), days=st.tuples(day, day))
def test_a_line_at_a_former_address_gives_alone_what_it_gives_in_bulk(with_history: Path, petition, days):
    begun, filed = days if None in days else sorted(days)
    options = Options(circulated_from=begun, filed=filed)
    columns = [*COLUMNS, "signed_on", "circulated_from", "circulated_to"]
    rows = [dict(zip(columns, (f"L{n}", *line), strict=True)) for n, line in enumerate(petition)]
    with (with_history / "lines.csv").open("w", newline="") as file:
        csv.writer(file).writerows([columns, *(row.values() for row in rows)])
    roll = with_history / "roll"
    together = found(link(with_history / "lines.csv", roll, with_history / "work", options=options))
    assert sum(", not now" in str(row[-1]) for row in together) >= len(rows) / 2
    with LineLinker(roll, options) as linker:
        alone = [linker.link([row]) for row in rows]
    assert told([one for (one,) in alone]) == together


def told(linked: Iterable[Linked]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for one in linked:
        rows.append((one.line, 0, one.reading, one.probability))
        rows += [(c.line, c.rank, c.voter_id, c.probability, c.reading, c.evidence) for c in one.candidates]
    return sorted(rows, key=str)


@few
@given(petition=petitions)
def test_a_voter_file_gives_what_the_roll_sealed_of_it_gives(place: Path, petition) -> None:
    rows = [(f"L{n}", *person) for n, person in enumerate(petition)]
    sealed = found(run(place, rows))
    text = f"(FROM read_csv('{place / 'roll.csv'}', all_varchar = true))"
    known = "voter_id, first_name, last_name, residence_address, zip"
    blank = ", ".join(f"'' AS {name}" for name in ("middle_name", "suffix", "unit", "city"))
    dates = "NULL::DATE AS birth_date, NULL::DATE AS registered_on, NULL AS why"
    sql = f"(SELECT {known}, {blank}, {dates}, 'unknown' AS status, 'in' AS jurisdiction FROM {text})"
    assert found(link(place / "lines.csv", VoterFile("roll.csv", lambda _: sql), place / "work")) == sealed


@few
@given(petition=petitions)
def test_probabilities_of_a_line_leave_room_for_nobody(place: Path, petition) -> None:
    result = run(place, [(f"L{n}", *person) for n, person in enumerate(petition)])
    by_line: dict[str, list[float]] = {}
    for candidate in result.candidates():
        by_line.setdefault(candidate.line, []).append(candidate.probability)
    for shares in by_line.values():
        assert sum(shares) <= 1 + 1e-5
        assert shares == sorted(shares, reverse=True)
        assert len(shares) <= 5
    readings = list(result.readings())
    assert len(readings) == len(petition)
    for line, reading, share in readings:
        assert 0 < share < 1
        if reading is Reading.NOBODY:
            mates = [c.probability for c in result.candidates() if c.line == line and c.reading is reading]
            assert share + sum(by_line.get(line, ())) - sum(mates) <= 1 + 1e-5


@few
@given(petition=petitions)
def test_a_housemate_never_tops_nobody(place: Path, petition) -> None:
    cap = default_weights().prior["household_cap"]
    for candidate in run(place, [(f"L{n}", *person) for n, person in enumerate(petition)]).candidates():
        if "a housemate, not the signer" in candidate.evidence:
            assert candidate.probability <= cap
            assert candidate.reading is Reading.NOBODY


def test_nobody_of_another_first_name_is_ever_likely(place: Path) -> None:
    everyone = itertools.product(FIRSTS, LASTS[:-1], {(row[3], row[4]) for row in ROLL})
    rows = [(f"L{n}", first, last, *home) for n, (first, last, home) in enumerate(everyone)]
    names = {row[0]: row[1] for row in ROLL}
    written = {row[0]: row[1] for row in rows}
    others = [c for c in run(place, rows).candidates() if "another first name" in c.evidence]
    assert len(others) > 100
    for candidate in others:
        assert names[candidate.voter_id] != written[candidate.line]
        assert candidate.reading is Reading.NOBODY
        assert candidate.probability <= 0.1
