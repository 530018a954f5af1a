"""Appeals and complaints, decided by somebody else."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """Appeals and complaints, decided by somebody else."""

    name = "tirek.department.appeals"
