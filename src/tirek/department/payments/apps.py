"""What is due becomes lists, files and money on accounts, each tenge once; what was paid wrongly comes back."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """What is due becomes lists, files and money on accounts, each tenge once; what was paid wrongly comes back."""

    name = "tirek.department.payments"
