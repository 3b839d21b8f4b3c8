"""fullcount link --engine spark writes byte for byte what it writes without, and says what it lacks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from made_up import petition
from on_spark import SETTINGS, Sparked, needs_spark

from fullcount.cli import engine
from fullcount.cli.engine import EngineName, EngineOptions
from fullcount.linkage import Spark
from fullcount.terms import BadInput, Refused, UserError


@pytest.mark.parametrize(
    ("given", "environment", "kind", "told"),
    [
        ({"spark_master": "yarn"}, {}, BadInput, "Add --engine spark"),
        ({"spark_conf": ["spark.a=b"]}, {}, BadInput, "Add --engine spark"),
        ({"spark_folder": Path()}, {}, BadInput, "Add --engine spark"),
        ({"engine": "spark", "spark_master": "spark://h:7077"}, {}, BadInput, "--spark-folder FOLDER"),
        ({"engine": "spark", "spark_conf": ["memory"]}, {}, BadInput, "NAME=VALUE"),
        ({"engine": "spark", "spark_conf": ["memory=8g"]}, {}, BadInput, "begin with spark"),
        ({"engine": "spark", "spark_conf": ["spark.master=yarn"]}, {}, BadInput, "--spark-master"),
        ({"engine": "spark"}, {"SPARK_REMOTE": "sc://h"}, Refused, "Spark Connect"),
        ({"engine": "spark"}, {"PYSPARK_GATEWAY_PORT": "1"}, Refused, "spark-submit"),
    ],
)
def test_options_that_cannot_be_meant_are_told(
    given: dict[str, Any], environment: dict[str, str], kind: type[UserError], told: str
) -> None:
    with pytest.raises(kind, match=told):
        EngineOptions(**{**given, "engine": EngineName(given.get("engine", "duckdb"))}).spark(environment)


def test_options_say_where_spark_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Spark, "check", lambda *_: None)
    given = EngineOptions(EngineName.SPARK, "yarn", ["spark.executor.memory=8g", "spark.a=b=c"], tmp_path)
    settings = {"spark.executor.memory": "8g", "spark.a": "b=c"}
    assert given.spark({}) == Spark("yarn", settings, tmp_path)
    assert EngineOptions(EngineName.SPARK).spark({}) == Spark("local[*]")
    assert EngineOptions().spark({"SPARK_REMOTE": "sc://h"}) is None


def test_without_spark_nothing_is_done(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    done = run("link lines.csv roll.csv --engine spark", "--out", tmp_path / "links.csv")
    assert (done.code, "pip install 'fullcount[spark]'" in done.err) == (2, True), done.err
    assert list(tmp_path.iterdir()) == []


class TestOnSpark:
    pytestmark = needs_spark

    @pytest.fixture
    def on_it(self, sparked: Sparked, monkeypatch: pytest.MonkeyPatch) -> None:
        """Commands use the Spark that runs."""
        monkeypatch.setattr(engine, "Spark", lambda *given: Spark(*given, session=sparked.spark.session))

    @pytest.mark.parametrize(
        ("scenario", "seed"), [("los-angeles-2022", 4), ("los-angeles-2022", 5), ("published-errors", 6)]
    )
    @pytest.mark.usefixtures("on_it")
    def test_both_engines_write_the_same(self, run, tmp_path: Path, scenario: str, seed: int) -> None:
        made, told = petition(tmp_path / "made", scenario, seed), {}
        for name in EngineName:
            inputs = (made / "transcripts.csv", made / "roll", "--out", tmp_path / f"{name}.csv")
            done = run("link --json --engine", name, *inputs)
            assert done.code == 0, done.err
            told[name] = json.loads(done.out)
        assert "Apache Spark: fuzzy (" in done.err
        assert len((tmp_path / "duckdb.csv").read_bytes()) > 50_000
        assert (tmp_path / "spark.csv").read_bytes() == (tmp_path / "duckdb.csv").read_bytes()
        own = {"out", "steps", "versions"}
        here, there = ({k: v for k, v in told[name].items() if k not in own} for name in EngineName)
        assert there == here
        assert here["duplicates"]
        assert set(told["spark"]["versions"]) - set(told["duckdb"]["versions"]) == {"pyspark"}
        assert sorted(path.name for path in tmp_path.iterdir()) == ["duckdb.csv", "made", "spark.csv"]

    def test_a_spark_of_its_own_is_started_and_ended(self, tmp_path: Path) -> None:
        made = petition(tmp_path / "made", "published-errors", 7)
        done = {}
        settings = [word for key, value in SETTINGS.items() for word in ("--spark-conf", f"{key}={value}")]
        for name, more in {"duckdb": [], "spark": ["--spark-master", "local[2]", *settings]}.items():
            done[name] = _link(made, tmp_path / f"{name}.csv", "--engine", name, *more)
            assert done[name].returncode == 0, done[name].stderr
        assert (tmp_path / "spark.csv").read_bytes() == (tmp_path / "duckdb.csv").read_bytes()
        said = done["spark"].stderr.splitlines()
        assert all(line.startswith("✓ ") for line in said), said
        assert any("Starting Apache Spark" in line for line in said)
        assert done["spark"].stdout.replace("spark.csv", "duckdb.csv") == done["duckdb"].stdout
        assert sorted(path.name for path in tmp_path.iterdir()) == ["duckdb.csv", "made", "spark.csv"]

    def test_a_master_that_is_none_is_told_and_leaves_nothing(self, tmp_path: Path) -> None:
        made = petition(tmp_path / "made", "tiny", 8, 1.0)
        done = _link(made, tmp_path / "l.csv", "-q", "--engine", "spark", "--spark-master", "local[two]")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("fullcount: Apache Spark cannot be started as local[two].")
        assert [path.name for path in tmp_path.iterdir()] == ["made"]


def _link(made: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own: of Sparks there can be one in a process."""
    start = "from fullcount.cli import main; main()"
    command = ("link", made / "transcripts.csv", made / "roll", "--out", out, *more)
    return subprocess.run(
        [sys.executable, "-c", start, *map(str, command)], capture_output=True, text=True, check=False
    )
