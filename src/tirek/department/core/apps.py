"""What every app stands on: territories, dates, policies."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every app stands on: territories, dates, policies."""

    name = "tirek.department.core"
