"""Reference data of the apps, loaded from their files into their tables; repeatable, and never removing what rows refer to.

An app that has any keeps a module ``reference`` with ``load(*, using)``; the apps are taken in the order of the road.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import yaml
from django.apps import apps
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from tirek.department.core.calendar.seed import load_calendar
from tirek.department.core.models import Territory

TERRITORIES = Path(__file__).with_name("territories.yaml")


def load_reference_data(*, using: str = "owner") -> None:
    """The reference data of every app: what a database needs before anybody works with it."""
    for app in apps.get_app_configs():
        if app.module is not None and app.name.startswith("tirek.") and module_has_submodule(app.module, "reference"):
            import_module(f"{app.name}.reference").load(using=using)


def load(*, using: str = "owner") -> None:
    """What the core brings: territories, and days that differ from their weekday."""
    load_territories(using=using)
    load_calendar(using=using)


def load_territories(*, using: str = "owner") -> int:
    """The territories of the file as rows; how many there are. Parents stand before their children."""
    document = yaml.safe_load(TERRITORIES.read_text(encoding="utf-8"))
    rows = [
        Territory(
            code=code,
            parent_id=entry.get("parent"),
            kind=entry["kind"],
            title_kk=entry["kk"],
            title_ru=entry["ru"],
            title_en=entry["en"],
        )
        for code, entry in document["territories"].items()
    ]
    with transaction.atomic(using=using):
        Territory.objects.using(using).bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["parent", "kind", "title_kk", "title_ru", "title_en"],
        )
    return len(rows)
