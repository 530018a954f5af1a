"""Claims: opened of what was overpaid, told to the debtor, agreed on, taken to a court, ended."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.core.numbers import take_number
from tirek.department.core.refusals import Refused, refused_constraints
from tirek.department.decisions.access import demand_right
from tirek.department.decisions.enums import DecisionState
from tirek.department.decisions.models import Decision
from tirek.department.journal.notes import note_write
from tirek.department.messages.actions import queue_message
from tirek.department.payments.balances import balance_of
from tirek.department.payments.claim_enums import Cause, ClaimState, CourtStepKind
from tirek.department.payments.models import Claim, ClaimDue, ClaimStep, CourtStep
from tirek.department.payments.overpayments import Overpaid, find_overpayments
from tirek.department.payments.rules_of_claims import claim_rules
from tirek.department.registry.models import Person

RECOVER = "recover_money"
LEAST_REASON = 5
"""Letters of a reason, at least."""
NOTICE = "overpayment_claimed"
CLAIMED_ALREADY = (
    "claimed_already",
    _("One of these months is in an open claim. Finish that claim first; the rest is claimed after it."),
    "",
)
TOO_MUCH = (
    "above_the_claim",
    _("This is more than is left of the claim. Look at its balance and write less."),
    "amount_tenge",
)
CONSTRAINTS = {
    "claim_due_in_one_open_claim": CLAIMED_ALREADY,
    "claim_due_within_payment": CLAIMED_ALREADY,
    "claim_never_above": TOO_MUCH,
}


def open_claim(case: Case, *, cause: Cause, reason: str, debtor: Person | None = None, acting_user: User) -> Claim:
    """Claim back what was overpaid of a case and is not claimed yet, and tell the debtor.

    Parameters
    ----------
    debtor
        Who owes it; by default the holder of the entitlement.

    Raises
    ------
    Refused
        ``no_right``; ``reason_missing``; ``nothing_overpaid``; ``claimed_already`` where a month stands in an open claim.
    """
    demand_right(RECOVER, case.territory, acting_user)
    _demand_reason(reason)
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        found = find_overpayments(case.pk)
        if not found:
            raise Refused("nothing_overpaid", _("Nothing was overpaid in this case that is not claimed already."))
        claim = _write_claim(case, found, cause, reason.strip(), debtor, acting_user)
        record_step(claim, reason.strip(), acting_user)
        _tell_debtor(claim, acting_user)
    return claim


def agree_claim(claim: Claim, *, agreed_on: date, acting_user: User) -> Claim:
    """The debtor agreed in writing: a plan may follow, or withholding.

    Raises
    ------
    Refused
        ``no_right``; ``claim_closed``; ``day_ahead``.
    """
    if agreed_on > today():
        raise Refused("day_ahead", _("This day is still to come."), "agreed_on")
    with transaction.atomic():
        current = lock_claim(claim, acting_user=acting_user)
        current.agreed_on = agreed_on
        state = ClaimState.AGREED if current.state == ClaimState.NOTICED else ClaimState(current.state)
        return move_claim(current, state, "", acting_user=acting_user)


def record_court(
    claim: Claim, *, kind: CourtStepKind, happened_on: date, reference: str, acting_user: User
) -> CourtStep:
    """A paper of a court. A suit brings the claim before the court; one that is lost takes it out again.

    Raises
    ------
    Refused
        ``no_right``; ``claim_closed``; ``no_court`` where the cause is not one for a court; ``day_ahead``.
    """
    if happened_on > today():
        raise Refused("day_ahead", _("This day is still to come."), "happened_on")
    with transaction.atomic():
        current = lock_claim(claim, acting_user=acting_user)
        if not claim_rules().causes[current.cause].goes_to_court:
            raise Refused(
                "no_court", _("Money paid by a mistake of the department is not taken back by a court."), "kind"
            )
        made, is_new = CourtStep.objects.get_or_create(
            claim=current, kind=kind, reference=reference.strip(),
            defaults={"happened_on": happened_on, "recorded_by": acting_user},
        )  # fmt: skip
        if is_new:
            state = ClaimState.NOTICED if kind == CourtStepKind.LOST else ClaimState.COURT
            move_claim(current, state, "", acting_user=acting_user)
    return made


def cancel_claim(claim: Claim, *, reason: str, acting_user: User) -> Claim:
    """The claim was wrong: its months may be claimed anew. Only before anything came in for it.

    Raises
    ------
    Refused
        ``no_right``; ``reason_missing``; ``claim_closed``; ``claim_begun``.
    """
    _demand_reason(reason)
    with transaction.atomic():
        current = lock_claim(claim, acting_user=acting_user)
        if balance_of(current).left != current.amount_tenge:
            raise Refused("claim_begun", _("Money came in for this claim already: it cannot be taken back as a whole."))
        return move_claim(current, ClaimState.CANCELLED, reason.strip(), acting_user=acting_user)


def lock_claim(claim: Claim, *, acting_user: User, ability: str = RECOVER) -> Claim:
    """An open claim as it stands now, locked until the transaction ends.

    Raises
    ------
    Refused
        ``no_right``; ``claim_closed``.
    """
    demand_right(ability, claim.territory, acting_user)
    current = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if current.state not in ClaimState.open():
        raise Refused("claim_closed", _("This claim is closed."))
    return current


def move_claim(claim: Claim, state: ClaimState, reason: str, *, acting_user: User | None) -> Claim:
    """Write a new state of a locked claim, and the step."""
    claim.state, claim.version = state, claim.version + 1
    claim.save(update_fields=["state", "agreed_on", "version"])
    record_step(claim, reason, acting_user)
    return claim


def close_if_met(claim: Claim, state: ClaimState, *, acting_user: User | None) -> Claim:
    """End a locked claim of which nothing is left."""
    return move_claim(claim, state, "", acting_user=acting_user) if balance_of(claim).met else claim


def record_step(claim: Claim, reason: str, acting_user: User | None) -> None:
    """What was done, in the list of the claim and in the journal."""
    ClaimStep.objects.create(claim=claim, state=claim.state, reason=reason, by=acting_user)
    note_write(f"claim-{claim.state}", "claim", claim.pk, [claim.debtor_id], acting_user=acting_user)


def _write_claim(
    case: Case, found: list[Overpaid], cause: Cause, reason: str, debtor: Person | None, acting_user: User
) -> Claim:
    first = found[0].payment
    source = first.due or first.adjustment
    assert source is not None  # an invoice is no payment of a case
    entitlement, on = source.entitlement, today()
    signed = Decision.objects.filter(case=case, state=DecisionState.SIGNED).order_by("-signed_at", "-pk")
    claim = Claim.objects.create(
        number=take_number("claim", case.territory, on.year),
        debtor_id=debtor.pk if debtor else entitlement.holder_id,
        family_id=entitlement.family_id,
        entitlement=entitlement,
        decision=signed.first(),
        territory=case.territory,
        confidential=case.confidential,
        programme=case.programme,
        cause=cause,
        amount_tenge=sum(each.tenge for each in found),
        answer_by=on + timedelta(days=claim_rules().answer_days),
        reason=reason,
        opened_by=acting_user,
    )
    ClaimDue.objects.bulk_create(
        ClaimDue(
            claim=claim,
            payment=each.payment,
            due_id=each.payment.due_id,
            month=each.first.replace(day=1),
            amount_tenge=each.tenge,
        )
        for each in found
    )
    return claim


def _tell_debtor(claim: Claim, acting_user: User) -> None:
    """The notice. A debtor who has moved out of sight is told by the district where they live, from the list of claims."""
    person = Person.objects.filter(pk=claim.debtor_id).first()
    if person is not None:
        told = {"number": claim.number, "day": claim.answer_by.isoformat(), "amount": claim.amount_tenge}
        key = f"claim-{claim.pk}"
        queue_message(NOTICE, person, told, key=key, confidential=claim.confidential, acting_user=acting_user)


def _demand_reason(reason: str) -> None:
    if len(reason.strip()) < LEAST_REASON:
        raise Refused("reason_missing", _("Say why."), "reason")
