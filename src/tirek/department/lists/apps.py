"""Monthly lists from outside bodies."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    """Monthly lists from outside bodies."""

    name = "tirek.department.lists"
