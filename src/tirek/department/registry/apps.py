"""People and families."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """People and families."""

    name = "tirek.department.registry"
