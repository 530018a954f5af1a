"""Whose certificates are believed: the authorities that stand in a folder, and their lists of revoked certificates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asn1crypto import crl, pem, x509
from django.conf import settings

TEST_AUTHORITY = "Tirek test authority"
"""Organisation in the name of the authority that stands in for a real one; a production system refuses to believe it."""
CERTIFICATES, REVOKED = (".pem", ".crt", ".cer"), ".crl"


class AuthorityFault(Exception):
    """The folder of authorities holds what cannot be believed or read: which file, what is wrong, what to do."""


@dataclass(frozen=True)
class Authorities:
    """Roots that are believed, certificates between them and an officer, and lists of revoked certificates."""

    roots: tuple[x509.Certificate, ...] = ()
    between: tuple[x509.Certificate, ...] = ()
    revoked: tuple[crl.CertificateList, ...] = ()


def trusted_authorities() -> Authorities:
    """The authorities of ``settings.SIGNING_AUTHORITIES``, read anew: a list of revoked certificates may have come today.

    A certificate that signed itself is a root; every other one stands between. A folder that is not there holds nobody.

    Raises
    ------
    AuthorityFault
        On a file that is none of these, and on the test authority in production.
    """
    folder: Path = settings.SIGNING_AUTHORITIES
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    certificates = [_certificate(path) for path in paths if path.suffix.lower() in CERTIFICATES]
    revoked = tuple(_read(path, crl.CertificateList.load) for path in paths if path.suffix.lower() == REVOKED)
    return Authorities(
        roots=tuple(each for each in certificates if each.self_issued),
        between=tuple(each for each in certificates if not each.self_issued),
        revoked=revoked,
    )


def _certificate(path: Path) -> x509.Certificate:
    found: x509.Certificate = _read(path, x509.Certificate.load)
    if settings.REFUSES_TEST_AUTHORITY and found.issuer.native.get("organization_name") == TEST_AUTHORITY:
        raise AuthorityFault(f"{path.name}: the test authority is not believed in production. Take the file away.")
    return found


def _read(path: Path, load: Callable[[bytes], Any]) -> Any:
    raw = path.read_bytes()
    try:
        if pem.detect(raw):
            _, _, raw = pem.unarmor(raw)
        made = load(raw)
        made.native  # noqa: B018 - asn1crypto reads late: whatever is wrong shall show here
    except (ValueError, TypeError) as error:
        raise AuthorityFault(f"{path.name}: neither a certificate nor a list of revoked ones. Replace it.") from error
    return made
