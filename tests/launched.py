"""Servers of our own launcher for tests: in a folder of their own, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tirek.config.postgres.launcher import ensure_running, stop

QUICK: Final = {"fsync": "off", "shared_buffers": "64MB", "full_page_writes": "off"}
"""For data that nobody will read again."""


@contextmanager
def folder_for_data(owner: str | None = None) -> Iterator[Path]:
    """A data folder that the server's user reaches: pytest's own folders are closed, and root's server is not root's.

    The servers that were started in it are stopped.
    """
    top = Path(tempfile.mkdtemp(prefix="tirek-test-"))
    try:
        top.chmod(0o755)
        data = top / "var"
        data.mkdir()
        if owner:
            user = pwd.getpwnam(owner)
            for folder in (top, data):
                os.chown(folder, user.pw_uid, user.pw_gid)
        yield data
        stop(data, "immediate")
    finally:
        shutil.rmtree(top)


@contextmanager
def launched_server(settings: Mapping[str, str] = QUICK) -> Iterator[Path]:
    """A data folder with a running server."""
    with folder_for_data() as data:
        ensure_running(data, settings)
        yield data
