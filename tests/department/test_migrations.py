"""The tables that the migrations make are those that the models describe."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import override


def test_models_and_migrations_agree() -> None:
    loader = MigrationLoader(None)
    # Labels are compared as they stand in the source.
    with override(None):
        wanted = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    left = {
        app: [operation.describe() for migration in migrations for operation in migration.operations]
        for app, migrations in wanted.items()
    }
    assert left == {}
