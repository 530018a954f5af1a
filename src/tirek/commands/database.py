"""``tirek database``: start and stop our own server, prepare any, bring its tables up to date, look inside."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tirek.commands.options import Format, Language, print_json, print_text
from tirek.commands.usage import message

if TYPE_CHECKING:
    from tirek.config.postgres.addresses import Addresses

commands = typer.Typer(
    help="The database: our own server, or the one that TIREK_DATABASE_URL names.", no_args_is_help=True
)

NOT_RUNNING = 1
"""Exit code of ``status`` and ``stop`` when no server runs."""


@commands.command()
def start(lang: Language = "ru") -> None:
    """Start our own server and make what its database lacks; one that runs already is found."""
    from tirek.config.postgres.readiness import make_ready

    addresses = _ours()
    make_ready(addresses)
    print_text(_where(addresses, lang))


@commands.command()
def stop(lang: Language = "ru") -> None:
    """Stop our own server, with everything written down; exit code 1 when none was running."""
    from tirek.config.postgres.launcher import stop as stop_server

    addresses = _ours()
    assert addresses.ours is not None
    stopped = stop_server(addresses.ours)
    print_text(message("database_stopped" if stopped else "database_not_running", lang))
    if not stopped:
        raise typer.Exit(NOT_RUNNING)


@commands.command()
def status(lang: Language = "ru", format: Format = "text") -> None:
    """Where the database lives, its version and its size; exit code 1 when it does not answer."""
    from tirek.config.postgres.launcher import answers
    from tirek.config.postgres.places import home_of

    addresses = _addresses()
    home = home_of(addresses.ours) if addresses.ours else None
    running = home is None or answers(home)
    known: dict[str, Any] = {"ours": home is not None, "running": running, "host": addresses.app.host}
    if home:
        known |= {"folder": str(home.folder), "log": str(home.log), "user": home.user.name}
    if running:
        known |= _measured(addresses)
    if format == "json":
        print_json(known)
    else:
        lines = [message(f"database_{name}", lang, value=str(value)) for name, value in known.items() if name in _SHOWN]
        print_text("\n".join(lines if running else [message("database_not_running", lang), *lines]))
    if not running:
        raise typer.Exit(NOT_RUNNING)


@commands.command()
def prepare(
    admin: Annotated[
        str, typer.Option("--admin", help="address of your own server's administrator", metavar="URL")
    ] = "",
    lang: Language = "ru",
) -> None:
    """Make the roles, the database, its extensions and privileges, then its tables; as often as you like."""
    from tirek.config.postgres.addresses import read_address
    from tirek.config.postgres.faults import DatabaseFault
    from tirek.config.postgres.readiness import make_ready
    from tirek.config.postgres.roles import prepare_database

    addresses = _addresses()
    if addresses.ours:
        make_ready(addresses)
    elif not admin:
        raise DatabaseFault("no_administrator")
    else:
        prepare_database(read_address("--admin", admin), addresses)
    migrate(lang)


@commands.command()
def migrate(lang: Language = "ru") -> None:
    """Bring the tables up to this version of the program, as the owner."""
    from tirek.config.startup import open_department

    addresses = open_department(migrate=True)
    print_text(message("database_migrated", lang, name=addresses.app.dbname))


@commands.command()
def check(lang: Language = "ru") -> None:
    """Say whether the server fits, the app's role is bound by the policies and the tables are of this version."""
    from tirek.config.postgres.checks import refuse_unfit
    from tirek.config.postgres.faults import DatabaseFault
    from tirek.config.startup import pending_migrations, set_up_django

    addresses = _addresses()
    refuse_unfit(addresses.app, addresses.journal)
    set_up_django()
    if pending := pending_migrations():
        raise DatabaseFault("not_migrated", count=len(pending), first=pending[0])
    print_text(message("database_fits", lang, name=addresses.app.dbname))


@commands.command()
def shell(
    command: Annotated[str, typer.Option("--command", "-c", help="one statement instead of a dialogue")] = "",
    owner: Annotated[bool, typer.Option("--owner", help="as the owner, whom no policy binds")] = False,
    lang: Language = "ru",
) -> None:
    """The database's own shell, psql, as the app: it sees no person until ``tirek.territory`` is set."""
    from tirek.config.postgres.places import home_of, programs_for
    from tirek.config.postgres.readiness import make_ready

    addresses = _addresses()
    make_ready(addresses)
    address = addresses.owner if owner else addresses.app
    program = str(programs_for(home_of(addresses.ours)) / "psql") if addresses.ours else "psql"
    # The password goes by the environment: a command line is everybody's to read.
    variables = os.environ | ({"PGPASSWORD": address.password} if address.password else {})
    arguments = [program, address.without_password().conninfo(), *(("--command", command) if command else ())]
    os.execvpe(program, arguments, variables)  # noqa: S606 - the shell is what was asked for


_SHOWN = ("host", "folder", "log", "user", "version", "database", "megabytes")


def _addresses() -> Addresses:
    from tirek.config.env import environment
    from tirek.config.postgres.addresses import database_addresses

    return database_addresses(environment())


def _ours() -> Addresses:
    """The addresses, when the server is ours to start and to stop."""
    from tirek.config.postgres.faults import DatabaseFault

    addresses = _addresses()
    if addresses.ours is None:
        raise DatabaseFault("not_ours", host=addresses.app.host)
    return addresses


def _where(addresses: Addresses, lang: str) -> str:
    from tirek.config.postgres.places import home_of

    assert addresses.ours is not None
    home = home_of(addresses.ours)
    return message("database_started", lang, folder=str(home.folder), user=home.user.name, socket=str(home.socket))


def _measured(addresses: Addresses) -> dict[str, Any]:
    from tirek.config.postgres.checks import open_connection

    with open_connection(addresses.app) as connection:
        row = connection.execute("select pg_database_size(current_database()) / 1048576").fetchone()
        assert row is not None
        version = connection.info.parameter_status("server_version")
        return {"version": version, "database": addresses.app.dbname, "megabytes": int(row[0])}
