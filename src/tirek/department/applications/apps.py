"""What a family asks for: one application, one or more programmes."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """What a family asks for: one application, one or more programmes."""

    name = "tirek.department.applications"
