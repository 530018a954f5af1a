"""An authority that stands in for the national one: it issues certificates, and signs like the device of an officer.

Its name says what it is, and a production system refuses to believe it.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

ORGANISATION = "Tirek test authority"
"""Organisation in its name, by which production knows it."""
YEARS = 5
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class SigningKey:
    """A private key with its certificate: what an officer's device holds, and the server never sees."""

    certificate: x509.Certificate
    key: Key

    @property
    def certificate_pem(self) -> bytes:
        """The certificate alone, as it is registered."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def sign(self, content: bytes) -> bytes:
        """A detached CMS (DER) over the content."""
        builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoCapabilities]
        signed = builder.add_signer(self.certificate, self.key, hashes.SHA256())
        return signed.sign(serialization.Encoding.DER, options)


class TestAuthority:
    """The authority of one folder: its own key and the keys of those it issued certificates to.

    Parameters
    ----------
    folder
        Where its keys lie, readable by their owner alone; made where it is not there.
    name
        Its common name; another name is a foreign authority, for tests.
    """

    __test__ = False  # pytest takes every class of this beginning for tests

    def __init__(self, folder: Path, name: str = "Test root") -> None:
        self.folder = folder
        self.name = name

    @cached_property
    def root(self) -> SigningKey:
        """Its own key and certificate, made at the first use."""
        found = self._read("authority")
        if found is None:
            key = ec.generate_private_key(ec.SECP256R1())
            subject = _named(self.name)
            made = _certificate(subject, subject, key, key, _now(), YEARS * 365, is_authority=True)
            found = self._write("authority", SigningKey(made, key))
        return found

    def publish(self, authorities: Path) -> Path:
        """Write its certificate, not its key, into the folder of believed authorities."""
        authorities.mkdir(parents=True, exist_ok=True)
        path = authorities / "test-authority.pem"
        path.write_bytes(self.root.certificate_pem)
        return path

    def issue(
        self,
        login: str,
        *,
        start: datetime | None = None,
        days: int = 365,
        rsa_bits: int = 2048,
        for_documents: bool = True,
    ) -> SigningKey:
        """A new key and certificate for a login, kept in the folder; an older one of the login is replaced.

        Parameters
        ----------
        start, days
            When it begins to be valid (an hour ago), and for how long.
        rsa_bits
            Length of the key; 0 is a key on the curve P-256.
        for_documents
            Whether it may sign documents; otherwise it is a key for signing in.
        """
        key: Key = rsa.generate_private_key(65537, rsa_bits) if rsa_bits else ec.generate_private_key(ec.SECP256R1())
        begins = start or _now() - timedelta(hours=1)
        made = _certificate(
            _named(login), self.root.certificate.subject, key, self.root.key, begins, days, for_documents=for_documents
        )
        return self._write(f"officer-{login}", SigningKey(made, key))

    def key_of(self, login: str) -> SigningKey | None:
        """The key of a login; None where none was issued."""
        return self._read(f"officer-{login}")

    def revoke(self, *revoked: SigningKey, age_days: int = 0) -> bytes:
        """A list (DER) of revoked certificates, good for a week; ``age_days`` ago where it shall be an old one."""
        now = _now() - timedelta(days=age_days)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.root.certificate.subject)
        builder = builder.last_update(now - timedelta(hours=1)).next_update(now + timedelta(days=7))
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.root.key.public_key())
        builder = builder.add_extension(above, critical=False).add_extension(x509.CRLNumber(1), critical=False)
        for each in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(each.certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(now - timedelta(hours=1)).build())
        return builder.sign(self.root.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def _read(self, name: str) -> SigningKey | None:
        path = self._path(name)
        if not path.exists():
            return None
        raw = path.read_bytes()
        key = serialization.load_pem_private_key(raw, None)
        assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
        return SigningKey(x509.load_pem_x509_certificate(raw), key)

    def _write(self, name: str, made: SigningKey) -> SigningKey:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = made.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        handle = os.open(self._path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(key + made.certificate_pem)
        return made

    def _path(self, name: str) -> Path:
        if not name.replace("-", "").replace("_", "").replace(".", "").isalnum() or name.startswith("."):
            raise ValueError("a login is letters, digits, dots and dashes")
        return self.folder / f"{name}.pem"


def _now() -> datetime:
    """This moment: a certificate is of the day on which it is issued."""
    return datetime.fromtimestamp(time.time(), UTC)


def _named(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    signing: Key,
    start: datetime,
    days: int,
    *,
    is_authority: bool = False,
    for_documents: bool = True,
) -> x509.Certificate:
    use = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority and for_documents,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(start).not_valid_after(start + timedelta(days=days))
    builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key())
    builder = builder.add_extension(own, critical=False).add_extension(above, critical=False)
    return builder.add_extension(use, critical=True).sign(signing, hashes.SHA256())
