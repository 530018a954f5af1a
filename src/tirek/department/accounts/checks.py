"""What a process must not start with: Django's system checks of sign-in and of the database's role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.utils.module_loading import import_string

from tirek.department.accounts.models import User

SERVING = "default"


@register(Tags.security)
def check_demo_switch(**kwargs: Any) -> list[CheckMessage]:
    """The switch that lets demo logins go without a second factor is off in production."""
    if settings.PRODUCTION and not settings.DEMO_SECOND_FACTOR:
        hint = "Take TIREK_DEMO_SECOND_FACTOR out of the environment."
        return [Error("Demo logins go without a second factor in production.", hint=hint, id="accounts.E001")]
    return []


@register(Tags.database)
def check_role(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The role of the pages and jobs passes by no row policy."""
    if SERVING not in (databases or ()):
        return []
    connection = connections[SERVING]
    connection.ensure_connection()
    faults = import_string(settings.DATABASE_ROLE_CHECK)(connection.connection)
    return [Error(str(fault), hint="Serve as tirek_app.", id="accounts.E002") for fault in faults]


@register(Tags.database)
def check_demo_logins(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """No open demo login stands in the database of a production."""
    if SERVING not in (databases or ()) or not settings.PRODUCTION:
        return []
    if "accounts_user" not in connections[SERVING].introspection.table_names():
        return []
    count = User.objects.using(SERVING).filter(is_demo=True, is_active=True).count()
    if not count:
        return []
    hint = "They cannot sign in here; close them all the same, or start with a database of its own."
    return [Error(f"{count} demo logins stand in the database of a production.", hint=hint, id="accounts.E003")]
