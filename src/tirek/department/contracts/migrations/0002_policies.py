"""Who sees social contracts; a look of a month, once taken, stays."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable, enable_through
from tirek.department.registry.policies import hide_own

CONTRACT = "contracts_socialcontract"
OF_CONTRACT = ("contracts_obligation", "contracts_exemption", "contracts_monitoring", "contracts_breach")


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_social_contracts"), ("applications", "0002_steps_in_order_and_policies")]

    operations = [
        *enable(CONTRACT),
        *hide_own(CONTRACT, person=None, family="family_id"),
        *[each for table in OF_CONTRACT for each in enable_through(table, "contract_id", CONTRACT)],
        *[each for table in OF_CONTRACT if table != "contracts_monitoring" for each in hide_own(table)],
        migrations.RunSQL(
            f"REVOKE UPDATE ON contracts_monitoring FROM {APP_ROLE}",
            f"GRANT UPDATE ON contracts_monitoring TO {APP_ROLE}",
        ),
    ]
