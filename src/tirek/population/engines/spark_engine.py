"""Spark: one job over the whole snapshot, on a cluster; its answers are then read a range at a time like any other's."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import polars as pl

from tirek.population.engines.problems import EngineError
from tirek.population.engines.spark_cluster import (
    HOST,
    WORKERS,
    find_java,
    guarded,
    last_line,
    own_cluster,
    spark_environment,
    spark_home,
)
from tirek.population.engines.tables import asked, largest_rows, stem
from tirek.population.questions import Questions
from tirek.population.snapshot.schema import FAMILY_ID, FILES
from tirek.rulebook.engine.sql import plan_sql

FAMILIES_A_FOLDER = 250_000
"""Families whose answers lie in one folder of the job's result."""

FOLDER = "chunk"
_MASTERS = re.compile(r"local(\[[\d*]+(,\d+)?\])?|spark://\S+|k8s://\S+|yarn")
_CAUSE = re.compile(r"^(?:Caused by: |pyspark\.errors\S+: |py4j\S+: |\S*(?:Error|Exception): )(.+)$", re.MULTILINE)

_SETTINGS = {
    # A value that leaves 64 bits is an error, as with every other engine.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


class SparkEngine:
    """Answers by one SQL job. The first answer runs the job; the cluster is gone when it returns."""

    def __init__(
        self,
        folder: Path,
        questions: Questions,
        nullable: frozenset[tuple[str, str]],
        largest: dict[str, int],
        *,
        master: str = "",
        work: Path | None = None,
    ) -> None:
        check_spark(master)
        tables = {stem(file): stem(file) for file in FILES.values()}
        sizes = largest_rows(largest)
        self._text = plan_sql(asked(questions), tables, nullable=nullable, largest=sizes, dialect="spark")
        self._folder, self._master = folder.resolve(), master
        self._work = Path(tempfile.mkdtemp(prefix="tirek-answers-", dir=work))
        self._answers: Path | None = None

    def answer(self, first: int, last: int) -> pl.DataFrame:
        """Outputs of a range of families, by id."""
        if self._answers is None:
            out = self._work / "answers"
            # The text is our own, and names and numbers in it too.
            text = f"SELECT *, {FAMILY_ID} div {FAMILIES_A_FOLDER} AS {FOLDER} FROM (\n{self._text})"  # noqa: S608
            tables = {stem(file): str(self._folder / file) for file in FILES.values()}
            run_queries([{"tables": tables, "sql": text, "out": str(out.resolve()), "split_by": FOLDER}], self._master)
            self._answers = out
        numbers = range(first // FAMILIES_A_FOLDER, last // FAMILIES_A_FOLDER + 1)
        parts = [path for number in numbers for path in (self._answers / f"{FOLDER}={number}").glob("*.parquet")]
        inside = pl.col(FAMILY_ID).is_between(first, last)
        found = pl.scan_parquet(sorted(parts), hive_partitioning=False).filter(inside)
        return found.collect(engine="streaming").sort(FAMILY_ID)

    def close(self) -> None:
        """Remove the job's answers."""
        shutil.rmtree(self._work, ignore_errors=True)


def check_spark(master: str) -> None:
    """Look whether Spark can be started, without starting it.

    Raises
    ------
    EngineError
        If pyspark or Java is missing, or the address is none.
    """
    if master and not _MASTERS.fullmatch(master):
        raise EngineError("bad_master", value=master)
    spark_home()
    find_java()


def run_queries(queries: Sequence[Mapping[str, Any]], master: str = "") -> None:
    """Answer queries in one session of Spark, on the cluster at ``master`` or on one started for it.

    Parameters
    ----------
    queries : sequence of mapping
        ``tables``, ``sql``, ``out``, ``split_by``: see ``spark_job``. Paths must be the same on every machine of the cluster.

    Raises
    ------
    EngineError
        If the cluster does not start or the job fails; the folder with the logs is named and kept then.
    """
    scratch = Path(tempfile.mkdtemp(prefix="tirek-spark-"))
    try:
        with ExitStack() as cluster:
            settings = dict(_SETTINGS)
            if not master:
                memory = _memory_megabytes()
                settings |= _own_settings(memory) | {
                    "spark.master": cluster.enter_context(own_cluster(scratch, memory))
                }
            else:
                settings["spark.master"] = master
            settings["spark.sql.warehouse.dir"] = str(scratch / "warehouse")
            alone = not master or master.startswith("local")
            if alone:
                settings["spark.sql.shuffle.partitions"] = "16"
            _drive({"settings": settings, "queries": list(queries)}, scratch, alone=alone)
    except EngineError:
        raise  # its line names a log in the folder
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    shutil.rmtree(scratch, ignore_errors=True)


def _own_settings(memory_megabytes: int) -> dict[str, str]:
    """Settings of a cluster on this machine: one executor a worker, a quarter of its memory outside the heap."""
    outside = memory_megabytes // 4
    return {
        "spark.driver.host": HOST,
        "spark.driver.bindAddress": HOST,
        "spark.executor.memory": f"{memory_megabytes - outside}m",
        "spark.executor.memoryOverhead": f"{outside}m",
    }


def _drive(job: dict[str, Any], scratch: Path, *, alone: bool) -> None:
    (scratch / "job.json").write_text(json.dumps(job), encoding="utf-8")
    log = scratch / "driver.log"
    command = [sys.executable, "-m", "tirek.population.engines.spark_job", str(scratch / "job.json")]
    environment = spark_environment(scratch, alone=alone) | {"PYSPARK_PYTHON": sys.executable}
    with guarded(command, log, environment) as process:
        code = process.wait()
    if code:
        text = log.read_text(encoding="utf-8", errors="replace")
        causes = _CAUSE.findall(text)
        raise EngineError("spark_failed", value=causes[-1] if causes else last_line(text), log=log)


def _memory_megabytes() -> int:
    """Memory of each worker: a quarter of the machine's for both together, at least 1 GB and at most 4 GB each."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return min(4096, max(1024, machine // 4 // WORKERS))
