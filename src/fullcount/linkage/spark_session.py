"""Apache Spark started and ended: its settings, where it says what it says, and why it did not start.

Spark's own words go to a file in the scratch folder, which is gone afterwards. Nothing here imports Spark
before it is asked for.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from fullcount.linkage.score import CHUNK
from fullcount.terms import Refused

LOG: Final = "spark.log"
_INSTALL: Final = "Install it with: pip install 'fullcount[spark]'"
_JAVA: Final = "Install Java 17, such as Debian's openjdk-17-jre-headless, or name its folder in JAVA_HOME."


@dataclass(frozen=True, slots=True)
class Spark:
    """Where Spark runs. master: as Spark says it; local[2] is two cores of this machine.

    settings: further settings in Spark's words; they go before ours. folder: one that all workers see under
    the same path, for the tables they read; None: where the result is written. session: a running
    SparkSession of the caller's, which is used and left running; master and settings are not looked at then.
    """

    master: str = "local[*]"
    settings: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    session: Any = None

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, in one process with its workers beside it."""
        return self.master.startswith("local")

    def check(self, java_home: str = "") -> None:
        """Raises Refused where Spark or Java is not installed; java_home: as in JAVA_HOME."""
        installed()
        if not shutil.which(f"{java_home}/bin/java" if java_home else "java"):
            raise Refused("Apache Spark needs Java 17, and there is no Java.", do=_JAVA)


def installed() -> str:
    """Spark's version; raises Refused where it, or what it hands tables over with, is not installed."""
    try:
        import pandas as pd  # noqa: F401
        import pyarrow as pa  # noqa: F401
        import pyspark
    except ImportError as error:
        raise Refused("Apache Spark is not installed.", do=_INSTALL) from error
    return str(pyspark.__version__)


@contextmanager
def session(spark: Spark, scratch: Path) -> Iterator[Any]:
    """A SparkSession for one linking: of the caller's Spark, or of one that is started and ended here.

    Temporary views and settings stay its own. Raises Refused where Spark cannot be started.
    """
    if spark.session is None:
        with _started(spark, scratch) as made:
            yield made
        return
    made = spark.session.newSession()
    made.conf.set(*_ARROW)
    try:
        yield made
    finally:
        for table in made.catalog.listTables():
            made.catalog.dropTempView(table.name)


@contextmanager
def _started(spark: Spark, scratch: Path) -> Iterator[Any]:
    """Start Java and Spark with what they say going to a file, and end both."""
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    if SparkContext._active_spark_context is not None:  # noqa: SLF001 - there can be one only
        raise Refused("Apache Spark runs in this process already.", do="Link with its session.")
    conf = SparkConf().setAll(list(_settings(spark, scratch).items()))
    with (scratch / LOG).open("w+b") as log:
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
        named = context.getConf().get("spark.pyspark.python", sys.executable if spark.is_here else None)
        context.pythonExec = named or context.pythonExec
        made = SparkSession(context)
        made.range(1).count()
    except (Py4JError, PySparkException) as error:
        raise _not_started(spark, "") from error
    return made


def _not_started(spark: Spark, said: str) -> Refused:
    """Before the first table is handed over, what Spark says holds nobody's name."""
    told = re.search(
        r"^(?!WARNING|\s).*(?:error|exception|no such file|not set).*$", said, re.IGNORECASE | re.MULTILINE
    )
    return Refused(
        f"Apache Spark cannot be started as {spark.master}.",
        why=f"It says: {told[0].strip().rstrip('.')}." if told else "",
        do="It needs Java 17 or newer, settings that it knows, and a master that answers: local[*] for this "
        "machine, spark://host:7077 for a cluster.",
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


_ARROW: Final = ("spark.sql.execution.arrow.maxRecordsPerBatch", str(CHUNK))


def _settings(spark: Spark, scratch: Path) -> dict[str, str]:
    """What Spark is started with: ours, and before them the caller's; beneath both, spark-defaults.conf."""
    everywhere = {
        "spark.app.name": "fullcount link",
        "spark.driver.memory": "4g",
        "spark.driver.maxResultSize": "0",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        _ARROW[0]: _ARROW[1],
    }
    here = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(scratch / "local"),
        "spark.sql.shuffle.partitions": "8",
        "spark.driver.extraJavaOptions": f'-Djava.io.tmpdir="{scratch}"',
    }
    elsewhere = {"spark.io.encryption.enabled": "true"}  # names lie on the disks of workers for a while
    ours = everywhere | (here if spark.is_here else elsewhere)
    return {**ours, **spark.settings, "spark.master": spark.master}
