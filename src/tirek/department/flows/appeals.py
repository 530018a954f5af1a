"""What an appeal asks to be done to what runs: written into the queue of consequences, where events stand as well.

An appeal changes no grant by itself. Until it is decided the decision rests, so the aid goes on; granted, what runs is decided
anew; rejected, the decision acts again. Each of these is a decision that a specialist drafts and another signs.
"""

from __future__ import annotations

from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.appeals.models import Appeal
from tirek.department.applications.actions.steps import pass_turn
from tirek.department.applications.enums import Turn
from tirek.department.applications.models import Case
from tirek.department.decisions.enums import DecisionState
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.actions.granting import signed_on
from tirek.department.entitlements.actions.stopping import RUNNING
from tirek.department.entitlements.enums import EntitlementState
from tirek.department.entitlements.models import Entitlement
from tirek.department.flows.enums import AppealKind, ConsequenceState, Reaction
from tirek.department.flows.models import Consequence
from tirek.department.journal.notes import note_write

GIVES_BACK = (AppealKind.RESTS, AppealKind.GRANTED)
"""Consequences that let begin anew what the decision under appeal had ended."""


def rest(appeal: Appeal, *, acting_user: User) -> Consequence | None:
    """The decision rests until the appeal is decided: a specialist lets go on what it stopped; None where nothing was granted."""
    return _open(appeal, AppealKind.RESTS, acting_user)


def go_on(appeal: Appeal, *, acting_user: User) -> Consequence | None:
    """The decision acts again: what a decision let go on in the meantime is stopped by another; None where none did."""
    _close(appeal, acting_user)
    signed = Decision.objects.filter(case=appeal.decision.case_id, state=DecisionState.SIGNED)
    if not signed.filter(signed_at__gt=appeal.recorded_at).exists():
        return None
    return _open(appeal, AppealKind.STANDS, acting_user)


def recalculate(appeal: Appeal, *, acting_user: User) -> Consequence | None:
    """The appeal was granted: what runs, or what was ended, is decided anew; None where nothing was granted."""
    _close(appeal, acting_user)
    return _open(appeal, AppealKind.GRANTED, acting_user)


def ended_under_appeal(case: Case) -> Entitlement | None:
    """What a decision under appeal ended, which a change may let begin anew; None where something runs, or nobody appealed."""
    rows = Entitlement.objects.select_for_update(of=("self",)).filter(case=case)
    last = rows.order_by("-pk").first()
    if last is None or last.state != EntitlementState.ENDED or rows.filter(state__in=RUNNING).exists():
        return None
    asked = Consequence.objects.filter(entitlement=last, appeal__isnull=False, kind__in=GIVES_BACK)
    return last if asked.exclude(state=ConsequenceState.CLOSED).exists() else None


def _open(appeal: Appeal, kind: AppealKind, acting_user: User) -> Consequence | None:
    decision = appeal.decision
    entitlement = Entitlement.objects.filter(case=decision.case_id).order_by("-pk").first()
    if entitlement is None:
        return None
    made, is_new = Consequence.objects.get_or_create(
        appeal=appeal,
        kind=kind,
        entitlement=entitlement,
        defaults={
            "territory": entitlement.territory,
            "confidential": entitlement.confidential,
            "does": Reaction.RECALCULATE,
            "since": decision.starts_on or signed_on(decision),
        },
    )
    if is_new:
        note_write("create", "consequence", made.pk, [entitlement.holder_id], acting_user=acting_user)
    pass_turn(decision.case, Turn.SPECIALIST)
    return made


def _close(appeal: Appeal, acting_user: User) -> None:
    """The appeal is decided: what it asked for until then is over."""
    rows = Consequence.objects.select_for_update(of=("self",)).filter(appeal=appeal)
    for row in rows.exclude(state=ConsequenceState.CLOSED).select_related("entitlement"):
        row.state, row.closed_by, row.closed_at = ConsequenceState.CLOSED, acting_user, timezone.now()
        row.reason, row.version = f"appeal {appeal.number}", row.version + 1
        row.save(update_fields=["state", "closed_by", "closed_at", "reason", "version"])
        note_write("close", "consequence", row.pk, [row.entitlement.holder_id], acting_user=acting_user)
