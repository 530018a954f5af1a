"""The API of the phone app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API of the phone app."""

    name = "tirek.web.api"
