"""Keys: the one of the environment opens the keys of persons, and those open the values.

AES-256-GCM with a random nonce of 12 bytes before each text. What a value belongs to is bound in as associated data, so that a
sealed value cannot be moved to another row, field or person.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tirek.department.journal.faults import KeyUnusable

NONCE_BYTES = 12
KEY_BYTES = 32


def seal(key: bytes, text: bytes, bound_to: str) -> bytes:
    """A text as nonce, ciphertext and tag, bound to what it belongs to."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """The text again.

    Raises
    ------
    KeyUnusable
        If the key, the value or what it is bound to is another.
    """
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError):
        raise KeyUnusable from None


def new_wrapped_key(person_id: int) -> tuple[bytes, bytes]:
    """A fresh key of a person, and the same wrapped for the table."""
    key = secrets.token_bytes(KEY_BYTES)
    return key, seal(_derived("wrap"), key, f"person:{person_id}")


def unwrap_key(wrapped: bytes, person_id: int) -> bytes:
    """The key of a person."""
    return unseal(_derived("wrap"), wrapped, f"person:{person_id}")


def keyed_digest(text: str) -> bytes:
    """A digest of a text that may be about a person: without the key nobody can try guesses against it."""
    return hmac.new(_derived("digest"), text.encode(), hashlib.sha256).digest()


@cache
def _derived(purpose: str) -> bytes:
    """Keys of separate purposes from the one secret ``TIREK_HISTORY_KEY``."""
    from django.conf import settings

    secret: str = settings.HISTORY_KEY
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=f"tirek history {purpose}".encode()).derive(secret.encode())
