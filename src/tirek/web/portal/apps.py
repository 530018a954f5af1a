"""Pages that anybody opens, without signing in."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages that anybody opens, without signing in."""

    name = "tirek.web.portal"
