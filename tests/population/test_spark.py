"""Spark gives what the other engines give, on a cluster of which nothing remains; what stands in its way is said."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.population.conftest import MOMENTS, Runs
from tests.population.test_engines import bytes_of
from tests.spark import WITH_SPARK, await_none, processes_of
from tirek.population.engines import spark_cluster
from tirek.population.engines.problems import EngineError, engine_texts
from tirek.population.engines.spark_cluster import find_java, guarded, own_cluster, spark_home
from tirek.population.run import run_population


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Spark's scratch folders go during a test."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@WITH_SPARK
@pytest.mark.usefixtures("quick_java")
def test_a_cluster_gives_the_same_bytes_and_leaves_nothing(runs: Runs, city_folder: Path, scratch: Path) -> None:
    moment = "assumed"
    out = scratch.parent / "out" / "run"
    made = run_population(city_folder, MOMENTS[moment], out, engine="spark")
    assert bytes_of(made) == bytes_of(runs(moment, "polars")) == bytes_of(runs(moment, "duckdb"))
    await_none(scratch)
    assert not any(scratch.iterdir())
    assert [path.name for path in out.parent.iterdir()] == ["run"]


def fake_java(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "bin").mkdir()
    (folder / "bin" / "java").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "bin" / "java").chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(folder))


def test_a_java_that_is_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_java(tmp_path, """echo 'openjdk version "11.0.2" 2019-01-15' >&2""", monkeypatch)
    with pytest.raises(EngineError, match="this is Java 11, and 17 or newer is needed"):
        find_java()


@pytest.mark.parametrize("script", ["exit 1", "echo hello"])
def test_what_is_no_java_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    fake_java(tmp_path, script, monkeypatch)
    with pytest.raises(EngineError, match=r"Java was not found\. Install version 17"):
        find_java()


def test_without_java_or_pyspark_a_run_writes_nothing(
    tmp_path: Path, dealt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    with pytest.raises(EngineError, match="apt-get install openjdk-17-jre-headless"):
        run_population(dealt, MOMENTS["bare"], tmp_path / "run", engine="spark")
    monkeypatch.setattr(spark_cluster, "find_spec", lambda _: None)
    monkeypatch.delenv("JAVA_HOME")
    with pytest.raises(EngineError, match=r"pip install 'tirek\[spark\]'"):
        spark_home()
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("master", ["localhost", "spark:7077", "local[x]", "http://host", "yarn "])
def test_an_address_that_is_none_is_refused(tmp_path: Path, dealt: Path, master: str) -> None:
    with pytest.raises(EngineError, match="no address of a cluster"):
        run_population(dealt, MOMENTS["bare"], tmp_path / "run", engine="spark", spark_master=master)
    with pytest.raises(EngineError, match="for --engine spark only"):
        run_population(dealt, MOMENTS["bare"], tmp_path / "run", spark_master=master)
    assert not any(tmp_path.iterdir())


@WITH_SPARK
def test_a_cluster_that_does_not_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = 'case "$*" in *-version*) echo \'version "17"\' >&2;; *) echo no room >&2; exit 3;; esac'
    fake_java(tmp_path, script, monkeypatch)
    with pytest.raises(EngineError, match=r"did not start: .*master\.log"), own_cluster(tmp_path, 1024):
        pytest.fail("it cannot be up")


SLEEPER = """
import os, signal, sys
from pathlib import Path
from tirek.population.engines.spark_cluster import guarded
with guarded(["sleep", "1000"], Path(sys.argv[1]) / "log", {**os.environ, "MARK": sys.argv[1]}):
    print("up", flush=True)
    signal.pause()
"""


@pytest.mark.parametrize("signal", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_a_guarded_process_ends_with_us_however_we_end(tmp_path: Path, signal: str) -> None:
    import signal as signals

    command = [sys.executable, "-c", SLEEPER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "up\n"
        assert any("sleep 1000" in each for each in processes_of(tmp_path))
        owner.send_signal(getattr(signals, signal))
        assert owner.wait(30) != 0
    await_none(tmp_path)


def test_a_guarded_process_ends_with_its_block(tmp_path: Path) -> None:
    environment = {**os.environ, "MARK": str(tmp_path)}
    with pytest.raises(RuntimeError), guarded(["sleep", "1000"], tmp_path / "log", environment) as process:
        raise RuntimeError
    assert process.returncode is not None
    await_none(tmp_path)
    with guarded(["sh", "-c", "echo $0 $1; exit 7", "a b", "'c'"], tmp_path / "log", environment) as process:
        assert process.wait(30) == 7
    assert (tmp_path / "log").read_text() == "a b 'c'\n"


def test_every_problem_is_told_in_three_languages() -> None:
    for kind, sentences in engine_texts().items():
        assert set(sentences) == {"kk", "ru", "en"}, kind
