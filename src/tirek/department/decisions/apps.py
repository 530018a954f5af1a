"""Drafted by one, signed by another; what is signed stays."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Drafted by one, signed by another; what is signed stays."""

    name = "tirek.department.decisions"

    def ready(self) -> None:
        """Nothing is signed about a case that the family took back."""
        from tirek.department.applications.following import follow_withdrawals
        from tirek.department.decisions.actions.drafting import drop_open_decision

        follow_withdrawals("decisions", drop_open_decision)
