"""Invoices and acts: received by one, checked, accepted by another; accepted, they reach a list and settle what they name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.applications.programmes import confidential_kind
from tirek.department.core.refusals import Refused, refused_constraints
from tirek.department.decisions.access import demand_right
from tirek.department.entitlements.enums import DueState
from tirek.department.entitlements.models import Due
from tirek.department.journal.notes import note_write
from tirek.department.payments.enums import InvoiceKind, InvoiceState
from tirek.department.payments.invoices_checked import faults_of
from tirek.department.payments.models import HandOver, Invoice, InvoiceDue
from tirek.department.providers.models import Contract, Organisation
from tirek.rulebook.engine.calendar import shift_months

PREPARE, CONFIRM = "prepare_payments", "confirm_payments"
LEAST_REASON = 5
ONCE = ("invoice_there", _("This invoice was received already."), "number")
NAMED = ("named_already", _("A row of it stands in another invoice."), "")
ABOVE = ("above_the_contract", _("With this invoice more would be accepted than the contract is of."), "")
CONSTRAINTS = {
    "invoice_once": ONCE,
    "payments_invoicedue_due_id_key": NAMED,
    "invoice_within_contract": ABOVE,
}
OPEN = (InvoiceState.RECEIVED, InvoiceState.CHECKED)


def receive_invoice(
    organisation: Organisation,
    *,
    territory: str,
    programme: str,
    kind: InvoiceKind,
    number: str,
    month: date,
    amount_tenge: int,
    contract: Contract | None,
    acting_user: User,
) -> Invoice:
    """Write down an invoice or an act as it came; of an act, what the organisation handed over in the month is named in it.

    Raises
    ------
    Refused
        ``no_right``; ``number_missing``; ``nothing_asked``; ``invoice_there``; ``named_already``.
    """
    demand_right(PREPARE, territory, acting_user)
    if not number.strip():
        raise Refused("number_missing", _("Name the number of the invoice."), "number")
    if amount_tenge < 1:
        raise Refused("nothing_asked", _("An invoice asks for at least one tenge."), "amount_tenge")
    first = month.replace(day=1)
    with refused_constraints(CONSTRAINTS), transaction.atomic():
        made = Invoice.objects.create(
            organisation=organisation,
            contract=contract,
            number=number.strip(),
            kind=kind,
            month=first,
            amount_tenge=amount_tenge,
            territory=territory,
            confidential=confidential_kind(programme),
            programme=programme,
            received_by=acting_user,
        )
        if kind == InvoiceKind.SUPPLIER_ACT:
            _name_dues(made, _handed_in(made))
        if kind == InvoiceKind.INSURANCE:
            _name_dues(made, _insured_in(made))
        note_write("receive", "invoice", made.pk, [], acting_user=acting_user)
    return made


def insurance_total(territory: str, programme: str, month: date) -> int:
    """What the persons of a district come to in a month: the sum of the list to the insurance fund."""
    rows = _due_in(territory, programme, month)
    return sum(rows.values_list("quantity", flat=True))


def accept_invoice(invoice: Invoice, *, acting_user: User) -> Invoice:
    """Accept an invoice that another received: it reaches the next list, and what it names is settled.

    Raises
    ------
    Refused
        ``no_right``; ``own_invoice``; ``invoice_closed``; ``invoice_faulty`` naming the first thing that does not agree;
        ``above_the_contract``.
    """
    demand_right(CONFIRM, invoice.territory, acting_user)
    with refused_constraints(CONSTRAINTS), transaction.atomic():
        current = _lock(invoice)
        if current.received_by_id == acting_user.pk:
            raise Refused("own_invoice", _("Who received an invoice does not accept it."))
        faults = faults_of(current)
        if faults:
            raise Refused("invoice_faulty", faults[0])
        current.state, current.accepted_by, current.accepted_at = InvoiceState.ACCEPTED, acting_user, timezone.now()
        current.version += 1
        current.save(update_fields=["state", "accepted_by", "accepted_at", "version"])
        named = Due.objects.filter(pk__in=current.given.values("due"), state=DueState.PLANNED)
        named.update(state=DueState.SETTLED, version=F("version") + 1)
        note_write("accept", "invoice", current.pk, [], acting_user=acting_user)
    return current


def refuse_invoice(invoice: Invoice, *, reason: str, acting_user: User) -> Invoice:
    """Give an invoice back with a reason: what it names may be named by another.

    Raises
    ------
    Refused
        ``no_right``; ``reason_missing``; ``invoice_closed``.
    """
    demand_right(PREPARE, invoice.territory, acting_user)
    if len(reason.strip()) < LEAST_REASON:
        raise Refused("reason_missing", _("Say why."), "reason")
    with transaction.atomic():
        current = _lock(invoice)
        InvoiceDue.objects.filter(invoice=current).delete()
        current.state, current.reason, current.version = InvoiceState.REFUSED, reason.strip(), current.version + 1
        current.save(update_fields=["state", "reason", "version"])
        note_write("refuse", "invoice", current.pk, [], acting_user=acting_user)
    return current


def _lock(invoice: Invoice) -> Invoice:
    rows = Invoice.objects.select_for_update(of=("self",)).select_related("contract")
    current = rows.get(pk=invoice.pk)
    if current.state not in OPEN:
        raise Refused("invoice_closed", _("This invoice was accepted or given back already."))
    return current


def _name_dues(invoice: Invoice, dues: Sequence[int]) -> None:
    InvoiceDue.objects.bulk_create(InvoiceDue(invoice=invoice, due_id=pk) for pk in dues)


def _handed_in(invoice: Invoice) -> list[int]:
    """What the organisation handed over up to the end of the month and nobody asked money for yet."""
    rows = HandOver.objects.filter(
        organisation=invoice.organisation_id,
        due__programme=invoice.programme,
        due__territory=invoice.territory,
        due__state=DueState.PLANNED,
        handed_on__lt=_after(invoice.month),
    ).exclude(due__in=InvoiceDue.objects.values("due"))
    return list(rows.order_by("pk").values_list("due_id", flat=True))


def _insured_in(invoice: Invoice) -> list[int]:
    rows = _due_in(invoice.territory, invoice.programme, invoice.month)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _due_in(territory: str, programme: str, month: date) -> QuerySet[Due]:
    rows = Due.objects.filter(territory=territory, programme=programme, state=DueState.PLANNED)
    return rows.filter(due_on__lt=_after(month)).exclude(pk__in=InvoiceDue.objects.values("due"))


def _after(month: date) -> date:
    return shift_months(month.replace(day=1), 1)
