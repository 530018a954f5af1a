"""People and families."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """People and families."""

    name = "tirek.department.registry"

    def ready(self) -> None:
        """Let every transaction know the viewer's own family: its policies hide it."""
        from tirek.department.accounts.viewer import Told, tell_on_entering

        own = {"tirek.own_persons": "persons", "tirek.own_families": "families"}
        tell_on_entering("own", Told("registry_own_settings", own))
