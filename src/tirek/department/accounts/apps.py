"""Who works here: users, posts, roles, the viewer of a request."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who works here: users, posts, roles, the viewer of a request."""

    name = "tirek.department.accounts"

    def ready(self) -> None:
        """Register what a process must not start with."""
        from tirek.department.accounts import checks  # noqa: F401
