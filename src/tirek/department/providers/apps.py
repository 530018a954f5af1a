"""Organisations, licences, contracts, price lists."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Organisations, licences, contracts, price lists."""

    name = "tirek.department.providers"
