"""What the database says no to, in the words of the office."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.viewer import current_viewer
from tirek.department.core import refusals as core
from tirek.department.core.refusals import Refused

CONSTRAINTS: dict[str, core.Sentence] = {
    "organisation_number_once": (
        "number_taken",
        _("An organisation with this number is recorded already. Ask by the number."),
        "number",
    ),
    "licence_one_an_activity_at_a_time": (
        "licence_overlaps",
        _("Another licence for this activity is recorded for these days. End it first."),
        "since",
    ),
    "contract_number_once_a_year": (
        "contract_number_taken",
        _("A contract of this year has this number already."),
        "number",
    ),
    "contract_signed_when_written": (
        "signed_before_written",
        _("The day of signing is before the date of the contract."),
        "signed_on",
    ),
    "price_one_a_service_at_a_time": (
        "price_overlaps",
        _("Another price of this service is recorded for these days. End it first."),
        "since",
    ),
}


refused_constraints = partial(core.refused_constraints, CONSTRAINTS)


def require_territory(territory: str) -> None:
    """Refuse a write outside the viewer's territories (``territory_not_yours``); the policy refuses it without words."""
    if territory not in current_viewer().territories:
        raise Refused("territory_not_yours", _("Your posts do not reach this district."), "territory")


def require_reason(reason: str) -> None:
    """Refuse a change without a reason (``reason_missing``)."""
    if not reason.strip():
        raise Refused("reason_missing", _("Say why it is changed."), "reason")


def require_known(code: str, codes: Collection[str], field: str) -> None:
    """Refuse a code that the data files do not have (``<field>_unknown``)."""
    if code not in codes:
        raise Refused(f"{field}_unknown", _("There is no such entry in the list. Choose one of it."), field)
