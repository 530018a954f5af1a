"""Who saw and did what: the chained journal, field history, retention."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Who saw and did what: the chained journal, field history, retention."""

    name = "tirek.department.journal"
