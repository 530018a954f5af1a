"""What is granted, to whom, for which days, and what falls due."""

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    """What is granted, to whom, for which days, and what falls due."""

    name = "tirek.department.entitlements"
