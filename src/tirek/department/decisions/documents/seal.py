"""The department's electronic seal on a PDF (PAdES), and how one is checked.

Outside of production a test authority is made in the data folder when there is no key yet; production takes the key that the
environment names and refuses to seal without one. National GOST algorithms are not among those this module signs with.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import x509
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from tirek.department.decisions.documents.authority import practice_authority

FIELD = "DepartmentSeal"


class SealMissing(Exception):
    """There is no key of the department's seal, or it does not open: what to set."""


@dataclass(frozen=True)
class SealCheck:
    """What a check found: whether there is a seal, of whom it is, whether the file is as it was sealed, whether it is ours."""

    sealed: bool
    intact: bool = False
    trusted: bool = False
    whole: bool = False
    authority: str = ""

    @property
    def genuine(self) -> bool:
        """All of it at once."""
        return self.sealed and self.intact and self.trusted and self.whole


def seal_pdf(pdf: bytes) -> bytes:
    """The file with the department's seal in it, as an update of the file: what was there is there byte for byte.

    Raises
    ------
    SealMissing
        In production, where the environment names no key or a key that does not open.
    """
    signer = _signer()
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    # A hidden field: nothing on the page, and nothing that a reader of the tagged text would come upon.
    hidden = InvisSigSettings(set_print_flag=False, set_hidden_flag=True)
    field = SigFieldSpec(FIELD, invis_sig_settings=hidden)
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, use_pades_lta=False
    )
    sealed = _apart(signers.PdfSigner(metadata, signer=signer, new_field_spec=field).sign_pdf, writer)
    data: bytes = sealed.getvalue()
    return data


def check_seal(pdf: bytes) -> SealCheck:
    """What the seal of a file says; a file that cannot be read has none."""
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
        ours = next((each for each in signatures if each.field_name == FIELD), None)
        if ours is None:
            return SealCheck(sealed=False)
        context = ValidationContext(trust_roots=list(_trusted()), allow_fetching=False)
        found = validate_pdf_signature(ours, context)
    except (PdfReadError, SignatureValidationError, SigningError, ValueError, KeyError):
        return SealCheck(sealed=False)
    subject = found.signing_cert.subject.native
    return SealCheck(
        sealed=True,
        intact=bool(found.intact and found.valid),
        trusted=bool(found.trusted),
        whole=found.coverage == SignatureCoverageLevel.ENTIRE_FILE and bool(found.bottom_line),
        authority=str(subject.get("organization_name") or subject.get("common_name") or ""),
    )


def seal_bytes(content: bytes) -> bytes:
    """A detached signature (CMS, DER) by the department's seal over any bytes, with its certificates.

    Raises
    ------
    SealMissing
        In production, where the environment names no key or a key that does not open.
    """
    signer = _signer()

    def sign() -> bytes:
        made = asyncio.run(signer.async_sign_general_data(content, "sha256", use_cades=True))
        data: bytes = made.dump()
        return data

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(sign).result()


def seal_authorities() -> tuple[x509.Certificate, ...]:
    """The certificates that a seal of this house leads up to: whoever checks one elsewhere is given them apart."""
    return _trusted()


@cache
def _signer() -> signers.SimpleSigner:
    path, password = settings.SEAL_KEY, settings.SEAL_PASSWORD
    if path is None:
        if settings.PRODUCTION:
            raise SealMissing("TIREK_SEAL_KEY must name the file (PKCS#12) with the key of the department's seal")
        path, password = practice_authority(Path(settings.SEAL_TEST_FOLDER))
    signer = signers.SimpleSigner.load_pkcs12(str(path), passphrase=password.encode())  # type: ignore[no-untyped-call]
    if signer is None:
        raise SealMissing(
            "the key of the department's seal does not open: look at TIREK_SEAL_KEY and TIREK_SEAL_PASSWORD"
        )
    if signer.signing_cert.public_key.algorithm != "rsa":
        raise SealMissing(
            "the key of the department's seal must be RSA: any other makes a PDF 2.0, which PDF/UA-1 is not"
        )
    return signer


def _trusted() -> tuple[x509.Certificate, ...]:
    """The certificates a seal must lead up to: what came with our own key, or its certificate where nothing came."""
    signer = _signer()
    above = tuple(each for each in signer.cert_registry if each.issuer == each.subject)
    return above or (signer.signing_cert,)


def _apart(sign: Any, writer: Any) -> Any:
    """Sign in a thread of its own: pyHanko runs an event loop, and whoever calls may run one already."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(sign, writer).result()
