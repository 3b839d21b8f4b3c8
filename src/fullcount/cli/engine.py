"""The options that say which engine searches for voters: DuckDB in this process, or Apache Spark."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fullcount.cli.layouts import pair
from fullcount.linkage import Spark
from fullcount.terms import BadInput, Refused

HERE = "local[*]"
# Set by what starts Spark in another way than ours; and why that is no use here.
_OTHER_WAYS = {
    "SPARK_REMOTE": "It names a Spark Connect server, which cannot be handed what pairs are weighed with.",
    "PYSPARK_GATEWAY_PORT": "It is set by spark-submit; fullcount starts Spark itself.",
}


class EngineName(StrEnum):
    """Who finds and weighs pairs."""

    DUCKDB = "duckdb"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Which engine, and where Spark runs."""

    engine: Annotated[
        EngineName, typer.Option(help="Where voters are searched: here, or on Apache Spark. Same results.")
    ] = EngineName.DUCKDB
    spark_master: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help=f"Spark's master: spark://host:7077, yarn, k8s://... Left out: {HERE}, this machine.",
        ),
    ] = None
    spark_conf: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="A setting of Spark, spark.driver.memory=8g; again for each."),
    ] = None
    spark_folder: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="A folder that this machine and all workers see; a cluster needs it. No name is put there.",
        ),
    ] = None

    def spark(self, environment: Mapping[str, str] = os.environ) -> Spark | None:
        """Where Spark is to run, checked; None for DuckDB. Raises BadInput, Refused."""
        if self.engine is EngineName.DUCKDB:
            self._refuse_idle()
            return None
        master = self.spark_master or HERE
        if not master.startswith("local") and self.spark_folder is None:
            raise BadInput(
                f"The workers of {master} cannot see this machine's files.",
                do="Name a folder that they and this machine see under one path: --spark-folder FOLDER.",
            )
        for name, why in _OTHER_WAYS.items():
            if name in environment:
                raise Refused(
                    f"{name} is set.", why=why, do="Unset it, and name the master with --spark-master."
                )
        spark = Spark(master, dict(map(_setting, self.spark_conf or ())), self.spark_folder)
        spark.check(environment.get("JAVA_HOME", ""))
        return spark

    def _refuse_idle(self) -> None:
        """An option that would do nothing was meant to do something."""
        for name in ("spark_master", "spark_conf", "spark_folder"):
            if getattr(self, name):
                option = f"--{name.replace('_', '-')}"
                raise BadInput(f"{option} speaks of Apache Spark.", do="Add --engine spark, or leave it out.")


def _setting(text: str) -> tuple[str, str]:
    key, value = pair(text, "--spark-conf")
    if not key.startswith("spark.") or key == "spark.master":
        raise BadInput(
            f"--spark-conf {key} is no setting to give so.",
            do="Spark's settings begin with spark.; the master is named with --spark-master.",
        )
    return key, value
