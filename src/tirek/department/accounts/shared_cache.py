"""The cache that all processes share: rate limits, and codes that were used once."""

from __future__ import annotations

from typing import Any

TABLE_APP = "django_cache"
ALIAS = "shared"


class SharedCacheRouter:
    """Sends the table of the cache to a connection of its own; everything else goes where it went."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """The alias to read from."""
        return ALIAS if model._meta.app_label == TABLE_APP else None  # noqa: SLF001 - the way of every router

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        """The alias to write to."""
        return ALIAS if model._meta.app_label == TABLE_APP else None  # noqa: SLF001 - the way of every router
