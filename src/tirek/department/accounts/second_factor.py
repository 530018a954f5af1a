"""Who must sign in with a second factor, and how its secrets are kept."""

from __future__ import annotations

import base64
import datetime
from functools import cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tirek.department.accounts.models import User
from tirek.department.accounts.queries import own_roles_for
from tirek.department.accounts.roles import known_roles


def demands_second_factor(user: User, on: datetime.date) -> bool:
    """Whether a post by which the user acts on a day demands a second factor. One query, or none."""
    return not is_excused(user) and known_roles().need_second_factor(own_roles_for(user, on))


def is_excused(user: User) -> bool:
    """Whether a demo login goes without the factor: outside of production, while ``DEMO_SECOND_FACTOR`` is off."""
    return user.is_demo and not settings.DEMO_SECOND_FACTOR and not settings.PRODUCTION


def seal_secret(text: str) -> str:
    """A secret of a second factor as it is stored: encrypted under a key that comes from the secret key of the site."""
    return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()


def open_secret(sealed: str) -> str:
    """The secret again.

    Raises
    ------
    cryptography.fernet.InvalidToken
        When it was sealed under another key.
    """
    return _cipher(settings.SECRET_KEY).decrypt(sealed.encode()).decode()


@cache
def _cipher(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tirek second factor").derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
