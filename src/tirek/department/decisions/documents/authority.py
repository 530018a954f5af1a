"""A test authority and a seal issued by it, for machines without a real one. It proves nothing to anybody outside."""

from __future__ import annotations

import fcntl
import os
import secrets
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.utils import timezone

AUTHORITY, OWNER = "Tirek test authority: proves nothing", "Department of employment and social programmes (test)"
YEARS = 10
KEY_BITS = 2048
KEY_FILE, PASSWORD_FILE, LOCK_FILE = "seal.p12", "seal.password", ".lock"


def practice_authority(folder: Path) -> tuple[Path, str]:
    """The file with the key of a test seal, and its password; made once, whoever asks first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key, password = folder / KEY_FILE, folder / PASSWORD_FILE
    with (folder / LOCK_FILE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not key.exists() or not password.exists():
            word = secrets.token_urlsafe(24)
            _write(password, word.encode())
            _write(key, _issued(word))
    return key, password.read_text(encoding="ascii")


def _issued(password: str) -> bytes:
    authority_key, seal_key = (rsa.generate_private_key(65537, KEY_BITS) for _ in range(2))
    authority = _certificate(AUTHORITY, authority_key, AUTHORITY, authority_key, is_authority=True)
    seal = _certificate(OWNER, seal_key, AUTHORITY, authority_key, is_authority=False)
    encryption = BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"seal", seal_key, seal, [authority], encryption)


def _certificate(
    subject: str,
    key: rsa.RSAPrivateKey,
    issuer: str,
    issuer_key: rsa.RSAPrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    now = timezone.now()
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    return made.sign(issuer_key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    """A name of at most 64 characters, as certificates have them."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, for the owner's eyes."""
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    half.replace(path)
