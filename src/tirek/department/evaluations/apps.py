"""What the law says of frozen facts; never updated."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    """What the law says of frozen facts; never updated."""

    name = "tirek.department.evaluations"
