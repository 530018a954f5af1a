"""What runs beside Spark: its driver, a process of its own, so that no Java stays behind in ours.

``python -m tirek.population.engines.spark_job JOB.json`` answers the queries of a job and writes Parquet.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def run_job(job: dict[str, Any]) -> None:
    """Answer every query of a job in one session.

    Parameters
    ----------
    job : dict
        ``settings`` of the session; ``queries``, each with ``tables`` (Parquet files by name), ``sql``, ``out`` (a folder) and
        ``split_by`` (a column by whose values the result is laid out in folders).
    """
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("tirek")
    for name, value in job["settings"].items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        for query in job["queries"]:
            for name, path in query["tables"].items():
                session.read.parquet(path).createOrReplaceTempView(name)
            column = query["split_by"]
            session.sql(query["sql"]).repartition(column).write.partitionBy(column).parquet(query["out"])
    finally:
        # Java would end a moment after us; we wait, so that who waits for us finds nothing of it.
        java: Any = session.sparkContext._gateway.proc  # noqa: SLF001 - there is no public way to it
        session.stop()
        java.stdin.close()
        java.wait()


if __name__ == "__main__":
    run_job(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
