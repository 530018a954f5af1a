"""Which due rows are being paid: their money stays set aside until the list is answered or cancelled."""

from __future__ import annotations

from collections.abc import Sequence

from tirek.department.payments.enums import ListState, PaymentState
from tirek.department.payments.house import at_work
from tirek.department.payments.models import Payment


def dues_under_way(dues: Sequence[int]) -> set[int]:
    """Those of some due rows that a confirmed list pays, whoever asks. One query."""
    with at_work("under_way"):
        live = Payment.objects.filter(due__in=dues, list__state__in=ListState.fixed()).exclude(
            state__in=PaymentState.dead()
        )
        return {pk for pk in live.values_list("due", flat=True) if pk}
