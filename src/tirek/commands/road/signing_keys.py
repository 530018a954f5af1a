"""Keys of the demo's heads: real certificates of the test authority, refused in production."""

from __future__ import annotations

from functools import cache

from tirek.commands.refusals import Refusal
from tirek.commands.usage import messages_of
from tirek.config.env import environment, in_production
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered, system_viewer
from tirek.department.core.calendar.today import today
from tirek.department.decisions.actions.certificates import register_certificate
from tirek.department.decisions.models import SignerCertificate
from tirek.registers.sandbox.certificates import SigningKey, TestAuthority


@cache
def demo_authority() -> TestAuthority:
    """The test authority of this installation, believed by its department.

    Raises
    ------
    Refusal
        In production.
    """
    if in_production():
        raise Refusal(messages_of("signer_production"))
    data = environment().data
    authority = TestAuthority(data / "signer")
    authority.publish(data / "authorities")
    return authority


@cache
def key_of(login: str) -> SigningKey:
    """The key of a login, issued and registered at the first use; what was issued before is used on."""
    user = User.objects.get(username=login)
    authority = demo_authority()
    key = authority.key_of(login)
    with entered(system_viewer("signer")):
        known = SignerCertificate.objects.filter(user=user, valid__contains=today()).exists()
        if key is None or not known:
            key = authority.issue(login)
            register_certificate(user, key.certificate_pem, acting_user=None)
    return key
