"""Making a bundle of evidence: collected, listed, sealed, stored, journalled."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO

from django.db import transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.control.evidence.collecting import pieces_of
from tirek.department.control.evidence.proving import FORM, MANIFEST, SEAL, pretty
from tirek.department.control.evidence.readme import READMES
from tirek.department.control.models import EvidenceBundle
from tirek.department.control.refusals import ControlRefused
from tirek.department.decisions.documents.seal import seal_bytes
from tirek.department.decisions.enums import DecisionState
from tirek.department.decisions.models import Decision
from tirek.department.files.actions import store_file
from tirek.department.files.contents import ZIP, made_here
from tirek.department.files.enums import FileKind
from tirek.department.journal.canonical import moment_text
from tirek.department.journal.notes import note_write
from tirek.department.payments.models import Payment


def issue_evidence(
    decision: Decision, *, reason: str, acting_user: User, payment: Payment | None = None
) -> EvidenceBundle:
    """Everything one decision, or one payment of it, rests on, in one sealed file.

    Raises
    ------
    ControlRefused
        ``reason_missing``, ``decision_not_signed``, ``payment_of_another``, ``evidence_broken``, ``round_hidden``.
    SealMissing
        In production without the key of the seal.
    FileRefused
        Where the bundle is larger than a file may be.
    """
    if not reason.strip():
        raise ControlRefused("reason_missing", "reason")
    if decision.state != DecisionState.SIGNED:
        raise ControlRefused("decision_not_signed")
    if payment is not None and (payment.due is None or payment.due.entitlement.decision_id != decision.pk):
        raise ControlRefused("payment_of_another")
    with transaction.atomic():
        pieces = pieces_of(decision, payment) | READMES
        manifest = pretty(
            {
                "form": FORM,
                "decision": {"id": decision.pk, "number": decision.number, "digest": decision.digest},
                "payment": payment.pk if payment else None,
                "made_at": moment_text(timezone.now()),
                "made_by": acting_user.pk,
                "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(pieces.items())},
            }
        )
        packed = _packed({**pieces, MANIFEST: manifest, SEAL: seal_bytes(manifest)})
        file = store_file(
            made_here(packed, ZIP),
            kind=FileKind.EVIDENCE,
            territory=decision.territory,
            acting_user=acting_user,
            confidential=decision.confidential,
        )
        made = EvidenceBundle.objects.create(
            decision=decision,
            payment=payment,
            family_id=decision.family_id,
            person_id=decision.case.applicant_id,
            territory=decision.territory,
            confidential=decision.confidential,
            file=file,
            manifest_digest=hashlib.sha256(manifest).hexdigest(),
            reason=reason.strip()[:500],
            issued_by=acting_user,
        )
        note_write("issue-evidence", "evidence", made.pk, [decision.case.applicant_id], acting_user=acting_user)
    return made


def _packed(files: dict[str, bytes]) -> bytes:
    """A ZIP whose bytes depend on nothing but its files: fixed times, sorted names."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()
