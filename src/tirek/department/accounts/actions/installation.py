"""What only whoever installs the program does, on the machine itself: the first administrator, and a way in that was lost."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction

from tirek.department.accounts.actions.users import PASSWORD_BYTES
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import Post, User
from tirek.department.accounts.refusals import PostRefused
from tirek.department.core.calendar.today import today


def make_first_administrator(username: str, *, surname: str, given_name: str, territory: str, ground: str) -> str:
    """The account and post from which all other posts come; its first password.

    Raises
    ------
    PostRefused
        ``administrator_there`` where somebody administers posts already, ``no_ground``, ``taken``.
    """
    if not ground.strip():
        raise PostRefused("no_ground")
    with transaction.atomic():
        held = Post.objects.filter(role=Role.ADMINISTRATOR, valid__contains=today(), user__is_demo=False)
        if held.exists():
            raise PostRefused("administrator_there")
        if User.objects.filter(username=username).exists():
            raise PostRefused("taken")
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        user = User.objects.create_user(username, password, surname=surname, given_name=given_name)
        Post.objects.create(
            user=user, role=Role.ADMINISTRATOR, territory_id=territory, valid=(today(), None), ground=ground.strip()
        )
    return password


def reset_way_in(username: str) -> str:
    """A new first password for somebody who lost the old one or the second factor; open sessions end.

    Raises
    ------
    PostRefused
        ``unknown_login``.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).filter(username=username, is_active=True).first()
        if user is None:
            raise PostRefused("unknown_login")
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        user.set_password(password)
        user.save(update_fields=["password"])
        Authenticator.objects.filter(user=user).delete()
        # The password is part of what a session is checked by, so the user's own have ended; theirs are removed as well.
        for session in Session.objects.iterator():
            if session.get_decoded().get("_auth_user_id") == str(user.pk):
                session.delete()
    return password
