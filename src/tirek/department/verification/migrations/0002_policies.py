"""Who sees checks, visits and sessions; a vote that was given stays."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable, enable_through
from tirek.department.registry.policies import hide_own

CASE, VISIT, SESSION, ITEM = (
    "applications_case",
    "verification_visit",
    "verification_session",
    "verification_sessionitem",
)
KEPT = f"REVOKE UPDATE ON verification_sessionvote, verification_visitphoto FROM {APP_ROLE}"
LOST = f"GRANT UPDATE ON verification_sessionvote, verification_visitphoto TO {APP_ROLE}"


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0001_checks_visits_and_sessions"),
        ("applications", "0002_steps_in_order_and_policies"),
    ]

    operations = [
        *enable_through("verification_factcheck", "case_id", CASE),
        *hide_own("verification_factcheck"),
        *enable(VISIT, confidential="confidential"),
        *hide_own(VISIT, person=None, family="family_id"),
        *enable_through("verification_visitmember", "visit_id", VISIT),
        *enable_through("verification_visitphoto", "visit_id", VISIT),
        *enable(SESSION, confidential="confidential"),
        *enable_through("verification_sessionmember", "session_id", SESSION),
        *enable_through(ITEM, "case_id", CASE),
        *enable_through("verification_sessionvote", "item_id", ITEM),
        migrations.RunSQL(KEPT, LOST),
    ]
