"""Repayment: a plan agreed with the debtor, and money that came in."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused, refused_constraints
from tirek.department.journal.notes import note_write
from tirek.department.payments.actions.claims import CONSTRAINTS, close_if_met, lock_claim, move_claim
from tirek.department.payments.actions.recovered_money import return_to_lines
from tirek.department.payments.balances import balance_of
from tirek.department.payments.claim_enums import ClaimState, MoneySource
from tirek.department.payments.models import Claim, Instalment, Repayment, RepaymentPlan
from tirek.department.payments.repayment import plan_portions
from tirek.department.payments.rules_of_claims import claim_rules


def agree_plan(claim: Claim, *, months: int, first_on: date, agreed_on: date, acting_user: User) -> RepaymentPlan:
    """What is left of a claim in equal months; a plan that stood before gives way.

    Raises
    ------
    Refused
        ``no_right``; ``claim_closed``; ``day_ahead``; ``first_day_past``; ``plan_too_long``; ``nothing_left``.
    """
    if agreed_on > today():
        raise Refused("day_ahead", _("This day is still to come."), "agreed_on")
    if first_on < today():
        raise Refused("first_day_past", _("The first payment cannot be due on a day that is over."), "first_on")
    if not 1 <= months <= claim_rules().plan_months:
        raise Refused("plan_too_long", _("So many months are more than may be agreed on."), "months")
    with transaction.atomic():
        current = lock_claim(claim, acting_user=acting_user)
        left = balance_of(current).left
        if left == 0:
            raise Refused("nothing_left", _("Nothing is left of this claim but what is on its way."))
        for before in current.plans.filter(live=True):
            before.live = False
            before.save(update_fields=["live"])
        plan = RepaymentPlan.objects.create(claim=current, agreed_on=agreed_on, amount_tenge=left, made_by=acting_user)
        portions = plan_portions(left, months, first_on)
        Instalment.objects.bulk_create(
            Instalment(plan=plan, due_on=each.due_on, amount_tenge=each.amount_tenge) for each in portions
        )
        current.agreed_on = agreed_on
        move_claim(current, ClaimState.PLANNED, "", acting_user=acting_user)
    return plan


def record_repayment(
    claim: Claim, *, amount_tenge: int, booked_on: date, source: MoneySource, reference: str, acting_user: User
) -> Repayment:
    """Money that came in: it goes back to the budget lines it was paid from. The same paper again changes nothing.

    Raises
    ------
    Refused
        ``no_right``; ``claim_closed``; ``day_ahead``; ``reference_missing``; ``above_the_claim``; ``another_sum`` where the
        paper was booked with another sum.
    """
    if booked_on > today():
        raise Refused("day_ahead", _("This day is still to come."), "booked_on")
    if not reference.strip():
        raise Refused(
            "reference_missing", _("Name the paper: the number of the receipt or of the bank's entry."), "reference"
        )
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        there = Repayment.objects.filter(claim=claim, reference=reference.strip()).first()
        if there is not None:
            return _same(there, amount_tenge)
        current = lock_claim(claim, acting_user=acting_user)
        before = balance_of(current)
        if not 0 < amount_tenge <= before.left:
            raise Refused(*CONSTRAINTS["claim_never_above"])
        made = Repayment.objects.create(
            claim=current,
            amount_tenge=amount_tenge,
            booked_on=booked_on,
            source=source,
            reference=reference.strip(),
            recorded_by=acting_user,
        )
        return_to_lines(made, already=before.amount - before.left, acting_user=acting_user)
        note_write("repay", "claim", current.pk, [current.debtor_id], acting_user=acting_user)
        close_if_met(current, ClaimState.RECOVERED, acting_user=acting_user)
    return made


def _same(there: Repayment, amount_tenge: int) -> Repayment:
    if there.amount_tenge != amount_tenge:
        raise Refused("another_sum", _("This paper was booked already, with another sum."), "reference")
    return there
