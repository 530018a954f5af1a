"""What is due in kind is handed over, once; the act or invoice that names it settles it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused, refused_constraints
from tirek.department.decisions.access import demand_right
from tirek.department.entitlements.models import Due
from tirek.department.journal.notes import note_write
from tirek.department.payments.models import HandOver
from tirek.department.providers.models import Organisation

PREPARE = "prepare_payments"
HANDED = ("handed_over", _("It was handed over already."), "")
NOT_DUE = ("not_due_in_kind", _("This is not due in kind, or not any more. Open the entitlement and look."), "")


def hand_over(
    due: Due, *, organisation: Organisation | None, handed_on: date, reference: str, acting_user: User
) -> HandOver:
    """Write down that a voucher, an aid or a parcel was given: by whom, on which day, by which paper.

    Raises
    ------
    Refused
        ``no_right``; ``day_ahead``; ``before_it_is_due``; ``reference_missing``; ``handed_over``; ``not_due_in_kind``.
    """
    demand_right(PREPARE, due.territory, acting_user)
    if handed_on > today():
        raise Refused("day_ahead", _("This day is still to come."), "handed_on")
    if handed_on < due.due_on:
        raise Refused("before_it_is_due", _("It was not due on this day yet."), "handed_on")
    if not reference.strip():
        raise Refused("reference_missing", _("Name the paper on which the family signed."), "reference")
    told = {"payments_handover_due_id_key": HANDED, "handed_over_of_what_is_due": NOT_DUE}
    with refused_constraints(told), transaction.atomic():
        made = HandOver.objects.create(
            due=due,
            organisation=organisation,
            handed_on=handed_on,
            reference=reference.strip(),
            recorded_by=acting_user,
        )
        note_write("hand-over", "due", due.pk, [due.entitlement.holder_id], acting_user=acting_user)
    return made
