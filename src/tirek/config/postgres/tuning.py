"""Settings of our own server, sized to the machine: ``tirek.conf`` in the cluster, written anew at each start."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

MEBIBYTE = 1024 * 1024
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


def memory_bytes() -> int:
    """Memory that this process may use: the machine's, or the container's."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        return min(machine, int(CGROUP_LIMIT.read_text(encoding="ascii")))
    except (OSError, ValueError):  # no control group, or its limit is the word `max`
        return machine


def settings_for(socket: Path, memory: int) -> dict[str, str]:
    """Settings for a machine with so many bytes of memory: a quarter of it serves as the server's own cache."""
    mebibytes = memory // MEBIBYTE
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{min(max(mebibytes // 4, 32), 8192)}MB",
        "effective_cache_size": f"{max(mebibytes // 2, 64)}MB",
        "maintenance_work_mem": f"{min(max(mebibytes // 32, 16), 1024)}MB",
        "work_mem": f"{min(max(mebibytes // 1024, 4), 32)}MB",
        "max_wal_size": "4GB",
        "wal_compression": "on",
        "archive_mode": "on",  # so that a first backup needs no new start of the server
        "random_page_cost": "1.1",
        "shared_preload_libraries": "pg_stat_statements",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_lock_waits": "on",
        # A value of a row stands in the detail and in the statement of an error: neither may reach the log.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }


def archive_settings(folder: Path | None) -> dict[str, str]:
    """How each finished piece of the log is kept for a return to a point in time; without a folder none is kept.

    A piece is copied beside its place and moved there whole; one that is there is not written over.
    """
    if folder is None:
        return {"archive_command": "true"}
    place = shlex.quote(str(folder)).replace("%", "%%")
    # "already there and the same" is success: a piece is offered again after a crash.
    return {
        "archive_command": f"cmp -s %p {place}/%f || "
        f"(test ! -e {place}/%f && cp %p {place}/%f.half && sync {place}/%f.half && mv {place}/%f.half {place}/%f)"
    }


def as_text(settings: Mapping[str, str]) -> str:
    """The text of a configuration file."""
    lines = (f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items())
    return "# Written anew at each start.\n" + "\n".join(lines) + "\n"
