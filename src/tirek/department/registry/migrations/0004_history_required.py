"""No change of a person's data without its history; history, keys and erasures follow the person from district to district."""

from django.db import migrations

from tirek.department.core.policies import follow_territory
from tirek.department.journal.guards import require_history

GUARDED = (
    "registry_bankaccount",
    "registry_circumstance",
    "registry_consent",
    "registry_disability",
    "registry_dwelling",
    "registry_family",
    "registry_income",
    "registry_lifeevent",
    "registry_membership",
    "registry_person",
    "registry_personaddress",
    "registry_status",
    "registry_vehicle",
)


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_names_searched_in_a_narrow_table"),
        ("journal", "0002_privileges_and_guards"),
    ]

    operations = [
        *(
            operation
            for table, nullable in (
                ("journal_fieldchange", True),
                ("journal_personkey", False),
                ("journal_erasure", False),
            )
            for operation in follow_territory(table, "person_id", "registry_person", nullable=nullable)
        ),
        *(operation for table in GUARDED for operation in require_history(table)),
    ]
