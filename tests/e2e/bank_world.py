"""A list on its way to the bank with a payment that came back, for the pages in a browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.department.budgets.money import make_plan
from tests.department.factories import whole_city
from tests.department.payments.bank_days import letters_of
from tests.department.payments.closings import MONTHLY, confirmed, grant, hands, reserve_for
from tirek.department.accounts.viewer import entered
from tirek.department.core.calendar.today import today
from tirek.department.payments.actions.closing import check_closing, collect, open_closing
from tirek.department.payments.actions.replies import take_message
from tirek.department.payments.models import MoneyReturn
from tirek.rulebook.engine.calendar import shift_months
from tirek.settlement.sandbox.faults import FaultKind

PLACE = "751510000"


def make_banking() -> dict[str, Any]:
    """A list of two of whom one was rejected, its file, and what came back."""
    first = today().replace(day=1)
    last = shift_months(first, 1) - timedelta(days=1)
    with entered(whole_city()):
        make_plan((MONTHLY, "regional", 12_000_000_000), territory=PLACE, year=first.year)
        reserve_for(*[grant(territory=PLACE, starts_on=first, ends_on=last) for _ in range(2)])
        by = hands()
        closing = open_closing(PLACE, first, acting_user=by.preparer)
        collect(closing, acting_user=by.preparer)
        check_closing(closing, acting_user=by.preparer)
        (payment_list,) = confirmed(closing, by)
        rejected = payment_list.payments.order_by("pk")[0]
        for name, content in letters_of(payment_list, {rejected.end_to_end_id: FaultKind.CLOSED}):
            take_message(content, name, acting_user=None)
        return {
            "list": payment_list,
            "file": payment_list.files.get(),
            "return": MoneyReturn.objects.get(payment=rejected),
        }
