"""Who may sign in, and to whom of the staff an identity belongs."""

from __future__ import annotations

from django.conf import settings

from tirek.department.accounts.models import User


def may_sign_in(user: User) -> bool:
    """Whether an account is open here: a demo login never is in production."""
    return user.is_active and not (user.is_demo and settings.PRODUCTION)


def user_of_identity(subject: str) -> User | None:
    """The member of the staff whose login is the claim of an identity provider, if there is one. One query.

    An empty claim and an unknown one find nobody: an identity never makes an account, and gives no rights.
    """
    if not subject:
        return None
    return User.objects.filter(username=subject).first()
