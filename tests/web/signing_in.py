"""Signing in for tests of pages: with the second factor that a post demands, as the real way leaves it in the session."""

from __future__ import annotations

import time

from django.test import Client

from tirek.department.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> None:
    """Open a session of a user; ``second_factor`` says whether it was opened with one."""
    client.force_login(user, backend=BACKEND)
    session = client.session
    methods = ["password", "mfa"] if second_factor else ["password"]
    session["account_authentication_methods"] = [{"method": method, "at": time.time()} for method in methods]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
