"""Steps that cross the stages of the road."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Steps that cross the stages of the road."""

    name = "tirek.department.flows"
