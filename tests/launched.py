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

QUICK: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
"""For data that nobody will read again."""
PREFIX: Final = "tirek-test-"


@contextmanager
def folder_for_data(owner: str | None = None) -> Iterator[Path]:
    """A data folder that the server's user reaches: pytest's own folders are closed, and root's server is not root's.

    The servers that were started in it are stopped.
    """
    _clear_what_killed_sessions_left()
    top = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    data = top / "var"
    try:
        top.chmod(0o755)
        data.mkdir()
        if owner:
            user = pwd.getpwnam(owner)
            for folder in (top, data):
                os.chown(folder, user.pw_uid, user.pw_gid)
        yield data
    finally:
        stop(data, "immediate")
        shutil.rmtree(top)


@contextmanager
def launched_server(settings: Mapping[str, str] = QUICK) -> Iterator[Path]:
    """A data folder with a running server."""
    with folder_for_data() as data:
        ensure_running(data, settings)
        yield data


def _clear_what_killed_sessions_left() -> None:
    """A session that was killed could stop nothing; the next one of the same user does it."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        starter = left.name.removeprefix(PREFIX).partition("-")[0]
        if left.stat().st_uid == os.geteuid() and starter.isdigit() and not _lives(int(starter)):
            stop(left / "var", "immediate")
            shutil.rmtree(left, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
