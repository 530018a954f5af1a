"""Organisations are seen by the whole department and written within their territory; sole traders are people's data."""

from django.db import migrations

from tirek.department.core.policies import TERRITORIES, restrict
from tirek.department.journal.guards import require_history

OF_ORGANISATION = ("providers_licence", "providers_contract", "providers_pricelistitem")
WITHIN = f"territory = ANY ({TERRITORIES})"
# Nobody who looks (no territory at all) sees nothing, organisations included: the setting is what says that somebody looks.
SOMEBODY = "coalesce(current_setting('tirek.territory', true), '') <> ''"


def of_parent(condition: str) -> str:
    """The organisation is seen, and a condition holds for it."""
    return f"EXISTS (SELECT FROM providers_organisation AS parent WHERE parent.id = organisation_id AND {condition})"


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0001_organisations_and_contracts"),
        ("journal", "0002_privileges_and_guards"),
    ]

    operations = [
        *restrict(
            "providers_organisation",
            f"(NOT sole_trader AND {SOMEBODY}) OR {WITHIN}",
            written=WITHIN,
        ),
        *(
            operation
            for table in OF_ORGANISATION
            for operation in restrict(table, of_parent("true"), written=of_parent(f"parent.{WITHIN}"))
        ),
        *(operation for table in ("providers_organisation", *OF_ORGANISATION) for operation in require_history(table)),
    ]
