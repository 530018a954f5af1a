"""How each fact of a case is settled: checks, home visits, the special commission."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """How each fact of a case is settled: checks, home visits, the special commission."""

    name = "tirek.department.verification"
