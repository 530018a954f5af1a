"""Drafted by one, signed by another; what is signed stays."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Drafted by one, signed by another; what is signed stays."""

    name = "tirek.department.decisions"
