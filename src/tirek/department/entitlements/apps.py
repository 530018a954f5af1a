"""What is granted, to whom, for which days, and what falls due."""

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    """What is granted, to whom, for which days, and what falls due."""

    name = "tirek.department.entitlements"

    def ready(self) -> None:
        """Say what families receive to whoever settles the facts of a case."""
        from tirek.department.entitlements.receipts import receipts_from_entitlements
        from tirek.department.verification.receipts import tell_receipts

        tell_receipts("entitlements", receipts_from_entitlements)
