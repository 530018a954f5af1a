"""Django for a process that is not its own command: set up once, migrated by the owner, and refused when it does not fit."""

from __future__ import annotations

import os

import django
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from tirek.config.env import environment
from tirek.config.postgres.addresses import Addresses, database_addresses
from tirek.config.postgres.checks import refuse_unfit
from tirek.config.postgres.faults import DatabaseFault
from tirek.config.postgres.readiness import make_ready

MIGRATION_LOCK = 7_435_022
"""Number of the advisory lock of whoever migrates."""


def open_department(*, migrate: bool = False) -> Addresses:
    """Everything a process needs before it serves or works: our server running, Django set up, the app's role fit.

    Parameters
    ----------
    migrate : bool
        Also bring the tables up to this version of the program, as the owner.

    Raises
    ------
    DatabaseFault
        If the server or the role does not fit, or the tables belong to another version.
    """
    addresses = database_addresses(environment())
    make_ready(addresses)
    set_up_django()
    if migrate:
        migrate_as_owner()
    refuse_unfit(addresses.app, addresses.journal)
    if pending := pending_migrations():
        raise DatabaseFault("not_migrated", count=len(pending), first=pending[0])
    return addresses


def set_up_django() -> None:
    """Django with our settings; a second call does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tirek.config.settings")
    compile_texts()
    django.setup()


def compile_texts() -> None:
    """Compile the catalogues that changed since; an installed package has no Babel, and brings them compiled."""
    try:
        from tirek.web.ui.catalogues.writing import compile_catalogues
    except ModuleNotFoundError:
        return
    compile_catalogues()


def migrate_as_owner(*, verbosity: int = 0) -> None:
    """Bring the tables up to this version, and the reference data with them; one process at a time."""
    from tirek.department.core.reference import load_reference_data

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
    try:
        call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
        load_reference_data()
    finally:
        connections["owner"].close()  # and the lock with it


def pending_migrations(alias: str = "default") -> list[str]:
    """Migrations of this program that the database has not, in their order."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def gather_static_files() -> None:
    """Styles, scripts and pictures of all apps in one folder, compressed, under names with a digest."""
    call_command("collectstatic", interactive=False, verbosity=0)
