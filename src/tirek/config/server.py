"""The web server: gunicorn with threads, in a process that begins clean; its records go where all others go.

``python -m tirek.config.server`` is started by ``tirek serve``, which has looked at the database before; the processes that
answer look once more themselves (`tirek.config.wsgi`).
"""

from __future__ import annotations

import logging
import logging.config
import os
import shutil
import sys
import tempfile
from datetime import timedelta
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from tirek.config.settings.logs import LOGGING

REQUEST_SECONDS = 120
GRACE_SECONDS = 30


class Records(Logger):
    """gunicorn's records without handlers of their own, and of a request only what is about nobody: no query, no address."""

    def setup(self, cfg: Any) -> None:
        """Leave everything to the root logger."""
        self.cfg = cfg
        self._access_log_enabled = True
        self.error_log.setLevel(logging.INFO)
        self.access_log.setLevel(logging.INFO)
        for logger in (self.error_log, self.access_log):
            logger.handlers.clear()
            logger.propagate = True

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """One line a request; probes are left out."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(("/health/", "/metrics")):
            status = str(getattr(resp, "status", "")).split(" ")[0]
            spent = round(request_time.total_seconds() * 1000)
            self.access_log.info("%s %s %s %d ms", environ.get("REQUEST_METHOD", ""), path, status, spent)


class Server(BaseApplication):
    """gunicorn for our application, with options instead of its own command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand the options over."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application; loaded in each process after the fork, so that none inherits a connection."""
        from tirek.config.wsgi import application

        return application


def serve(bind: str, processes: int, threads: int) -> None:
    """Answer until the process is asked to end; requests being answered are ended first."""
    # Each process counts into a file of its own; the library reads the folder's name when it is imported.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder = tempfile.mkdtemp(prefix="tirek-measures-")
    from prometheus_client import multiprocess

    logging.config.dictConfig(LOGGING)
    options = {
        "bind": bind,
        "workers": processes,
        "threads": threads,
        "worker_class": "gthread",
        "timeout": REQUEST_SECONDS,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": 5,
        "max_requests": 20_000,  # memory that a library holds on to does not grow for ever
        "max_requests_jitter": 2_000,
        "logger_class": Records,
        "control_socket_disable": True,
        "proc_name": "tirek",
        "child_exit": lambda _server, worker: multiprocess.mark_process_dead(worker.pid),  # type: ignore[no-untyped-call]
    }
    master = os.getpid()
    try:
        Server(options).run()
    finally:
        if os.getpid() == master:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
