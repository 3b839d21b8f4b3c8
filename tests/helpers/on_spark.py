"""What tests on Apache Spark share: whether it is here, and how it is started."""

from __future__ import annotations

import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from fullcount.linkage import Spark

NOT_TESTED = "NOT TESTED ON APACHE SPARK: needs Java 17 or newer, and `make spark`."
MUST = bool(os.environ.get("FULLCOUNT_TEST_SPARK"))  # then its absence is a failure
HERE = bool(shutil.which("java")) and importlib.util.find_spec("pyspark") is not None
needs_spark = [pytest.mark.spark, pytest.mark.skipif(not HERE and not MUST, reason=NOT_TESTED)]
SETTINGS = {
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
    "spark.log.level": "INFO",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",  # for a short life, Java compiles too much
}


@dataclass(frozen=True)
class Sparked:
    """A Spark that runs, and the file in which it notes what it does."""

    spark: Spark
    log: Path
