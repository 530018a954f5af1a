"""Plans, limits and the ledger: what may be spent, what is reserved, committed, paid and returned."""

from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    """Plans, limits and the ledger: what may be spent, what is reserved, committed, paid and returned."""

    name = "tirek.department.budgets"
