"""Which certificate is whose: registered and ended by an administrator of posts, never by its owner."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused, refused_constraints
from tirek.department.decisions.access import REGISTER
from tirek.department.decisions.cms import certificate_in
from tirek.department.decisions.models import SignerCertificate
from tirek.department.decisions.refusals import DecisionRefused
from tirek.department.journal.notes import note_write

LEAST_REASON = 5
CONSTRAINTS = {
    "decisions_signercertificate_digest_key": (
        "certificate_taken",
        _("This certificate is registered already: one certificate is of one person."),
        "certificate",
    ),
    "signer_certificate_by_another": (
        "by_oneself",
        _("Nobody registers the own certificate: ask another administrator."),
        "user",
    ),
}


def register_certificate(user: User, certificate: bytes, *, acting_user: User | None) -> SignerCertificate:
    """Say that a certificate (DER or PEM) is this user's; ``acting_user`` is None for the house itself.

    Raises
    ------
    Refused
        When it is registered, or by its owner.
    SignatureRefused
        When it is no certificate.
    """
    _may_register(acting_user)
    found = certificate_in(certificate)
    zone = timezone.get_default_timezone()
    until = found.not_valid_after.astimezone(zone).date() + timedelta(days=1)
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = SignerCertificate.objects.create(
            user=user,
            digest=sha256(found.dump()).hexdigest(),
            valid=DateRange(found.not_valid_before.astimezone(zone).date(), until),
            registered_by=acting_user,
        )
        note_write("create", "signer-certificate", row.pk, (), acting_user=acting_user)
        return row


def end_certificate(certificate: SignerCertificate, *, reason: str, acting_user: User) -> SignerCertificate:
    """Let a certificate sign nothing from today on; what it signed stays signed."""
    _may_register(acting_user)
    if len(reason.strip()) < LEAST_REASON:
        raise DecisionRefused("reason_short", "reason")
    with transaction.atomic():
        row = SignerCertificate.objects.select_for_update().get(pk=certificate.pk)
        if row.ended_at is not None:
            raise Refused("certificate_ended", _("This registration has ended already."))
        row.valid = DateRange(row.valid.lower, max(min(today(), row.valid.upper), row.valid.lower))
        row.ended_by, row.ended_at, row.end_reason = acting_user, timezone.now(), reason.strip()
        row.save(update_fields=["valid", "ended_by", "ended_at", "end_reason"])
        note_write("change", "signer-certificate", row.pk, (), acting_user=acting_user)
        return row


def _may_register(acting_user: User | None) -> None:
    viewer = current_viewer()
    if acting_user is None:
        if not viewer.purpose or settings.REFUSES_TEST_AUTHORITY:
            raise DecisionRefused("no_right")
        return
    if viewer.user_id is not None and not viewer.may(REGISTER):
        raise DecisionRefused("no_right")
