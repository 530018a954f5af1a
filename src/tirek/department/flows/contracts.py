"""What a broken social contract does to the aid: held back at once; its end is a decision that an officer drafts."""

from __future__ import annotations

from tirek.department.accounts.models import User
from tirek.department.applications.actions.steps import pass_turn
from tirek.department.applications.enums import Turn
from tirek.department.applications.models import Case
from tirek.department.contracts.models import Breach
from tirek.department.decisions.actions.drafting import drop_open_decision
from tirek.department.decisions.enums import DecisionKind
from tirek.department.entitlements.actions.stopping import RUNNING, hold_dues, release_dues
from tirek.department.entitlements.enums import EntitlementState
from tirek.department.entitlements.models import Entitlement
from tirek.department.flows.enums import ConsequenceState
from tirek.department.flows.models import Consequence

STOPS = (DecisionKind.REFUSE, DecisionKind.SUSPEND, DecisionKind.TERMINATE)
"""What a breach does not make void: a decision that gives nothing."""


def stop_aid(breach: Breach, *, acting_user: User) -> Entitlement | None:
    """Hold back what falls due from the day of the breach on, and give the case to a specialist; None where nothing runs.

    A decision that waits for its signature, and would give, is given up: it was drafted of a family that kept its contract.
    """
    case, reason = breach.contract.case, f"breach {breach.pk}"
    running = _running(case)
    drop_open_decision(case, reason=reason, acting_user=acting_user, besides=STOPS)
    if running is None:
        return None
    hold_dues(running, breach.happened_on, reason=reason, acting_user=acting_user)
    pass_turn(case, Turn.SPECIALIST)
    return running


def let_aid_go_on(breach: Breach, *, acting_user: User) -> Entitlement | None:
    """Let fall due again what was held back, unless a life event holds it as well or a decision has suspended it."""
    running = _running(breach.contract.case)
    if running is None or running.state != EntitlementState.ACTIVE:
        return None
    events = Consequence.objects.filter(entitlement=running, held_back=True).exclude(state=ConsequenceState.CLOSED)
    if not events.exists():
        release_dues(running, acting_user=acting_user)
    return running


def _running(case: Case) -> Entitlement | None:
    rows = Entitlement.objects.select_for_update(of=("self",)).filter(case=case, state__in=RUNNING)
    return rows.order_by("-pk").first()
