"""What was paid by programme and year, and the average of a member and month as reports of the city state it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

PAID = """
SELECT p.programme, count(DISTINCT p.holder_id), sum(p.amount_tenge)::bigint,
       sum(((extract(year FROM d.period_to) - extract(year FROM d.period_from)) * 12
            + extract(month FROM d.period_to) - extract(month FROM d.period_from) + 1)
           * (SELECT count(*) FROM entitlements_entitlementmember m WHERE m.entitlement_id = d.entitlement_id))::bigint
FROM payments_payment p JOIN entitlements_due d ON d.id = p.due_id
WHERE p.state = 'paid' AND extract(year FROM p.month) = %s
GROUP BY p.programme ORDER BY p.programme
"""


@dataclass(frozen=True)
class Paid:
    """What was paid of a programme in a year, as far as the viewer sees.

    ``member_months`` counts each person of an entitlement in each month that was paid.
    """

    programme: str
    recipients: int
    member_months: int
    tenge: int

    @property
    def mean_tenge(self) -> int:
        """Whole tenge a member and month, the rest cut off as the reports do; 0 where nobody was paid."""
        return self.tenge // self.member_months if self.member_months else 0


def paid_by_programme(year: int) -> list[Paid]:
    """The programmes of a year of the budget with what was paid, under the policies of who looks. One query."""
    with connection.cursor() as cursor:
        cursor.execute(PAID, [year])
        return [Paid(name, recipients, months, tenge) for name, recipients, tenge, months in cursor.fetchall()]
