"""The search on Apache Spark: blocks joined and pairs weighed by its workers, everything else where we are.

Spark is given whole numbers, as Parquet: the prepared voters, the lines still open. It joins the same
blocks (see dialect) and hands the pairs, with the columns that weighing reads, to `Scale.weigh`, the code
that weighs them without Spark. What comes back is what this process would have found, in another order.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from fullcount.linkage.arrays import Side
from fullcount.linkage.blocks import Tier
from fullcount.linkage.dialect import for_spark
from fullcount.linkage.prepare import VOTER_COLUMNS
from fullcount.linkage.score import CHUNK, Scale, Weighed, nothing
from fullcount.linkage.intake import LINE_COLUMNS
from fullcount.linkage.steps import Run
from fullcount.linkage.weights import COMPARISONS
from fullcount.terms import Fault, Refused

_INSTALL: Final = "Install it with: pip install 'fullcount[spark]'"
_JAVA: Final = "Install Java 17, such as Debian's openjdk-17-jre-headless, or name it in JAVA_HOME."

# Written once a run; their names are those the dialect gives them.
_TABLES: Final = (
    "prep.voter",
    "prep.part",
    "line",
    "part_line",
    "nick",
)

_GATHERED: Final = (
    "SELECT /*+ BROADCAST(l) */ p.lrow, p.vrow, "
    + ", ".join(f"coalesce(int(l.{name}), 0) AS l_{name}" for name in LINE_COLUMNS)
    + ", "
    + ", ".join(f"coalesce(int(v.{name}), 0) AS v_{name}" for name in VOTER_COLUMNS)
    + " FROM pairs p JOIN line l USING (lrow) JOIN prep_voter v USING (vrow)"
)


@dataclass(frozen=True, slots=True)
class Spark:
    """Where Spark runs. master: as Spark says it; local[2] is two cores of this machine.

    memory: what Spark's own process may take here, in Spark's words. The workers' is the cluster's affair.
    """

    master: str = "local[*]"
    memory: str = "4g"

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, in one process with its workers beside it."""
        return self.master.startswith("local")

    def check(self, java_home: str = "") -> None:
        """Raises Refused where Spark or Java is not installed; java_home: as in JAVA_HOME."""
        _import()
        if not shutil.which(f"{java_home}/bin/java" if java_home else "java"):
            raise Refused("Apache Spark needs Java 17, and there is no Java.", do=_JAVA)


def _import() -> None:
    try:
        import pandas as pd  # noqa: F401
        import pyarrow as pa  # noqa: F401
        import pyspark  # noqa: F401
    except ImportError as error:
        raise Refused("Apache Spark is not installed.", do=_INSTALL) from error


class SparkMatcher:
    """Finds and weighs the pairs of a tier on Spark."""

    def __init__(self, run: Run, scale: Scale, session: Any, scratch: Path) -> None:
        self._run, self._session, self._scratch = run, session, scratch
        began = run.begin()
        for table in _TABLES:
            self._hand_over(table)
        for texts in (scale.known.names, scale.known.places):
            _ = texts.length, texts.letter, texts.spaced  # worked out once, not once a worker
        self._scale = session.sparkContext.broadcast(scale)
        run.note(
            began,
            "handed_over",
            "The prepared roll and the lines, as numbers, for Spark's workers.",
            int(scale.voters),
        )

    def match(self, tier: Tier) -> Weighed:
        """The tier's pairs for the lines in `open_line`, each once, weighed."""
        from pyspark.sql import Observation, functions

        began, counted = self._run.begin(), Observation()
        self._hand_over("open_line")
        pairs = self._session.sql(f"SELECT DISTINCT lrow, vrow FROM ({for_spark(tier.pairs_sql())})")
        pairs = pairs.observe(counted, functions.count(functions.lit(1)).alias("pairs"))
        pairs.createOrReplaceTempView("pairs")
        scale = self._scale
        weighed = self._session.sql(_GATHERED).mapInArrow(
            lambda batches: _weigh(batches, scale.value), _schema()
        )
        found = _unpacked(weighed.toArrow())
        self._run.note(self._run.begin(), f"{tier.name}_pairs", tier.why, counted.get["pairs"])
        self._run.note(
            began, f"{tier.name}_weighed", "Pairs found and weighed on Spark, as one job.", len(found)
        )
        return found

    def _hand_over(self, table: str) -> None:
        """Write a table of the run as Parquet and name it to Spark."""
        path = self._scratch / f"{table}-{len(self._run.counts)}.parquet"
        target = str(path).replace("'", "''")
        self._run.db.execute(f"COPY (FROM {table}) TO '{target}' (FORMAT parquet)")
        self._session.read.parquet(_literally(path)).createOrReplaceTempView(for_spark(table))


def _literally(path: Path) -> str:
    """A path as Spark reads it: a bracket or a star in a folder's name is no pattern."""
    return "file:" + re.sub(r"([\\\[\]{}*?])", r"\\\1", str(path))


@contextmanager
def matching(run: Run, scale: Scale, spark: Spark, scratch: Path) -> Iterator[SparkMatcher]:
    """A matcher on a Spark that ends with it. scratch: a folder all workers see; it is gone afterwards."""
    _import()
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    scratch = scratch.absolute()
    if set(str(scratch)) & set(',"'):
        raise Refused("Apache Spark cannot work in a folder whose name holds a comma or a quotation mark.")
    scratch.mkdir()
    try:
        with _session(spark, scratch) as session:
            yield SparkMatcher(run, scale, session, scratch)
    except (PySparkException, Py4JError) as error:
        raise Fault(f"Apache Spark stopped after {len(run.counts)} steps: {type(error).__name__}.") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _session(spark: Spark, scratch: Path) -> Iterator[Any]:
    """Start Java and Spark with what they say going to a file, and end both."""
    from pyspark import SparkConf
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    conf = SparkConf().setAll(_settings(spark, scratch).items())
    with (scratch / "spark.log").open("w+b") as log:
        try:
            gateway = launch_gateway(conf, {"stdout": log, "stderr": subprocess.STDOUT})
        except PySparkRuntimeError as error:
            log.seek(0)
            raise _not_started(spark, log.read().decode(errors="replace")) from error
        try:
            yield _answering(spark, conf, gateway)
        finally:
            _end(gateway)


def _answering(spark: Spark, conf: Any, gateway: Any) -> Any:
    """A session that has answered once: a cluster out of reach shows at the first question only."""
    from py4j.protocol import Py4JError
    from pyspark import SparkContext
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    try:
        context = SparkContext(conf=conf, gateway=gateway)
        if spark.is_here:
            context.pythonExec = sys.executable
        session = SparkSession(context)
        session.range(1).count()
    except (Py4JError, PySparkException) as error:
        raise _not_started(spark, "") from error
    return session


def _not_started(spark: Spark, said: str) -> Refused:
    """Before the first table is handed over, what Spark says holds nobody's name."""
    told = re.search(
        r"^(?!WARNING|\s).*(?:error|exception|no such file|not set).*$", said, re.IGNORECASE | re.MULTILINE
    )
    return Refused(
        f"Apache Spark cannot be started as {spark.master}.",
        why=f"It says: {told[0].strip().rstrip('.')}." if told else "",
        do="It needs Java 17 or newer, and a master that answers: local[*] for this machine, "
        "spark://host:7077 for a cluster.",
    )


def _end(gateway: Any) -> None:
    from py4j.protocol import Py4JError
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    with suppress(Py4JError):
        if SparkSession._instantiatedSession is not None:  # noqa: SLF001
            SparkSession._instantiatedSession.stop()  # noqa: SLF001
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()
    # Or the next session would speak to a Java that has ended.
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None  # noqa: SLF001


def _settings(spark: Spark, scratch: Path) -> dict[str, str]:
    everywhere = {
        "spark.master": spark.master,
        "spark.app.name": "fullcount link",
        "spark.driver.memory": spark.memory,
        "spark.driver.maxResultSize": "0",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(CHUNK),
    }
    here = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(scratch / "local"),
        "spark.sql.shuffle.partitions": "8",
        "spark.driver.extraJavaOptions": f'-Djava.io.tmpdir="{scratch}"',
    }
    return everywhere | here if spark.is_here else everywhere


def _weigh(batches: Iterator[Any], scale: Scale) -> Iterator[Any]:
    """Runs on a worker: batches of pairs with their columns in, weighed pairs out."""
    for batch in batches:
        columns = {name: batch.column(name).to_numpy() for name in batch.schema.names}
        rows = np.arange(batch.num_rows, dtype=np.int32)
        lines = {name: columns[f"l_{name}"] for name in LINE_COLUMNS}
        voters = {name: columns[f"v_{name}"] for name in VOTER_COLUMNS}
        found = scale.weigh(Side(lines, rows), Side(voters, rows))
        yield _packed(replace(found, lrow=columns["lrow"][found.lrow], vrow=columns["vrow"][found.vrow]))


def _columns(weighed: Weighed) -> dict[str, Any]:
    """Weighed pairs as flat columns: levels one by one."""
    named = {part.name: getattr(weighed, part.name) for part in fields(Weighed)}
    levels = named.pop("levels").astype(np.int8)
    return named | {f"level_{name}": levels[:, place] for place, name in enumerate(COMPARISONS)}


def _schema() -> str:
    words = {"int8": "tinyint", "int32": "int", "float64": "double"}
    return ", ".join(f"{name} {words[column.dtype.name]}" for name, column in _columns(nothing()).items())


def _packed(weighed: Weighed) -> Any:
    import pyarrow as pa

    return pa.RecordBatch.from_pydict(_columns(weighed))


def _unpacked(table: Any) -> Weighed:
    columns = {name: table.column(name).to_numpy() for name in table.column_names}
    levels = np.stack([columns.pop(f"level_{name}") for name in COMPARISONS], axis=1).astype(np.uint8)
    return Weighed(levels=levels, **columns)
