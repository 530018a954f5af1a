"""Keys of officers for tests: one authority a session of tests, believed through the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from tirek.department.accounts.models import User
from tirek.department.decisions.actions.certificates import register_certificate
from tirek.registers.sandbox.certificates import SigningKey, TestAuthority


@contextmanager
def believed_authority(folder: Path) -> Iterator[TestAuthority]:
    """An authority whose signatures the department verifies while the block lasts."""
    authority = TestAuthority(folder / "signer")
    authority.publish(folder / "authorities")
    with override_settings(SIGNING_AUTHORITIES=folder / "authorities"):
        yield authority


def give_key(authority: TestAuthority, user: User, *, rsa_bits: int = 0, **told: object) -> SigningKey:
    """A key for a user, registered as the user's; inside ``entered(...)`` with a purpose."""
    key = authority.issue(user.get_username(), rsa_bits=rsa_bits, **told)  # type: ignore[arg-type]
    register_certificate(user, key.certificate_pem, acting_user=None)
    return key
