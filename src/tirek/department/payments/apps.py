"""What is due becomes lists, files and money on accounts, each tenge once; what was paid wrongly comes back."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """What is due becomes lists, files and money on accounts, each tenge once; what was paid wrongly comes back."""

    name = "tirek.department.payments"

    def ready(self) -> None:
        """Say which due rows are being paid to whoever sets their money free."""
        from tirek.department.budgets.actions.reserving import keep_while_bound
        from tirek.department.payments.under_way import dues_under_way

        keep_while_bound("payments", dues_under_way)
