"""What is given up of a claim: asked for by one, decided by another, by an act."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.refusals import Refused, refused_constraints
from tirek.department.journal.notes import note_write
from tirek.department.payments.actions.claims import CONSTRAINTS, LEAST_REASON, close_if_met, lock_claim
from tirek.department.payments.balances import balance_of
from tirek.department.payments.claim_enums import ClaimState, WriteOffState
from tirek.department.payments.models import Claim, WriteOff

APPROVE = "approve_write_off"
WAITS = ("write_off_waits", _("A write-off of this claim waits for approval already."), "")


def ask_write_off(claim: Claim, *, act: str, reason: str, acting_user: User) -> WriteOff:
    """Ask that what is left of a claim be given up.

    Raises
    ------
    Refused
        ``no_right``; ``claim_closed``; ``reason_missing``; ``act_missing``; ``nothing_left``; ``write_off_waits``.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise Refused("reason_missing", _("Say why."), "reason")
    if not act.strip():
        raise Refused("act_missing", _("Name the act by which the debt may be given up."), "act")
    with transaction.atomic(), refused_constraints({**CONSTRAINTS, "write_off_one_asked": WAITS}):
        current = lock_claim(claim, acting_user=acting_user)
        left = balance_of(current).left
        if left == 0:
            raise Refused("nothing_left", _("Nothing is left of this claim but what is on its way."))
        made = WriteOff.objects.create(
            claim=current, amount_tenge=left, act=act.strip(), reason=reason.strip(), asked_by=acting_user
        )
        note_write("write-off-asked", "claim", current.pk, [current.debtor_id], acting_user=acting_user)
    return made


def decide_write_off(write_off: WriteOff, *, approved: bool, acting_user: User) -> WriteOff:
    """Approve or refuse a write-off that somebody else asked for.

    Raises
    ------
    Refused
        ``no_right``; ``own_request``; ``write_off_decided``; ``claim_closed``; ``left_changed`` where money came in since.
    """
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        claim = lock_claim(write_off.claim, acting_user=acting_user, ability=APPROVE)
        current = WriteOff.objects.select_for_update(of=("self",)).get(pk=write_off.pk)
        if current.state != WriteOffState.ASKED:
            raise Refused("write_off_decided", _("It was decided already."))
        if current.asked_by_id == acting_user.pk:
            raise Refused("own_request", _("Who asked for a write-off does not decide it."))
        if approved and balance_of(claim).left != current.amount_tenge:
            raise Refused("left_changed", _("Money came in since: refuse it, and have it asked for anew."))
        current.state = WriteOffState.APPROVED if approved else WriteOffState.REFUSED
        current.decided_by, current.decided_at = acting_user, timezone.now()
        current.save(update_fields=["state", "decided_by", "decided_at"])
        note_write(f"write-off-{current.state}", "claim", claim.pk, [claim.debtor_id], acting_user=acting_user)
        if approved:
            close_if_met(claim, ClaimState.WRITTEN_OFF, acting_user=acting_user)
    return current
