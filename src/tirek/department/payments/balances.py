"""What is left of claims: computed each time, from what came in, what was withheld, and what was given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from tirek.department.payments.claim_enums import WriteOffState
from tirek.department.payments.enums import PaymentState
from tirek.department.payments.models import Claim, Deduction, Repayment, WriteOff

PENDING = (PaymentState.LISTED, PaymentState.SENT)


@dataclass(frozen=True)
class Balance:
    """A claim in tenge. ``pending`` is withheld of payments that are on their way: taken, but not certain yet."""

    amount: int
    repaid: int = 0
    withheld: int = 0
    pending: int = 0
    written_off: int = 0

    @property
    def left(self) -> int:
        """What is still to be asked for."""
        return self.amount - self.repaid - self.withheld - self.pending - self.written_off

    @property
    def met(self) -> bool:
        """Whether nothing is left, and nothing is uncertain."""
        return self.left == 0 and self.pending == 0


def balances(claims: Iterable[Claim]) -> dict[int, Balance]:
    """The balance of each claim. Three queries."""
    amounts = {claim.pk: claim.amount_tenge for claim in claims}
    repaid = _sums(Repayment.objects.filter(claim__in=amounts))
    given_up = _sums(WriteOff.objects.filter(claim__in=amounts, state=WriteOffState.APPROVED))
    withheld: dict[int, int] = {}
    pending: dict[int, int] = {}
    rows = Deduction.objects.filter(claim__in=amounts).order_by().values_list("claim_id", "payment__state")
    for claim_id, state, total in rows.annotate(total=Sum("amount_tenge")):
        if state == PaymentState.PAID:
            withheld[claim_id] = withheld.get(claim_id, 0) + total
        elif state in PENDING:
            pending[claim_id] = pending.get(claim_id, 0) + total
    return {
        pk: Balance(amount, repaid.get(pk, 0), withheld.get(pk, 0), pending.get(pk, 0), given_up.get(pk, 0))
        for pk, amount in amounts.items()
    }


def balance_of(claim: Claim) -> Balance:
    """The balance of one claim."""
    return balances([claim])[claim.pk]


def _sums(rows: object) -> dict[int, int]:
    return dict(rows.order_by().values_list("claim_id").annotate(total=Sum("amount_tenge")))  # type: ignore[attr-defined]
