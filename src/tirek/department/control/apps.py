"""Social audit: samples, findings, measures, and the evidence of one payment."""

from django.apps import AppConfig


class ControlConfig(AppConfig):
    """Social audit: samples, findings, measures, and the evidence of one payment."""

    name = "tirek.department.control"
