"""Withholding: what may be kept back of payments for claims, and what was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.refusals import Refused
from tirek.department.payments.actions.claims import lock_claim, move_claim
from tirek.department.payments.claim_enums import ClaimState
from tirek.department.payments.models import Claim, Deduction, Payment
from tirek.department.payments.repayment import Debt, Withheld, spread_debts
from tirek.department.payments.rules_of_claims import claim_rules

# What a holder owes under any record of theirs; claims are locked so that two lists do not withhold for the same debt.
LOCKED = """
SELECT c.id FROM payments_claim c WHERE c.state = 'deducting' AND c.debtor_id IN (
    SELECT r.id FROM entitlements_due d JOIN entitlements_entitlement e ON e.id = d.entitlement_id
    JOIN registry_person p ON p.id = e.holder_id
    JOIN registry_person r ON coalesce(r.merged_into_id, r.id) = coalesce(p.merged_into_id, p.id)
    WHERE d.id = ANY (%(dues)s)) ORDER BY c.id FOR UPDATE OF c"""
OWED = """
SELECT coalesce(p.merged_into_id, p.id), d.id, d.quantity, c.id,
       c.amount_tenge - coalesce((SELECT sum(r.amount_tenge) FROM payments_repayment r WHERE r.claim_id = c.id), 0)
       - coalesce((SELECT sum(w.amount_tenge) FROM payments_writeoff w WHERE w.claim_id = c.id AND w.state = 'approved'), 0)
       - coalesce((SELECT sum(t.amount_tenge) FROM payments_deduction t JOIN payments_payment y ON y.id = t.payment_id
                   WHERE t.claim_id = c.id AND y.state IN ('listed', 'sent', 'paid')), 0)
FROM entitlements_due d JOIN entitlements_entitlement e ON e.id = d.entitlement_id
JOIN registry_person p ON p.id = e.holder_id
JOIN payments_claim c ON c.id = ANY (%(claims)s)
JOIN registry_person o ON o.id = c.debtor_id AND coalesce(o.merged_into_id, o.id) = coalesce(p.merged_into_id, p.id)
WHERE d.id = ANY (%(dues)s) AND d.unit LIKE 'tenge%%' AND e.period <> ALL (%(protected)s)
ORDER BY 1, d.due_on, d.id, c.opened_at, c.id"""


def withholdings_for(due_ids: Sequence[int]) -> dict[int, int]:
    """Tenge to be withheld of each due row of which anything is; two queries, none for each row.

    The claims stay locked until the transaction ends: write the payments and `record_deductions` in the same one.
    """
    found: dict[int, int] = defaultdict(int)
    for each in _spread(due_ids):
        found[each.due_id] += each.amount_tenge
    return dict(found)


def record_deductions(payments: Iterable[Payment]) -> int:
    """Write which claims the withheld part of new payments goes to; how many rows.

    Raises
    ------
    Refused
        ``withheld_otherwise`` where a payment withholds another sum than the claims and the lawful share say.
    """
    by_due = {each.due_id: each for each in payments if each.due_id and each.withheld_tenge}
    if not by_due:
        return 0
    share = claim_rules().share
    spread = _spread(list(by_due))
    taken: dict[int, int] = defaultdict(int)
    for each in spread:
        taken[each.due_id] += each.amount_tenge
    if any(taken[pk] != payment.withheld_tenge for pk, payment in by_due.items()):
        raise Refused("withheld_otherwise", _("The claims have changed meanwhile: collect the list anew."))
    rows = [
        Deduction(
            claim_id=each.claim_id,
            payment=by_due[each.due_id],
            amount_tenge=each.amount_tenge,
            base_tenge=by_due[each.due_id].due_tenge,
            share=share,
        )
        for each in spread
    ]
    return len(Deduction.objects.bulk_create(rows))


def begin_deducting(claim: Claim, *, acting_user: User) -> Claim:
    """Withhold from the payments of the debtor from the next list on, within the lawful share.

    Raises
    ------
    Refused
        ``no_right``; ``claim_closed``; ``not_agreed`` where the cause asks for the debtor's word and it is not there.
    """
    with transaction.atomic():
        current = lock_claim(claim, acting_user=acting_user)
        if claim_rules().causes[current.cause].needs_agreement and current.agreed_on is None:
            raise Refused(
                "not_agreed",
                _("Money paid by a mistake of the department is withheld only after the debtor agreed in writing."),
            )
        return move_claim(current, ClaimState.DEDUCTING, "", acting_user=acting_user)


def stop_deducting(claim: Claim, *, reason: str, acting_user: User) -> Claim:
    """Withhold nothing more; what was withheld counts.

    Raises
    ------
    Refused
        ``no_right``; ``claim_closed``; ``not_deducting``.
    """
    with transaction.atomic():
        current = lock_claim(claim, acting_user=acting_user)
        if current.state != ClaimState.DEDUCTING:
            raise Refused("not_deducting", _("Nothing is withheld for this claim."))
        state = ClaimState.NOTICED if current.agreed_on is None else ClaimState.AGREED
        return move_claim(current, state, reason.strip(), acting_user=acting_user)


def _spread(due_ids: Sequence[int]) -> list[Withheld]:
    if not due_ids:
        return []
    rules = claim_rules()
    asked: dict[str, list[int] | list[str]] = {"dues": list(due_ids), "protected": sorted(rules.protected_periods)}
    with connection.cursor() as cursor:
        cursor.execute(LOCKED, asked)
        asked["claims"] = [pk for (pk,) in cursor.fetchall()]
        if not asked["claims"]:
            return []
        cursor.execute(OWED, asked)
        rows = cursor.fetchall()
    found: list[Withheld] = []
    for _holder, group in groupby(rows, key=lambda row: row[0]):
        of_one = list(group)
        dues = dict.fromkeys((due, int(tenge)) for _person, due, tenge, _claim, _left in of_one)
        debts = dict.fromkeys(Debt(claim, int(left)) for _person, _due, _tenge, claim, left in of_one)
        found += spread_debts(dues, list(debts), rules.share)
    return found
