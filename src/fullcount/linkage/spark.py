"""The search on Apache Spark: blocks joined and pairs weighed by its workers, everything else where we are.

Spark is given whole numbers, as Parquet: the prepared voters, the lines still open. It joins the same
blocks (see dialect) and hands the pairs, with the columns that weighing reads, to `Scale.weigh`, the code
that weighs them without Spark. What comes back is what this process would have found, in another order.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

import numpy as np

from fullcount.linkage.arrays import Side
from fullcount.linkage.blocks import Tier
from fullcount.linkage.dialect import for_spark, name_for_spark, tables
from fullcount.linkage.intake import LINE_COLUMNS
from fullcount.linkage.prepared import VOTER_COLUMNS
from fullcount.linkage.score import Scale, Weighed, nothing
from fullcount.linkage.spark_session import Spark, installed, session
from fullcount.linkage.steps import Run
from fullcount.linkage.weights import COMPARISONS
from fullcount.terms import BadInput, Fault, Progress, Refused, silent

_GATHERED: Final = (
    "SELECT /*+ BROADCAST(l) */ p.lrow, p.vrow, "
    + ", ".join(f"coalesce(int(l.{name}), 0) AS l_{name}" for name in LINE_COLUMNS)
    + ", "
    + ", ".join(f"coalesce(int(v.{name}), 0) AS v_{name}" for name in VOTER_COLUMNS)
    + " FROM pairs p JOIN line l USING (lrow) JOIN prep_voter v USING (vrow)"
)
_GLANCE: Final = 0.5  # seconds between two looks at how far Spark is


class SparkMatcher:
    """Finds and weighs the pairs of a tier on Spark. progress: hears of each tier's tasks."""

    def __init__(self, run: Run, scale: Scale, made: Any, scratch: Path, progress: Progress) -> None:
        self._run, self._session, self._scratch, self._progress = run, made, scratch, progress
        began = run.begin()
        self._there: set[str] = set()
        for table in ("line", "prep.voter"):
            self._hand_over(table)
        self._scale = made.sparkContext.broadcast(scale)
        run.note(
            began,
            "handed_over",
            "The prepared roll and the lines, as numbers, for Spark's workers.",
            int(scale.voters),
        )

    def match(self, tier: Tier) -> Weighed:
        """The tier's pairs for the lines in `open_line`, each once, weighed."""
        from pyspark.sql import Observation, functions

        began, counted, sql = self._run.begin(), Observation(), tier.pairs_sql()
        for table in tables(sql):
            self._hand_over(table)
        pairs = self._session.sql(f"SELECT DISTINCT lrow, vrow FROM ({for_spark(sql)})")
        pairs = pairs.observe(counted, functions.count(functions.lit(1)).alias("pairs"))
        pairs.createOrReplaceTempView("pairs")
        scale = self._scale
        weighed = self._session.sql(_GATHERED).mapInArrow(
            lambda batches: _weigh(batches, scale.value), _schema()
        )
        with _watched(self._session.sparkContext, f"Apache Spark: {tier.name}", self._progress):
            found = _unpacked(weighed.toArrow())
        self._run.note(self._run.begin(), f"{tier.name}_pairs", tier.why, counted.get["pairs"])
        self._run.note(
            began, f"{tier.name}_weighed", "Pairs found and weighed on Spark, as one job.", len(found)
        )
        return found

    def close(self) -> None:
        """Take the texts of names off the workers; where Spark has ended, they are gone."""
        from py4j.protocol import Py4JError

        with suppress(Py4JError):
            self._scale.destroy()

    def _hand_over(self, table: str) -> None:
        """Write a table of the run as Parquet and name it to Spark; what belongs to the roll, once."""
        if table in self._there:
            return
        path = self._scratch / f"{table}-{len(self._run.counts)}.parquet"
        target = str(path).replace("'", "''")
        self._run.db.execute(f"COPY (FROM {table}) TO '{target}' (FORMAT parquet)")
        self._session.read.parquet(_literally(path)).createOrReplaceTempView(name_for_spark(table))
        if table == "line" or table.startswith("prep."):
            self._there.add(table)


def _literally(path: Path) -> str:
    """A path as Spark reads it: a bracket or a star in a folder's name is no pattern."""
    return "file:" + re.sub(r"([\\\[\]{}*?])", r"\\\1", str(path))


@contextmanager
def matching(run: Run, scale: Scale, spark: Spark, scratch: Path) -> Iterator[SparkMatcher]:
    """A matcher on Spark for as long as it is needed. scratch: a folder to make; it is gone afterwards.

    Where spark.folder is given, scratch is made there: all workers must see it under the same path. The run's
    listener hears of Spark's starting and of each tier instead of the run's own steps.
    """
    installed()
    progress, run.progress = run.progress, silent
    progress("Starting Apache Spark", 0, 0)
    try:
        with _scratch(spark, scratch) as folder, session(spark, folder) as made, _explained(run):
            matcher = SparkMatcher(run, scale, made, folder, progress)
            try:
                yield matcher
            finally:
                matcher.close()
    finally:
        run.progress = progress


@contextmanager
def _scratch(spark: Spark, scratch: Path) -> Iterator[Path]:
    """The folder, made as open as the one it is in, which whoever gave it chose for the workers to read."""
    folder = scratch.absolute() if spark.folder is None else spark.folder.absolute() / scratch.name
    if set(str(folder)) & set(',"'):
        raise Refused("Apache Spark cannot work in a folder whose name holds a comma or a quotation mark.")
    if not folder.parent.is_dir():
        raise BadInput(f"There is no folder {folder.parent}.", do="Make it where all workers see it.")
    folder.mkdir()
    try:
        folder.chmod(folder.parent.stat().st_mode & 0o777)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# What a cluster lacks, as Spark says it.
_LACKING: Final = (
    (
        "OutOfMemory",
        "Apache Spark ran out of memory.",
        "Give it more, such as spark.driver.memory=8g or spark.executor.memory=8g.",
    ),
    (
        "FileNotFound|does not exist|FILE_NOT_EXIST",
        "A worker of Apache Spark does not see the tables that were written for it.",
        "Name a folder that all workers and this machine see under the same path.",
    ),
    (
        "ModuleNotFound|No module named",
        "A worker of Apache Spark lacks fullcount, or a library of its.",
        "Install fullcount[spark] for the Python that the workers run (spark.pyspark.python).",
    ),
    (
        "PYTHON_VERSION_MISMATCH|Cannot run program|CANNOT_LAUNCH",
        "The workers of Apache Spark do not run this Python.",
        "Name a Python of the same version, with fullcount[spark], in spark.pyspark.python.",
    ),
)


@contextmanager
def _explained(run: Run) -> Iterator[None]:
    """Why Spark stopped, in words of our own, while it can still be asked: its own may be pages of frames."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        said = str(error)
        for signs, what, do in _LACKING:
            if re.search(signs, said):
                raise Refused(what, do=do) from error
        kind = type(error).__name__
        raise Fault(f"Apache Spark stopped after {len(run.counts)} steps: {kind}.") from error


@contextmanager
def _watched(context: Any, what: str, progress: Progress) -> Iterator[None]:
    """Tell how many of Spark's tasks are done while it works."""
    ended = Event()
    progress(what, 0, 0)
    watcher = Thread(target=_watch, args=(context, what, progress, ended), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _watch(context: Any, what: str, progress: Progress, ended: Event) -> None:
    """Stages show themselves as they begin; one that is no longer active is done."""
    from py4j.protocol import Py4JError

    tracker, tasks = context.statusTracker(), dict[int, tuple[int, int]]()
    with suppress(Py4JError):  # whoever works hears of it
        while not ended.wait(_GLANCE):
            active = [found for found in map(tracker.getStageInfo, tracker.getActiveStageIds()) if found]
            tasks = {stage: (of, of) for stage, (_, of) in tasks.items()}
            tasks |= {found.stageId: (found.numCompletedTasks, found.numTasks) for found in active}
            if tasks:
                progress(what, *map(sum, zip(*tasks.values(), strict=True)))


def _weigh(batches: Iterator[Any], scale: Scale) -> Iterator[Any]:
    """Runs on a worker: batches of pairs with their columns in, weighed pairs out.

    What a worker raises stands in Spark's logs: whatever it is, only its kind is told.
    """
    try:
        for batch in batches:
            yield _packed(_weighed(batch, scale))
    except Exception as error:  # noqa: BLE001 - an error of any library may hold a name
        raise Fault(f"Pairs could not be weighed: {type(error).__name__}.") from None


def _weighed(batch: Any, scale: Scale) -> Weighed:
    columns = {name: batch.column(name).to_numpy() for name in batch.schema.names}
    rows = np.arange(batch.num_rows, dtype=np.int32)
    lines = {name: columns[f"l_{name}"] for name in LINE_COLUMNS}
    voters = {name: columns[f"v_{name}"] for name in VOTER_COLUMNS}
    found = scale.weigh(Side(lines, rows), Side(voters, rows))
    return replace(found, lrow=columns["lrow"][found.lrow], vrow=columns["vrow"][found.vrow])


def _columns(weighed: Weighed) -> dict[str, Any]:
    """Weighed pairs as flat columns: levels one by one."""
    named = {part.name: getattr(weighed, part.name) for part in fields(Weighed)}
    levels = named.pop("levels").astype(np.int8)
    return named | {f"level_{name}": levels[:, place] for place, name in enumerate(COMPARISONS)}


def _schema() -> str:
    words = {"int8": "tinyint", "int16": "smallint", "int32": "int", "int64": "bigint"}
    words |= {"float32": "float", "float64": "double"}
    return ", ".join(f"{name} {words[column.dtype.name]}" for name, column in _columns(nothing()).items())


def _packed(weighed: Weighed) -> Any:
    import pyarrow as pa

    return pa.RecordBatch.from_pydict(_columns(weighed))


def _unpacked(table: Any) -> Weighed:
    columns = {name: table.column(name).to_numpy() for name in table.column_names}
    levels = np.stack([columns.pop(f"level_{name}") for name in COMPARISONS], axis=1).astype(np.uint8)
    return Weighed(levels=levels, **columns)
