"""The language in which a member of the staff works."""

from __future__ import annotations

from tirek.department.accounts.models import User


def choose_language(language: str, *, acting_user: User) -> None:
    """Remember the language for the next sign-in.

    Writes: ``accounts.User.language``.
    """
    if acting_user.language != language:
        acting_user.language = language
        acting_user.save(update_fields=["language"])
