"""People and families."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """People and families."""

    name = "tirek.department.registry"

    def ready(self) -> None:
        """Let every transaction know the viewer's own family, which its policies hide; tell the outbox where people are."""
        from tirek.department.accounts.viewer import Told, tell_on_entering
        from tirek.department.messages.addresses import register_addresses
        from tirek.department.registry.reaching import look_up_addresses

        register_addresses(look_up_addresses)

        own = {"tirek.own_persons": "persons", "tirek.own_families": "families"}
        tell_on_entering("own", Told("registry_own_settings", own))
