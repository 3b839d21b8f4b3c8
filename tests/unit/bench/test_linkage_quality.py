"""Any side's candidates held against the truth of a made-up petition."""

from pathlib import Path

import duckdb
import pytest
from bench.linkage_quality import compare, hits, measure
from bench.petitions import Petition, make_sealed

from fullcount import linkage


@pytest.fixture(scope="module")
def petition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("petition")
    make_sealed(Petition("tiny", 1.0, 5), folder)
    linkage.link(folder / "transcripts.csv", folder / "roll", folder)
    return folder


def found(folder: Path, sql: str) -> Path:
    """Candidates by a query that may name the truth's and the linking's tables."""
    target = folder / "found.parquet"
    with duckdb.connect() as db:
        db.execute(f"ATTACH '{folder / linkage.LINKS}' AS links (READ_ONLY)")
        db.execute(
            f"CREATE VIEW truth AS FROM read_csv('{folder / 'truth' / 'truth.csv'}', all_varchar = true)"
        )
        db.execute(f"COPY ({sql}) TO '{target}'")
    return target


def test_our_own_candidates_have_the_figures_that_all_figures_have(petition: Path) -> None:
    ours = found(petition, "SELECT line, rank, voter_id, probability FROM links.candidate")
    compared, measured = compare(petition, ours), measure(petition)["figures"]
    assert set(compared) < set(measured)
    assert compared == {name: measured[name] for name in compared}


def test_who_knows_the_truth_has_no_error(petition: Path) -> None:
    truth = found(petition, "SELECT line, 1 AS rank, voter_id, 1.0 AS sure FROM truth WHERE voter_id <> ''")
    figures = compare(petition, truth, "sure")
    right = ("precision at 0.9", "recall at 0.9", "here: first", "best F1")
    wrong = ("unregistered linked at 0.9", "housemate at 0.9", "calibration error, candidates")
    assert {name: figures[name] for name in right} == dict.fromkeys(right, 1.0)
    assert {name: figures[name] for name in wrong} == dict.fromkeys(wrong, 0.0)


def test_hits_count_the_lines_a_side_looked_for(petition: Path) -> None:
    some = "(FROM truth WHERE voter_id <> '' ORDER BY line LIMIT 3)"
    path = found(
        petition,
        f"SELECT line, 1 AS rank, voter_id FROM {some} UNION ALL "
        "(SELECT line, 1, 'somebody' FROM truth WHERE voter_id IS NULL ORDER BY line LIMIT 2)",
    )
    assert hits(petition, path) == {"lines": 5, "registered": 3, "right": 3}
