"""Accounts of the staff: opened and closed by who manages posts, never by their owners."""

from __future__ import annotations

import secrets

from tirek.department.accounts.actions.permission import told
from tirek.department.accounts.models import User
from tirek.department.accounts.refusals import PostRefused
from tirek.department.accounts.viewer import current_viewer

PASSWORD_BYTES = 12


def open_account(
    username: str, *, surname: str, given_name: str, patronymic: str = "", language: str = "kk", acting_user: User
) -> tuple[User, str]:
    """An account without any right, and its first password, which is shown once and stored only as a digest.

    Raises
    ------
    PostRefused
        ``not_allowed``, ``taken``.
    """
    viewer = current_viewer()
    if viewer.user_id != acting_user.pk or not viewer.may("manage_posts"):
        raise PostRefused("not_allowed")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with told():
        user = User.objects.create_user(
            username, password, surname=surname, given_name=given_name, patronymic=patronymic, language=language
        )
    return user, password
