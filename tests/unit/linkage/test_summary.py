"""What a linking came to, in counts, and held against a truth worked by hand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fullcount import linkage, roll
from fullcount.estimates import merged
from fullcount.linkage.reference import Reference, read_reference, write_reference
from fullcount.linkage.summary import EDGES, SURE, searched, tables_from, tables_of
from fullcount.terms import BadInput, Candidate, DuplicateGroup, Reading

ROLL = """voter_id,first_name,middle_name,last_name,suffix,birth_date,\
residence_address,unit,city,zip,status,registered_on,jurisdiction
v1,Alma,,Quisling,,1970-01-01,12 Heron St,,Lakeport,90001,active,2010-01-01,
v2,Cora,,Vandermeer,,1980-01-01,77 Otter Ave,,Lakeport,90001,active,2012-01-01,
v3,Dario,,Pellegrino,,1981-01-01,5 Elm Ct,,Lakeport,90002,canceled,2012-01-01,
"""
HERE, AWAY, NOBODY = Reading.REGISTERED_HERE, Reading.ANOTHER_ADDRESS, Reading.NOBODY
READINGS = [("a", HERE, 0.95), ("b", HERE, 0.99), ("c", AWAY, 0.6), ("d", NOBODY, 0.97), ("e", NOBODY, 0.7),
            ("f", AWAY, 0.55)]  # fmt: skip
CANDIDATES = [
    Candidate("a", 1, "v1", 0.95, HERE, ""),
    Candidate("b", 1, "v2", 0.5, HERE, ""),
    Candidate("b", 2, "v1", 0.49, HERE, ""),
    Candidate("c", 1, "v3", 0.4, AWAY, ""),
    Candidate("e", 1, "v3", 0.2, NOBODY, ""),
]
GROUPS = [DuplicateGroup(("a", "b", "c"), "v1", 0.96, ""), DuplicateGroup(("d", "e"), "", 0.91, "")]


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    (tmp_path / "roll.csv").write_text(ROLL)
    roll.import_roll(tmp_path / "roll.csv", tmp_path / "roll", roll.layout("fullcount"), date(2022, 7, 6))
    return tmp_path / "roll"


def test_lines_are_counted_by_what_is_left_to_do() -> None:
    with tables_from(READINGS, CANDIDATES, GROUPS) as tables:
        found = tables.summary()
    left = found.outcomes
    assert (found.lines, found.candidates) == (6, 5)
    assert dict(found.readings)[HERE] == 2
    assert (left.sure, left.nobody, left.choose, left.search) == (1, 1, 3, 1)
    assert [(row.of_voter, row.low, row.groups, row.lines) for row in found.copies] == [
        (True, 950_000, 1, 3),
        (False, 900_000, 1, 2),
    ]


def test_a_proposal_is_the_best_candidate_or_nobody_and_a_line_without_either_proposes_nothing() -> None:
    with tables_from(READINGS, CANDIDATES, GROUPS) as tables:
        proposed = dict(tables.summary().proposed)
    assert {reading: one.count for reading, one in proposed.items()} == {HERE: 2, AWAY: 1, NOBODY: 2}
    assert proposed[NOBODY].whole.total == 1_670_000
    assert proposed[HERE].whole.total == 1_450_000


def test_proposals_are_right_or_wrong_and_who_is_not_on_the_roll_is_nobody_on_it(sealed: Path) -> None:
    truth = [("a", "v1"), ("b", "v1"), ("c", ""), ("d", "moved-in"), ("e", "v2"), ("f", "v1"), ("x", "v1")]
    with tables_from(READINGS, CANDIDATES, GROUPS) as tables:
        found = tables.judge(truth, sealed)
        assert tables.judge(truth, sealed) == found  # a second time the same
    right = {reading: one.whole.right for reading, one in found.by_reading}
    assert right == {HERE: 1, AWAY: 0, NOBODY: 1}
    assert (found.truths, found.unknown, found.silent) == (7, 1, 1)
    assert found.ranks == (1, 1, 0, 0, 0)
    assert found.missed == 2  # e and f: on the roll, and not among the candidates
    assert merged(one for _, one in found.by_reading).count == found.truths - found.unknown - found.silent


def test_what_is_kept_of_a_linking_gives_the_counts_of_its_file(sealed: Path, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(
        "line,name,address,zip\n1,Alma Quisling,12 Heron St,90001\n2,Alma Quisling,12 Heron Street,90001\n"
        "3,Zebulon Underhill,900 Nowhere Rd,90009\n4,Cora Vandermeer,8 Elm Ct,90002\n"
    )
    result = linkage.link(tmp_path / "lines.csv", sealed, tmp_path / "work")
    truth = [("1", "v1"), ("2", "v1"), ("3", ""), ("4", "v2")]
    with tables_of(result) as tables:
        of_file = tables.summary(), tables.judge(truth, sealed)
        assert tables.lines() == 4
    with tables_from(result.readings(), result.candidates(), result.groups()) as tables:
        assert (tables.summary(), tables.judge(truth, sealed)) == of_file
    searches = searched(result.steps, linkage.default_weights())
    assert [one.name for one in searches][:2] == ["exact", "address"]
    assert all(one.searches for one in searches)


def test_sure_is_an_edge() -> None:
    assert SURE in EDGES


def _reference() -> Iterator[Reference]:
    with tables_from(READINGS, CANDIDATES, GROUPS) as tables:
        parts = tables.summary().proposed
    yield Reference(
        of='a "made-up" county',
        measured=date(2026, 1, 2),
        program="fullcount 0",
        command="make it",
        weights_sha256="ab" * 32,
        lines=6,
        voters=3,
        silent=1,
        ranks=(1, 0, 0, 0, 0),
        missed=2,
        by_reading=parts,
    )


def test_a_reference_is_read_as_it_was_written(tmp_path: Path) -> None:
    (written,) = _reference()
    write_reference(written, tmp_path / "calibration.toml")
    assert read_reference(tmp_path / "calibration.toml") == written
    (tmp_path / "other.toml").write_text("of = 1\n")
    with pytest.raises(BadInput, match="not a reference"):
        read_reference(tmp_path / "other.toml")
