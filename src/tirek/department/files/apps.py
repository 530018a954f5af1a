"""Stored documents: by digest, encrypted, streamed through a permission check."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Stored documents: by digest, encrypted, streamed through a permission check."""

    name = "tirek.department.files"
