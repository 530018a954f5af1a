"""The second pair of eyes: a signature made elsewhere, proved here; one decision, or a round of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import refused_constraints
from tirek.department.decisions.access import SIGN, demand_right
from tirek.department.decisions.actions.drafting import CONSTRAINTS, LEAST_REASON, lock_decision, refuse_outdated
from tirek.department.decisions.cms import SignatureRefused, Verified, verify_cms
from tirek.department.decisions.content import content_of, digest_of, round_content, total_tenge
from tirek.department.decisions.enums import DecisionState, SignatureKind
from tirek.department.decisions.models import Decision, Signature, SignerCertificate, SigningRound
from tirek.department.decisions.numbers import take_number
from tirek.department.decisions.refusals import DecisionRefused
from tirek.department.journal.notes import note_write

LARGEST_ROUND = 200


def sign_decision(decision: Decision, *, cms: bytes, acting_user: User) -> Decision:
    """Sign a proposal with a detached CMS over `content_of` it: it gets its number, and stays as it is for ever.

    Nothing is granted yet: that is the next step of the same transaction, in ``flows``.

    Raises
    ------
    DecisionRefused, SignatureRefused
        With what is wrong; nothing is written then.
    """
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = lock_decision(decision, DecisionState.PROPOSED)
        _may_sign(row, acting_user)
        content, now = content_of(row), timezone.now()
        proof = prove_signature(cms, content, acting_user, now)
        _sign(row, acting_user, now, digest_of(content))
        _keep(cms, proof, digest_of(content), decision=row)
        return row


def sign_many(decisions: Sequence[Decision], *, cms: bytes, reason: str, acting_user: User) -> SigningRound:
    """Sign several proposals at once, with one reason and one detached CMS over `round_content` of them.

    Raises
    ------
    DecisionRefused
        ``flagged`` where one of them carries a mark, or its case does: then nothing is signed at all.
    SignatureRefused
        When the signature proves nothing, or is over another round.
    """
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        rows = _locked_round(decisions)
        if len(reason.strip()) < LEAST_REASON:
            raise DecisionRefused("reason_short", "reason")
        for row in rows:
            _may_sign(row, acting_user)
            if row.flags or row.case.flags:
                raise DecisionRefused("flagged")
        content, now = round_content(rows, reason), timezone.now()
        proof = prove_signature(cms, content, acting_user, now)
        made = SigningRound.objects.create(
            signer=acting_user,
            reason=reason.strip(),
            count=len(rows),
            total_tenge=total_tenge(rows),
            digest=digest_of(content),
        )
        for row in rows:
            _sign(row, acting_user, now, digest_of(content_of(row)), made)
        _keep(cms, proof, made.digest, round=made)
        return made


def prove_signature(cms: bytes, content: bytes, acting_user: User, at: datetime) -> Verified:
    """What a signature over some bytes proves, of this very user.

    Raises
    ------
    SignatureRefused
        Also when the certificate is not registered as the user's.
    """
    proof = verify_cms(cms, content, at=at)
    mine = SignerCertificate.objects.filter(user=acting_user, digest=proof.certificate_digest, valid__contains=today())
    if not mine.exists():
        raise SignatureRefused("not_registered")
    return proof


def _locked_round(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions as they stand now: cases locked first, then decisions, each in the order of its key."""
    keys = sorted({decision.pk for decision in decisions})
    if not keys:
        raise DecisionRefused("round_empty")
    if len(keys) > LARGEST_ROUND:
        raise DecisionRefused("round_large")
    case_ids = sorted({decision.case_id for decision in decisions})
    cases = {
        each.pk: each for each in Case.objects.select_for_update(of=("self",)).filter(pk__in=case_ids).order_by("pk")
    }
    locked = Decision.objects.select_for_update(of=("self",)).select_related("evaluation").filter(pk__in=keys)
    rows = list(locked.order_by("pk"))
    if len(rows) != len(keys) or any(row.state != DecisionState.PROPOSED for row in rows):
        raise DecisionRefused("moved_meanwhile")
    for row in rows:
        row.case = cases[row.case_id]
    # Numbers are taken district by district: two rounds then wait for each other instead of blocking one another.
    return sorted(rows, key=lambda row: (row.territory, row.pk))


def _may_sign(row: Decision, acting_user: User) -> None:
    demand_right(SIGN, row.territory, acting_user)
    if row.author_id == acting_user.pk:
        raise DecisionRefused("own_draft")
    refuse_outdated(row)


def _sign(
    row: Decision, acting_user: User, now: datetime, digest: str, signing_round: SigningRound | None = None
) -> None:
    row.state, row.signer, row.signed_at, row.digest = DecisionState.SIGNED, acting_user, now, digest
    row.number = take_number(row.territory, today().year)
    row.round = signing_round
    row.save(update_fields=["state", "signer", "signed_at", "digest", "number", "round"])
    note_write("sign", "decision", row.pk, [row.case.applicant_id], acting_user=acting_user)


def _keep(
    cms: bytes, proof: Verified, digest: str, *, decision: Decision | None = None, round: SigningRound | None = None
) -> None:
    Signature.objects.create(
        decision=decision,
        round=round,
        kind=SignatureKind.OFFICER,
        cms=cms,
        signed_digest=digest,
        algorithm=proof.algorithm[:40],
        certificate_digest=proof.certificate_digest,
    )
