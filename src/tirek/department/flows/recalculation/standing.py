"""What stands on a day: everything granted that goes on, with what its decision rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tirek.department.entitlements.actions.stopping import RUNNING
from tirek.department.entitlements.models import Entitlement
from tirek.department.entitlements.schedule import MONTHS


@dataclass(frozen=True)
class Standing:
    """One entitlement that runs, with its case. ``expected`` is the quantity that the law gave when it was decided.

    ``is_overridden``: the officer decided something else than the law gave, and said why.
    """

    entitlement_id: int
    case_id: int
    application_id: int
    family_id: int
    holder_id: int
    territory: str
    confidential: str
    programme: str
    applied_on: date
    quantity: int
    unit: str
    period: str
    ends_before: date | None
    is_overridden: bool
    expected: int


_COLUMNS = {
    "entitlement_id": "pk",
    "case_id": "case_id",
    "application_id": "case__application_id",
    "family_id": "family_id",
    "holder_id": "holder_id",
    "territory": "territory",
    "confidential": "confidential",
    "programme": "programme",
    "applied_on": "case__applied_on",
    "quantity": "quantity",
    "unit": "unit",
    "period": "period",
}


def standing_on(on: date, territories: Sequence[str]) -> list[Standing]:
    """What runs on a day in districts and comes again, in the order of families; what is given once is over. One query."""
    rows = Entitlement.objects.filter(
        state__in=RUNNING, valid__contains=on, territory__in=list(territories), period__in=list(MONTHS)
    )
    columns = (*_COLUMNS.values(), "valid", "decision__overrides", "decision__evaluation__amount")
    return [_standing(row) for row in rows.order_by("family_id", "pk").values_list(*columns)]


def _standing(row: tuple[Any, ...]) -> Standing:
    told = dict(zip(_COLUMNS, row, strict=False))
    valid, overrides, amount = row[len(_COLUMNS) :]
    overridden = bool(overrides) and amount is not None
    expected = amount if overridden else told["quantity"]
    return Standing(**told, ends_before=valid.upper, is_overridden=overridden, expected=expected)
