"""Proving a signature that an officer's device made: a detached CMS over bytes that we gave it.

The key never comes here. What algorithms a signature uses is read first, and the verifier that knows them is asked; the
national GOST algorithms have their place, and nobody who knows them yet.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Protocol

from asn1crypto import cms, pem, x509
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.general import CMSExtractionError, CMSStructuralError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext

from tirek.department.core.refusals import Refused
from tirek.department.decisions.authority import Authorities, trusted_authorities

LARGEST_BYTES = 200_000
"""A signature of one officer with a chain of certificates has under ten thousand."""
DIGESTS = ("sha256", "sha384", "sha512")
LEAST_RSA_BITS = 2048
GOST = ("1.2.398.3.10.1.", "1.2.643.")
"""Where the object identifiers of the national algorithms begin (Kazakhstan's authority; the older Russian ones). From memory."""

MESSAGES: Final[dict[str, str | Promise]] = {
    "not_cms": _("This is no signature: a detached CMS file of the signing program is needed."),
    "not_detached": _("The signature carries a document of its own. Sign detached: the file holds the signature alone."),
    "other_content": _("What was signed is not what stands here now. Open the page again and sign it as it stands."),
    "forged": _("The signature does not hold: it was not made with the key of this certificate."),
    "untrusted": _("The certificate was issued by an authority that this department does not believe."),
    "expired": _("The certificate is not valid today. Get a new one and let it be registered."),
    "revoked": _("The certificate was revoked by its authority."),
    "revocation_unknown": _("The list of revoked certificates of this authority is too old. Tell the administrator."),
    "wrong_use": _("This certificate is not for signing documents: choose the key for signatures, not that for signing in."),
    "weak": _("The signature uses an algorithm that is too weak today."),
    "gost_absent": _(
        "The signature uses the national GOST algorithms, which cannot be verified here yet. Sign with the RSA key of your "
        "certificate."
    ),
    "no_authority": _("No authority is set up whose signatures could be verified. Tell the administrator."),
    "not_registered": _("This certificate is not registered as yours, or no longer. Tell the administrator of posts."),
}  # fmt: skip
_WHY: Final = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: "untrusted",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "expired",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "expired",
    AdESIndeterminate.REVOKED_NO_POE: "revoked",
    AdESIndeterminate.REVOKED_CA_NO_POE: "revoked",
    AdESIndeterminate.TRY_LATER: "revocation_unknown",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "wrong_use",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: "weak",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: "weak",
}
# The library names the subject of a certificate when it doubts one: a person's name does not belong into records.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


class SignatureRefused(Refused):
    """A signature that proves nothing; ``code`` is a key of ``MESSAGES``."""

    def __init__(self, code: str) -> None:
        super().__init__(code, MESSAGES[code], "cms")


@dataclass(frozen=True)
class Verified:
    """What a signature proved: by which algorithm, with which certificate (SHA-256 of its DER form)."""

    algorithm: str
    certificate_digest: str


class Verifier(Protocol):
    """Knows some algorithms, and says whether a signature by them holds."""

    def knows(self, algorithms: set[str]) -> bool:
        """Whether it can verify what is signed with these (names, or object identifiers without a name)."""

    def verify(self, signed: cms.SignedData, content: bytes, authorities: Authorities, at: datetime) -> Verified:
        """The proof; raises `SignatureRefused`."""


class InternationalAlgorithms:
    """RSA and elliptic curves with SHA-2, by pyHanko: signature, chain, validity on the day, revocation, use of the key."""

    def knows(self, algorithms: set[str]) -> bool:
        """Everything that is not national."""
        return not any(each.startswith(GOST) for each in algorithms)

    def verify(self, signed: cms.SignedData, content: bytes, authorities: Authorities, at: datetime) -> Verified:
        """The proof; raises `SignatureRefused`."""
        context = ValidationContext(
            trust_roots=list(authorities.roots),
            other_certs=list(authorities.between),
            crls=list(authorities.revoked),
            moment=at,
            allow_fetching=False,
            # Who keeps a list of revoked certificates is held to it: without a fresh one of the authority nothing is believed.
            revocation_mode="require" if authorities.revoked else "soft-fail",
        )
        try:
            status = _run(lambda: async_validate_detached_cms(content, signed, context))
        except (SignatureValidationError, CMSExtractionError, CMSStructuralError, ValueError) as error:
            raise SignatureRefused("not_cms") from error
        _refuse_faults(status)
        _refuse_weak(status)
        return Verified(status.pkcs7_signature_mechanism, sha256(status.signing_cert.dump()).hexdigest())


class NationalAlgorithms:
    """GOST 34.10 and its elders: their place is here; a library that verifies them and may be used is not found yet."""

    def knows(self, algorithms: set[str]) -> bool:
        """Whether one of them is national."""
        return any(each.startswith(GOST) for each in algorithms)

    def verify(self, signed: cms.SignedData, content: bytes, authorities: Authorities, at: datetime) -> Verified:
        """Always `SignatureRefused`: absent, and said to be."""
        raise SignatureRefused("gost_absent")


VERIFIERS: tuple[Verifier, ...] = (NationalAlgorithms(), InternationalAlgorithms())


def verify_cms(raw: bytes, content: bytes, *, at: datetime) -> Verified:
    """What a detached signature over some bytes proves, on a day.

    Parameters
    ----------
    raw
        CMS in DER or PEM.
    content
        The bytes that were to be signed.
    at
        The moment for which the certificate must have been valid: now when a signature arrives, ``signed_at`` later.

    Raises
    ------
    SignatureRefused
        With the reason; nothing of the signature is repeated in it.
    """
    signed = _signed_data(raw)
    authorities = trusted_authorities()
    verifier = next((each for each in VERIFIERS if each.knows(_algorithms(signed))), None)
    if verifier is None:
        raise SignatureRefused("weak")
    if not authorities.roots:
        raise SignatureRefused("no_authority")
    return verifier.verify(signed, content, authorities, at)


def certificate_in(raw: bytes) -> x509.Certificate:
    """A certificate as DER or PEM; raises `SignatureRefused` where it is none."""
    try:
        found = x509.Certificate.load(_der(raw), strict=True)
        found.native  # noqa: B018 - asn1crypto reads late
    except (ValueError, TypeError) as error:
        raise SignatureRefused("not_cms") from error
    return found


def _der(raw: bytes) -> bytes:
    if len(raw) > LARGEST_BYTES:
        raise ValueError
    return pem.unarmor(raw)[2] if pem.detect(raw) else raw


def _signed_data(raw: bytes) -> cms.SignedData:
    """The signed data of a file: of one signer, who names the attributes that are signed, and nothing else inside."""
    try:
        signed, carries_content = _parsed(raw)
    except (ValueError, TypeError, KeyError) as error:
        raise SignatureRefused("not_cms") from error
    if carries_content:
        raise SignatureRefused("not_detached")
    return signed


def _parsed(raw: bytes) -> tuple[cms.SignedData, bool]:
    """The signed data, and whether the signed content is inside; ValueError on any other thing."""
    found = cms.ContentInfo.load(_der(raw), strict=True)
    if found["content_type"].native != "signed_data":
        raise ValueError
    signed = found["content"]
    signers = signed["signer_infos"]
    if len(signers) != 1 or not len(signers[0]["signed_attrs"] or ()) or not len(signed["certificates"] or ()):
        raise ValueError
    return signed, signed["encap_content_info"]["content"].native is not None


def _algorithms(signed: cms.SignedData) -> set[str]:
    """Names of what the signer used, or object identifiers where a name is not known; of its certificates' keys as well."""
    signer = signed["signer_infos"][0]
    told = {signer["digest_algorithm"]["algorithm"].dotted, signer["signature_algorithm"]["algorithm"].dotted}
    for each in signed["certificates"]:
        if each.name == "certificate":
            told.add(each.chosen["tbs_certificate"]["subject_public_key_info"]["algorithm"]["algorithm"].dotted)
    return told


def _refuse_faults(status: StandardCMSSignatureStatus) -> None:
    if not status.intact:
        raise SignatureRefused("other_content")
    if not status.valid:
        raise SignatureRefused("forged")
    if not status.trusted:
        raise SignatureRefused(_WHY.get(status.trust_problem_indic, "untrusted"))  # type: ignore[call-overload]


def _refuse_weak(status: StandardCMSSignatureStatus) -> None:
    key = status.signing_cert.public_key
    short = key.algorithm == "rsa" and key.bit_size < LEAST_RSA_BITS
    if status.md_algorithm not in DIGESTS or short:
        raise SignatureRefused("weak")


def _run(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run what the library offers only as a coroutine; in a thread of its own, as this one may have a loop already."""
    with ThreadPoolExecutor(max_workers=1) as single:
        return single.submit(lambda: asyncio.run(work())).result()
