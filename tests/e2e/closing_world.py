"""A month being closed, for the pages of payments in a browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.department.factories import ALMALY, whole_city
from tests.department.payments.closings import change, grant, hands, plan_for, reserve_for
from tirek.department.accounts.viewer import entered
from tirek.department.core.calendar.today import today
from tirek.department.payments.actions.closing import check_closing, collect, open_closing
from tirek.department.payments.models import Payment, PaymentException
from tirek.rulebook.engine.calendar import shift_months

PLACE = "751410000"


def make_closing() -> dict[str, Any]:
    """A checked closing with a list of two, one of whom has moved away."""
    first = today().replace(day=1)
    last = shift_months(first, 1) - timedelta(days=1)
    with entered(whole_city()):
        plan_for(territory=PLACE, year=first.year)
        made = [grant(territory=PLACE, starts_on=first, ends_on=last) for _ in range(2)]
        reserve_for(*made)
        change(made[0].holder, territory=ALMALY)
        by = hands()
        closing = open_closing(PLACE, first, acting_user=by.preparer)
        collect(closing, acting_user=by.preparer)
        check_closing(closing, acting_user=by.preparer)
        return {
            "closing": closing,
            "list": closing.lists.get(),
            "payment": Payment.objects.order_by("-pk").first(),
            "exception": PaymentException.objects.get(closing=closing),
        }
