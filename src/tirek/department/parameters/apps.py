"""Local law entered in the office: values with act, dates and a second person."""

from django.apps import AppConfig


class ParametersConfig(AppConfig):
    """Local law entered in the office: values with act, dates and a second person."""

    name = "tirek.department.parameters"
