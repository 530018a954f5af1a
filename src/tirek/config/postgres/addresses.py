"""Where the database is, for each of its three roles: our own server's socket, or what the environment says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tirek.config.postgres.faults import DatabaseFault
from tirek.config.postgres.places import PORT, home_of

DATABASE = "tirek"
APP, OWNER, JOURNAL = "tirek_app", "tirek_owner", "tirek_journal"


class Told(Protocol):
    """What of the environment is read here."""

    @property
    def data(self) -> Path: ...  # noqa: D102
    @property
    def database_url(self) -> str | None: ...  # noqa: D102
    @property
    def database_owner_url(self) -> str | None: ...  # noqa: D102
    @property
    def database_journal_url(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True)
class Address:
    """How one role reaches the database. ``parameters`` are libpq's others, such as ``sslmode``."""

    host: str
    port: str
    dbname: str
    user: str
    password: str = field(default="", repr=False)
    parameters: dict[str, str] = field(default_factory=dict)

    def conninfo(self) -> str:
        """For ``psycopg.connect``; a password that was not given is left to ``.pgpass``."""
        named = {"host": self.host, "port": self.port, "dbname": self.dbname, "user": self.user}
        return make_conninfo(**named, **({"password": self.password} if self.password else {}), **self.parameters)

    def without_password(self) -> Address:
        """For a command line, which everybody may read."""
        return replace(self, password="")


@dataclass(frozen=True)
class Addresses:
    """The database for its three roles. ``ours`` is the data folder of our own server, or None."""

    app: Address
    owner: Address
    journal: Address
    ours: Path | None


def database_addresses(environment: Told) -> Addresses:
    """The addresses that an environment gives; starts nothing (`launcher.ensure_running` does).

    Without ``TIREK_DATABASE_URL`` it is our own server. With it, ``TIREK_DATABASE_JOURNAL_URL`` is needed too; the
    owner's address is needed only where migrations run, and without it the app's host is taken, with no password.

    Raises
    ------
    DatabaseFault
        If an address cannot be read, is missing, or names another role or another database.
    """
    if environment.database_url is None:
        return own_addresses(environment.data)
    app = read_address("TIREK_DATABASE_URL", environment.database_url, APP)
    if environment.database_journal_url is None:
        raise DatabaseFault("no_address", name="TIREK_DATABASE_JOURNAL_URL", role=JOURNAL)
    journal = read_address("TIREK_DATABASE_JOURNAL_URL", environment.database_journal_url, JOURNAL)
    if environment.database_owner_url is None:
        owner = Address(app.host, app.port, app.dbname, OWNER, parameters=app.parameters)
    else:
        owner = read_address("TIREK_DATABASE_OWNER_URL", environment.database_owner_url, OWNER)
    if len({app.dbname, journal.dbname, owner.dbname}) > 1:
        raise DatabaseFault("other_database", first=app.dbname, second=f"{journal.dbname}, {owner.dbname}")
    return Addresses(app, owner, journal, ours=None)


def own_addresses(data: Path, database: str = DATABASE) -> Addresses:
    """The addresses of our own server; it knows who asks by the socket, so there is no password."""
    host = str(home_of(data).socket)
    app, owner, journal = (Address(host, str(PORT), database, role) for role in (APP, OWNER, JOURNAL))
    return Addresses(app, owner, journal, ours=data)


def read_address(name: str, url: str, role: str | None = None) -> Address:
    """An address as libpq writes it; ``name`` is the variable or option it came from, and alone stands in an error.

    Raises
    ------
    DatabaseFault
        If it cannot be read, or names another role.
    """
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except ProgrammingError:
        raise DatabaseFault("bad_address", name=name) from None
    host, user = parts.pop("host", "") or parts.pop("hostaddr", ""), parts.pop("user", "")
    if not host or (role and user != role):
        raise DatabaseFault("other_role" if host else "bad_address", name=name, role=role, user=user)
    port, dbname, password = parts.pop("port", "5432"), parts.pop("dbname", DATABASE), parts.pop("password", "")
    return Address(host, port, dbname, user, password, parts)
