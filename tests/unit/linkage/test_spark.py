"""Linking on Apache Spark gives what linking in this process gives, row by row.

The parts that need Spark and Java are marked `spark`; what they leave out is said at the end of the tests.
"""

from __future__ import annotations

import csv
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from made_up import petition
from on_spark import Sparked, needs_spark

from fullcount.linkage import LinkResult, Options, Spark, default_weights, link
from fullcount.linkage.blocks import Tier, tiers
from fullcount.linkage.dialect import for_spark, tables
from fullcount.linkage.intake import LINE_COLUMNS
from fullcount.linkage.prepared import VOTER_COLUMNS
from fullcount.linkage.spark import _explained, _watched, _weigh
from fullcount.terms import Fault, Progress, Refused, UserError, silent

TIERS = tiers(default_weights(), dated=True)


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: tier.name)
def test_every_block_is_said_in_sparks_words(tier: Tier) -> None:
    for block in tier.blocks:
        said = for_spark(block.sql)
        assert said.count("BROADCAST(l)") == 1
        assert "prep." not in said
        assert "(FROM" not in said


def test_what_both_engines_read_alike_is_left_alone() -> None:
    alike = (
        "SELECT lrow FROM line l WHERE l.zip IS NULL -- it's nobody's ZIP\n AND coalesce (l.n_pair, 1) <= 5"
    )
    assert for_spark(alike) == alike


@pytest.mark.parametrize(
    "unlike",
    [
        "FROM line",
        "SELECT lrow FROM line l WHERE l.zip = '90001'",
        "SELECT lrow FROM line l WHERE l.number // 2 = 1",
        "SELECT lrow FROM line l WHERE l.number::INTEGER = 1",
        "SELECT lrow FROM line l WHERE hash(l.zip) = 1",
        "SELECT lrow FROM line l WHERE l.zip IS NOT DISTINCT FROM l.city",
        "WITH l AS (SELECT lrow FROM line) SELECT lrow FROM l",
        "SELECT lrow FROM line l QUALIFY 1 = 1",
        "SELECT l.lrow FROM line l POSITIONAL JOIN prep.voter v",
    ],
)
def test_what_is_not_known_to_mean_the_same_is_a_fault(unlike: str) -> None:
    with pytest.raises(Fault, match="dialect"):
        for_spark(unlike)


def test_the_tables_of_a_block_are_those_it_reads() -> None:
    part = "(FROM part_line SEMI JOIN open_line USING (lrow))"
    sql = f"-- FROM afar\nSELECT l.lrow FROM {part} l JOIN prep.voter v"
    assert tables(sql) == ("part_line", "open_line", "prep.voter")


def test_without_spark_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(Refused, match=r"Spark is not installed\. .*pip install 'fullcount\[spark\]'"):
        Spark().check()


@pytest.mark.parametrize("java_home", ["", "a-folder-without-java"])
def test_without_java_the_error_says_which_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, java_home: str
) -> None:
    for name in ("pandas", "pyarrow", "pyspark"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setattr(sys.modules["pyspark"], "__version__", "4.1.0", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match=r"no Java\. Install Java 17"):
        Spark().check(str(tmp_path / java_home) if java_home else "")


def test_a_worker_tells_no_value_of_what_went_wrong() -> None:
    def weigh(*_: object) -> None:
        raise ValueError("cannot weigh QUISLING")

    names = [
        "lrow",
        "vrow",
        *(f"l_{name}" for name in LINE_COLUMNS),
        *(f"v_{name}" for name in VOTER_COLUMNS),
    ]
    column = SimpleNamespace(to_numpy=lambda: np.zeros(1, dtype=np.int32))
    batch = SimpleNamespace(schema=SimpleNamespace(names=names), num_rows=1, column=lambda _: column)
    with pytest.raises(Fault, match="ValueError") as told:
        list(_weigh(iter([batch]), SimpleNamespace(weigh=weigh)))
    assert "QUISLING" not in "".join(traceback.format_exception(told.value))


class Both:
    """One petition linked on Spark and here."""

    def __init__(self, folder: Path, scenario: str, seed: int, sparked: Sparked) -> None:
        self.folder, self.lines, self.sparked = (
            petition(folder, scenario, seed),
            folder / "dated.csv",
            sparked,
        )
        _write_dated(folder, self.lines)
        self.here = self._linked("here", None)
        self.spark = self._linked("100% [a-z] {b} it's *", sparked.spark)

    def _linked(self, name: str, spark: Spark | None) -> LinkResult:
        options = Options(spark=spark, filed=date(2022, 3, 1))
        return link(self.lines, self.folder / "roll", self.folder / name, options=options)


def _write_dated(folder: Path, into: Path) -> None:
    """Every other line knows its signer's birth date, two in three the day of signing."""
    with (folder / "roll.csv").open(encoding="utf-8") as file:
        born = {row["voter_id"]: row["birth_date"] for row in csv.DictReader(file)}
    with (folder / "truth" / "truth.csv").open(encoding="utf-8") as file:
        signer = {row["line"]: row["voter_id"] for row in csv.DictReader(file)}
    with (folder / "transcripts.csv").open(encoding="utf-8") as file, into.open("w", newline="") as out:
        rows = list(csv.DictReader(file))
        writer = csv.DictWriter(out, [*rows[0], "birth_date", "signed_on"])
        writer.writeheader()
        for place, row in enumerate(rows):
            day = born.get(signer[row["line"]], "") if place % 2 else ""
            writer.writerow({**row, "birth_date": day, "signed_on": "2022-02-10" if place % 3 else ""})


@pytest.fixture(scope="module", params=[("los-angeles-2022", 1), ("published-errors", 2)])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sparked: Sparked) -> Both:
    return Both(tmp_path_factory.mktemp("both"), *request.param, sparked)


class TestOnSpark:
    pytestmark = needs_spark

    def test_every_candidate_is_the_same(self, both: Both) -> None:
        found = list(both.here.candidates())
        assert len(found) > 500
        assert list(both.spark.candidates()) == found

    def test_every_reading_is_the_same(self, both: Both) -> None:
        found = list(both.here.readings())
        assert len({reading for _, reading, _ in found}) > 3
        assert list(both.spark.readings()) == found

    def test_every_group_is_the_same(self, both: Both) -> None:
        found = list(both.here.groups())
        assert len(found) > 10
        assert list(both.spark.groups()) == found

    def test_every_step_has_as_many_rows(self, both: Both) -> None:
        counted = [(step.name, step.rows) for step in both.here.steps]
        assert sum(name.endswith("_pairs") and rows > 0 for name, rows in counted) > len(TIERS)
        assert [(step.name, step.rows) for step in both.spark.steps if step.name != "handed_over"] == counted

    def test_nothing_is_left_but_the_result(self, both: Both) -> None:
        assert [path.name for path in both.spark.path.parent.iterdir()] == ["links.duckdb"]
        assert both.sparked.spark.session.catalog.listTables() == []

    def test_no_name_stands_in_what_spark_notes(self, both: Both) -> None:
        noted = set(re.findall(r"\w+", both.sparked.log.read_text(encoding="utf-8", errors="replace")))
        assert {"INFO", "Broadcast"} & noted
        with (both.folder / "roll.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        held = {
            word.upper() for row in rows for name in ("first_name", "last_name") for word in row[name].split()
        }
        assert len(held) > 100
        assert {name for name in held if len(name) > 3} & noted == set()


class TestOfSpark:
    pytestmark = needs_spark

    @pytest.fixture
    def linked_with(self, county: Path, tmp_path: Path) -> Callable[..., LinkResult]:
        lines = tmp_path / "lines.csv"
        lines.write_text("line,name,address\n1,Bill Thornquist,4821 Maple St\n")

        def run(spark: Spark, heard: Progress = silent) -> LinkResult:
            return link(lines, county, tmp_path / "work", heard, Options(spark=spark))

        return run

    def test_the_folder_of_the_tables_is_as_open_as_the_one_it_is_in(
        self, sparked: Sparked, linked_with: Callable[..., LinkResult], tmp_path: Path
    ) -> None:
        shared, seen = tmp_path / "shared", list[int]()
        shared.mkdir()
        shared.chmod(0o750)

        def heard(what: str, done: int, of: int) -> None:
            seen.extend(path.stat().st_mode & 0o777 for path in shared.iterdir())

        linked_with(replace(sparked.spark, folder=shared), heard)
        assert set(seen) == {0o750}
        assert list(shared.iterdir()) == []

    @pytest.mark.parametrize(
        ("folder", "told"), [("nowhere", "There is no folder"), ("a,b", "holds a comma")]
    )
    def test_a_folder_that_spark_cannot_use_is_told(
        self,
        sparked: Sparked,
        linked_with: Callable[..., LinkResult],
        tmp_path: Path,
        folder: str,
        told: str,
    ) -> None:
        with pytest.raises(UserError, match=told):
            linked_with(replace(sparked.spark, folder=tmp_path / folder))
        assert list((tmp_path / "work").iterdir()) == []

    @pytest.mark.usefixtures("sparked")
    def test_a_second_spark_in_one_process_is_refused(self, linked_with: Callable[..., LinkResult]) -> None:
        with pytest.raises(Refused, match="already"):
            linked_with(Spark("local[2]"))

    @pytest.mark.parametrize(
        ("said", "kind", "told"),
        [
            ("java.lang.OutOfMemoryError: Java heap space", Refused, "memory"),
            (
                "java.io.FileNotFoundException: File file:/p/line-0.parquet does not exist",
                Refused,
                "same path",
            ),
            ("ModuleNotFoundError: No module named 'fullcount'", Refused, "lacks fullcount"),
            ("[PYTHON_VERSION_MISMATCH] Python in worker has different version", Refused, "same version"),
            ("something about QUISLING", Fault, r"stopped after 2 steps: PySparkException\.$"),
        ],
    )
    def test_why_spark_stopped_is_told_in_our_words(
        self, said: str, kind: type[Exception], told: str
    ) -> None:
        from pyspark.errors import PySparkException

        with pytest.raises(kind, match=told) as error, _explained(SimpleNamespace(counts=[1, 2])):
            raise PySparkException(said)
        assert "QUISLING" not in str(error.value)

    def test_progress_counts_tasks_that_are_done_and_never_goes_back(self, monkeypatch) -> None:
        from fullcount.linkage import spark

        monkeypatch.setattr(spark, "_GLANCE", 0.001)
        looks: Iterator[dict[int, tuple[int, int]]] = iter(
            [{}, {1: (1, 4)}, {1: (4, 4), 2: (0, 3)}, {2: (2, 3)}]
        )
        heard: list[tuple[Any, ...]] = []
        tracker = _Tracker(looks)
        context = SimpleNamespace(statusTracker=lambda: tracker)
        with _watched(context, "a tier", lambda *told: heard.append(told)):
            while not tracker.ended:
                time.sleep(0.001)
        assert heard[:4] == [("a tier", 0, 0), ("a tier", 1, 4), ("a tier", 4, 7), ("a tier", 6, 7)]


class _Tracker:
    """Says of each look which stages are active."""

    def __init__(self, looks: Iterator[dict[int, tuple[int, int]]]) -> None:
        self._looks, self._now, self.ended = looks, dict[int, tuple[int, int]](), False

    def getActiveStageIds(self) -> list[int]:  # noqa: N802 - Spark's name
        now = next(self._looks, None)
        self._now, self.ended = now or {}, now is None
        return list(self._now)

    def getStageInfo(self, stage: int) -> SimpleNamespace:  # noqa: N802
        done, of = self._now[stage]
        return SimpleNamespace(stageId=stage, numCompletedTasks=done, numTasks=of)
