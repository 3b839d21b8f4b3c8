"""Linking on Apache Spark gives what linking in this process gives, row by row.

The parts that need Spark and Java are marked `spark`; what they leave out is said in conftest.
"""

from __future__ import annotations

import csv
import importlib.util
import shutil
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from fullcount import synth
from fullcount.linkage import LinkResult, Options, Spark, StepCount, default_weights, link
from fullcount.linkage.blocks import Tier, tiers
from fullcount.linkage.dialect import for_spark
from fullcount.roll import import_roll, layout
from fullcount.terms import Refused

HERE = bool(shutil.which("java")) and importlib.util.find_spec("pyspark") is not None
needs_spark = [
    pytest.mark.spark,
    pytest.mark.skipif(not HERE, reason="neither Java nor Spark, or one of them"),
]
TIERS = tiers(default_weights(), dated=True)


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: tier.name)
def test_every_block_is_said_in_sparks_words(tier: Tier) -> None:
    for block in tier.blocks:
        said = for_spark(block.sql)
        assert said.count("BROADCAST(l)") == 1
        assert "prep." not in said
        assert "(FROM" not in said


def test_what_both_engines_read_alike_is_left_alone() -> None:
    alike = "SELECT lrow FROM line l WHERE l.zip IS NULL"
    assert for_spark(alike) == alike


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
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match=r"no Java\. Install Java 17"):
        Spark().check(str(tmp_path / java_home) if java_home else "")


class Both:
    """One petition linked on Spark and here; every line with an odd number knows its signer's birth date."""

    def __init__(self, folder: Path) -> None:
        synth.make(synth.scenario("los-angeles-2022"), 0.002, 3, folder)
        import_roll(folder / "roll.csv", folder / "roll", layout("fullcount"), date(2022, 7, 6))
        _write_dated(folder, folder / "dated.csv")
        self.scratch = folder
        self.here = self._linked(folder, "here", None)
        self.spark = self._linked(folder, "100% [a-z] {b} it's *", Spark("local[2]", "1g"))

    def _linked(self, folder: Path, name: str, spark: Spark | None) -> LinkResult:
        options = Options(spark=spark, filed=date(2022, 3, 1))
        return link(folder / "dated.csv", folder / "roll", folder / name, options=options)


def _write_dated(folder: Path, into: Path) -> None:
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


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    return Both(tmp_path_factory.mktemp("spark"))


class TestOnSpark:
    pytestmark = needs_spark

    def test_every_candidate_is_the_same(self, both: Both) -> None:
        found = list(both.here.candidates())
        assert len(found) > 1000
        assert list(both.spark.candidates()) == found

    def test_every_reading_is_the_same(self, both: Both) -> None:
        found = list(both.here.readings())
        assert len({reading for _, reading, _ in found}) == 6
        assert list(both.spark.readings()) == found

    def test_every_group_is_the_same(self, both: Both) -> None:
        found = list(both.here.groups())
        assert len(found) > 50
        assert list(both.spark.groups()) == found

    def test_every_tier_finds_and_weighs_as_many_pairs(self, both: Both) -> None:
        counted = _pairs(both.here.steps)
        assert len(counted) == 2 * len(TIERS)
        assert all(counted.values())
        assert _pairs(both.spark.steps) == counted

    def test_nothing_is_left_but_the_result(self, both: Both) -> None:
        assert [path.name for path in both.spark.path.parent.iterdir()] == ["links.duckdb"]

    def test_a_master_that_is_none_is_told_and_leaves_nothing(self, both: Both, tmp_path: Path) -> None:
        lines, roll = both.scratch / "dated.csv", both.scratch / "roll"
        with pytest.raises(Refused, match=r"cannot be started as local\[two\]"):
            link(lines, roll, tmp_path / "work", options=Options(spark=Spark("local[two]", "1g")))
        assert list((tmp_path / "work").iterdir()) == []


def _pairs(steps: tuple[StepCount, ...]) -> dict[str, int]:
    return {
        s.name: s.rows for s in steps if s.name.endswith(("_pairs", "_weighed")) and s.name != "lines_pairs"
    }
