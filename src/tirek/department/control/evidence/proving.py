"""Proving a bundle: nothing but the file is needed, and the certificate of the authority from somewhere else.

No database, no settings: this runs on a machine that never saw the department.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Literal

from asn1crypto import cms, x509
from pyhanko.sign.general import CMSExtractionError, CMSStructuralError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from tirek.department.journal.canonical import LEAF, NODE, seal_digest

FORM = "tirek.evidence.1"
MANIFEST, SEAL = "manifest.json", "manifest.cms"
MOST_FILES, MOST_BYTES = 2_000, 200 * 2**20
PathStep = tuple[Literal["left", "right"], str]


class NotABundle(ValueError):
    """The file is no bundle of evidence: ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Check:
    """One thing that was proved or not. ``code`` is stable; ``holds`` is None where there was nothing to prove it by."""

    code: str
    holds: bool | None
    detail: str = ""


def pretty(document: object) -> bytes:
    """JSON for people and programs: sorted keys, two spaces, UTF-8; days and moments in ISO form."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2, default=_plain).encode()


def prove(data: bytes, authorities: Sequence[x509.Certificate] = ()) -> list[Check]:
    """Everything that can be proved of a bundle, in the order in which it matters.

    Parameters
    ----------
    authorities
        Certificates that a seal must lead up to, had from elsewhere; without them it is not said whose the seal is.

    Raises
    ------
    NotABundle
        ``not_zip``, ``too_large``, ``names_wrong``, ``no_manifest``.
    """
    files = _unpacked(data)
    manifest = _json(files.get(MANIFEST, b""))
    if not isinstance(manifest, dict) or manifest.get("form") != FORM or not isinstance(manifest.get("files"), dict):
        raise NotABundle("no_manifest")
    checks = [_files(files, manifest["files"]), *_sealed(files, authorities)]
    checks += _decision(files)
    checks += _evaluation(files)
    checks += _journal(files)
    return checks


def _unpacked(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            names = [entry.filename for entry in entries]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise NotABundle("too_large")
            if len(set(names)) != len(names) or any(not _is_plain(name) for name in names):
                raise NotABundle("names_wrong")
            return {name: package.read(name) for name in names}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise NotABundle("not_zip") from None


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and not name.endswith("/")


def _files(files: Mapping[str, bytes], named: Mapping[str, Any]) -> Check:
    """Every file is in the list with its digest, and every file of the list is there."""
    there = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name not in (MANIFEST, SEAL)}
    wrong = sorted(name for name in {*there, *named} if there.get(name) != named.get(name))
    return Check("files", not wrong, ", ".join(wrong[:5]))


def _sealed(files: Mapping[str, bytes], authorities: Sequence[x509.Certificate]) -> Iterator[Check]:
    found = _signature(files.get(SEAL, b""), files[MANIFEST], authorities)
    yield Check("seal", found is not None and found[0], found[1] if found else "")
    yield Check("authority", bool(found and found[2]) if authorities else None)


def _signature(raw: bytes, content: bytes, authorities: Sequence[x509.Certificate]) -> tuple[bool, str, bool] | None:
    """Whether a detached signature holds over some bytes, by whom (SHA-256 of the certificate), and whether it is believed."""
    try:
        info = cms.ContentInfo.load(raw, strict=True)
        context = ValidationContext(trust_roots=list(authorities), allow_fetching=False, revocation_mode="soft-fail")
        status = asyncio.run(async_validate_detached_cms(content, info["content"], context))
    except (ValueError, TypeError, KeyError, SignatureValidationError, CMSExtractionError, CMSStructuralError):
        return None
    fingerprint = hashlib.sha256(status.signing_cert.dump()).hexdigest()
    return bool(status.intact and status.valid), fingerprint, bool(status.trusted)


def _decision(files: Mapping[str, bytes]) -> Iterator[Check]:
    """What was signed is what is here; a round names the decision by its digest."""
    content, record = files.get("decision/signed.json", b""), _json(files.get("decision/record.json", b"")) or {}
    digest = hashlib.sha256(content).hexdigest()
    yield Check("decision", digest == record.get("digest"), str(record.get("number") or ""))
    signed, covered = content, files.get("decision/round.json")
    if covered is not None:
        pairs = (_json(covered) or {}).get("decisions") or []
        yield Check("round", any(pair[1] == digest for pair in pairs))
        signed = covered
    found = _signature(files.get("decision/signature.cms", b""), signed, ())
    named = {each.get("certificate_sha256") for each in record.get("signatures") or ()}
    yield Check("signature", found is not None and found[0] and found[1] in named, found[1] if found else "")


def _evaluation(files: Mapping[str, bytes]) -> Iterator[Check]:
    """The facts have their digest, and the evaluation is the one that the signed decision names."""
    told, signed = _json(files.get("evaluation/evaluation.json", b"")), _json(files.get("decision/signed.json", b""))
    facts = files.get("evaluation/facts.json", b"")
    if not isinstance(told, dict) or not isinstance(signed, dict):
        yield Check("evaluation", holds=False)
        return
    yield Check("facts", hashlib.sha256(facts).hexdigest() == told.get("facts_digest"))
    yield Check("evaluation", _evaluation_digest(told) == signed.get("evaluation"))


def _evaluation_digest(told: Mapping[str, Any]) -> str:
    said = {
        "evaluation": told.get("id"),
        "on": told.get("on"),
        "applied_on": told.get("applied_on"),
        "facts": told.get("facts_digest"),
        "rulebook": told.get("rulebook_digest"),
        "overlay": told.get("overlay"),
        "assumption": told.get("assumption"),
        "outcome": told.get("outcome"),
        "amount": told.get("amount"),
        "answer": told.get("answer"),
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _journal(files: Mapping[str, bytes]) -> Iterator[Check]:
    """Each line has its digest, and its way up leads to the seal of its hour; an hour may still be open."""
    lines = _json(files.get("journal/lines.json", b""))
    if not isinstance(lines, list):
        yield Check("journal", holds=False)
        return
    altered = [each for each in lines if hashlib.sha256(each["line"].encode()).hexdigest() != each["digest"]]
    yield Check("journal", not altered and bool(lines), str(len(lines)))
    sealed = [each for each in lines if each["proof"]]
    if sealed:
        yield Check("journal_seal", all(_leads_up(each) for each in sealed), f"{len(sealed)}/{len(lines)}")
    else:
        yield Check("journal_seal", holds=None)


def _leads_up(told: Mapping[str, Any]) -> bool:
    seal, node = told["proof"]["seal"], hashlib.sha256(LEAF + bytes.fromhex(told["digest"])).digest()
    for side, sister in told["proof"]["path"]:
        pair = bytes.fromhex(sister) + node if side == "left" else node + bytes.fromhex(sister)
        node = hashlib.sha256(NODE + pair).digest()
    hour = datetime.fromisoformat(told["hour"])
    closed = seal_digest(hour, seal["lines"], node, bytes.fromhex(seal["previous"]))
    said_hour = json.loads(told["line"]).get("hour")
    return node.hex() == seal["root"] and closed.hex() == seal["digest"] and said_hour == told["hour"]


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if hasattr(value, "lower") and hasattr(value, "upper"):  # a range of days
        return [value.lower, value.upper]
    return str(value)
