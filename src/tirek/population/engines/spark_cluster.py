"""A Spark cluster of our own: a master and two workers as processes of this machine, stopped with the work they serve.

They listen on the loopback only, on ports that the system chooses. A guard waits beside each on a pipe to us: when we end,
however we end, the pipe closes and the guard stops its process.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from tirek.population.engines.problems import EngineError

HOST = "127.0.0.1"
WORKERS = 2
OLDEST_JAVA = 17
PATIENCE_SECONDS = 120
"""How long a process may take to say that it is up, or to end; a busy machine is slow to start Java."""

_MASTER, _WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Master and workers only pass messages: quick to start is all they need to be."""
_MASTER_UP = re.compile(r"Starting Spark master at (spark://\S+)")
_WORKER_UP = re.compile(r"Successfully registered with master (spark://\S+)")
# The number of the shell is that of the process it becomes. Standard input is the pipe; a background command would lose it.
_GUARD = 'exec 3<&0; { read -r _ <&3; kill "$$"; } 3<&3 2>/dev/null & exec "$@" 3<&- </dev/null'


def spark_home() -> Path:
    """Folder of the Spark that came with pyspark.

    Raises
    ------
    EngineError
        If pyspark is not installed.
    """
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise EngineError("no_pyspark")
    return Path(found.origin).parent


def find_java() -> Path:
    """The Java that Spark will use.

    Raises
    ------
    EngineError
        If there is none, or it is too old.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    if found is None:
        raise EngineError("no_java")
    told = subprocess.run([found, "-version"], capture_output=True, text=True, check=False)  # noqa: S603 - Java itself
    version = re.search(r'version "(\d+)', told.stderr + told.stdout)
    if told.returncode or version is None:
        raise EngineError("no_java")
    if int(version[1]) < OLDEST_JAVA:
        raise EngineError("old_java", value=version[1])
    return Path(found)


def spark_environment(work: Path, *, alone: bool) -> dict[str, str]:
    """Environment of Spark's processes; ``alone`` on this machine, they see nothing but it and no settings of others."""
    kept = {name: value for name, value in os.environ.items() if not (alone and name.startswith(("SPARK_", "HADOOP_")))}
    made = {"SPARK_HOME": str(spark_home())}
    if alone:
        (work / "conf").mkdir(exist_ok=True)
        folders = {
            "SPARK_CONF_DIR": work / "conf",
            "SPARK_LOCAL_DIRS": work / "local",
            "SPARK_WORKER_DIR": work / "worker",
        }
        made |= {
            "SPARK_LOCAL_IP": HOST,
            "SPARK_DAEMON_JAVA_OPTS": _QUICK,
            **{n: str(path) for n, path in folders.items()},
        }
    return kept | made


@contextmanager
def own_cluster(work: Path, memory_megabytes: int) -> Iterator[str]:
    """A master and two workers while the block runs.

    Parameters
    ----------
    work : Path
        Folder for logs and scratch files.
    memory_megabytes : int
        What each worker may give to its executor.

    Yields
    ------
    str
        Address of the master.

    Raises
    ------
    EngineError
        If Java or pyspark is missing, or a process does not come up.
    """
    find_java()
    environment = spark_environment(work, alone=True)
    cores = max(1, (os.cpu_count() or 1) // WORKERS)
    with ExitStack() as started:
        ports = ("--host", HOST, "--port", "0", "--webui-port", "0")
        [master] = _start(started, work, environment, {"master": (_MASTER, *ports)}, _MASTER_UP)
        size = ("--cores", str(cores), "--memory", f"{memory_megabytes}m")
        workers = {f"worker{number}": (_WORKER, *ports, *size, master) for number in range(1, WORKERS + 1)}
        _start(started, work, environment, workers, _WORKER_UP)
        yield master


def _start(
    started: ExitStack,
    work: Path,
    environment: Mapping[str, str],
    commands: Mapping[str, tuple[str, ...]],
    up: re.Pattern[str],
) -> list[str]:
    """Start processes at once and wait until each says that it is up; what it said."""
    program, processes = str(spark_home() / "bin" / "spark-class"), {}
    for name, command in commands.items():
        processes[name] = started.enter_context(guarded([program, *command], work / f"{name}.log", environment))
    return [_await(process, work / f"{name}.log", up) for name, process in processes.items()]


@contextmanager
def guarded(command: list[str], log: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with the block, and with us. It has a session of its own, so that Ctrl-C reaches it through us only."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - programs of the package, arguments of our own
            ["/bin/sh", "-c", _GUARD, "sh", *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=log.parent,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        finally:
            process.kill()
            process.wait()
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)  # the guard, and whatever the process left behind
            if process.stdin:
                process.stdin.close()


def _await(process: subprocess.Popen[bytes], log: Path, up: re.Pattern[str]) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        text = log.read_text(encoding="utf-8", errors="replace")
        if said := up.search(text):
            return said[1]
        if process.poll() is not None or time.monotonic() > until:
            raise EngineError("no_cluster", value=last_line(text), log=log)
        time.sleep(0.1)


def last_line(text: str) -> str:
    """The last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "-")
