"""Under which user of the machine our server runs: PostgreSQL refuses root, and a newcomer's files must stay theirs."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tirek.config.postgres.faults import DatabaseFault

SYSTEM_USER = "nobody"
"""Runs the server of a project that belongs to root."""


@dataclass(frozen=True)
class ServerUser:
    """A user of the machine."""

    uid: int
    gid: int
    name: str

    def process(self) -> dict[str, Any]:
        """What ``subprocess`` needs to start something as this user, in a folder that anybody may stand in."""
        options: dict[str, Any] = {"cwd": "/", "umask": 0o077, "stdin": subprocess.DEVNULL}
        if os.geteuid() != self.uid:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def can_enter(self, folder: Path) -> bool:
        """Whether this user reaches a folder through all of its parents; asked of the system, which knows access lists."""
        asked = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
        done = subprocess.run(asked, check=False, capture_output=True, **self.process())  # noqa: S603 - the shell is fixed
        return done.returncode == 0


def user_for(home: Path) -> ServerUser:
    """Who runs the server that lives in a folder: its owner, or the nearest owner above it that is not root.

    Raises
    ------
    DatabaseFault
        If an ordinary user asks for what belongs to another, and if the machine has no user to run it.
    """
    me = os.geteuid()
    if me:
        owner = home.stat().st_uid if home.exists() else me
        if owner != me:
            raise DatabaseFault("of_another_user", folder=home, user=_name_of(owner))
        return _user(me)
    for folder in (home, *home.parents):
        if folder.exists() and (owner := folder.stat().st_uid):
            return _user(owner)
    return _user(pwd.getpwnam(SYSTEM_USER).pw_uid)


def _user(uid: int) -> ServerUser:
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        raise DatabaseFault("user_without_name", user=uid) from None
    return ServerUser(found.pw_uid, found.pw_gid, found.pw_name)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
