"""Who may see which row of the registry; child rows carry the territory of their person."""

from django.db import migrations

from tirek.department.core.policies import enable, follow_territory, restrict

OF_PERSON = (
    "registry_bankaccount",
    "registry_consent",
    "registry_disability",
    "registry_dwelling",
    "registry_income",
    "registry_membership",
    "registry_personaddress",
    "registry_vehicle",
)
CONFIDENTIAL = ("registry_circumstance", "registry_status")


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_people_and_families")]

    operations = [
        *enable("registry_person"),
        *enable("registry_family"),
        *enable("registry_lifeevent"),
        *(operation for table in OF_PERSON for operation in enable(table)),
        *(operation for table in CONFIDENTIAL for operation in enable(table, confidential="confidential")),
        *(
            operation
            for table in (*OF_PERSON, *CONFIDENTIAL)
            for operation in follow_territory(table, "person_id", "registry_person")
        ),
        # Which person an officer is, is known to the database and to those who hand out posts; the pages only ask
        # "is this the own family", through a function.
        *restrict("registry_staffperson", "EXISTS (SELECT FROM registry_person AS person WHERE person.id = person_id)"),
    ]
