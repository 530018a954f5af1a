"""Reference data of an app, loaded from its YAML into its tables; repeatable, and never removing what rows refer to."""

from __future__ import annotations

from pathlib import Path

import yaml
from django.db import transaction

from tirek.department.core.models import Territory

TERRITORIES = Path(__file__).with_name("territories.yaml")


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
