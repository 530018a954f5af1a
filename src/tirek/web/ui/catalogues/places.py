"""Where the catalogues lie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).resolve().parents[3]
"""The package ``tirek``."""
LANGUAGES: Final = ("kk", "ru")
FRAMEWORK: Final = SOURCE / "web/ui/framework_texts"
"""Texts of Django and allauth that their own catalogues lack; edited by hand, found through ``LOCALE_PATHS``."""


def app_folders() -> list[Path]:
    """Folders of our Django apps: each keeps its own texts."""
    return sorted(path.parent for top in ("department", "web") for path in (SOURCE / top).glob("*/apps.py"))


def catalogue_of(app: Path, language: str) -> Path:
    """The file with the texts of an app in a language."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def all_catalogues() -> Iterator[Path]:
    """Every catalogue of the house that exists, the framework's among them."""
    for top in (*(app / "locale" for app in app_folders()), FRAMEWORK):
        yield from sorted(top.glob("*/LC_MESSAGES/django.po"))
