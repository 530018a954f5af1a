"""The base page, the components, the formats of the languages."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The base page, the components, the formats of the languages."""

    name = "tirek.web.ui"
