"""The pages of the officers."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The pages of the officers."""

    name = "tirek.web.office"
