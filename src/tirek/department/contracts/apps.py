"""Social contracts: obligations, monitoring, breaches."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Social contracts: obligations, monitoring, breaches."""

    name = "tirek.department.contracts"
