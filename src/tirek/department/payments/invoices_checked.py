"""An invoice beside its contract, the price list and what was handed over: what does not agree, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.department.budgets.shortages import tenge
from tirek.department.entitlements.enums import DueState
from tirek.department.entitlements.models import Due
from tirek.department.payments.enums import InvoiceKind, InvoiceState
from tirek.department.payments.models import HandOver, Invoice
from tirek.department.payments.paid_periods import MONEY
from tirek.department.providers.enums import ContractState
from tirek.department.providers.models import PriceListItem
from tirek.rulebook.engine.calendar import shift_months

BY_CONTRACT = (InvoiceKind.PROVIDER, InvoiceKind.OPERATOR, InvoiceKind.SUPPLIER_ACT)


def faults_of(invoice: Invoice) -> list[str | Promise]:
    """What speaks against accepting an invoice; nothing where all agrees. Six queries at most."""
    dues = list(Due.objects.filter(pk__in=invoice.given.values("due")).select_related("entitlement"))
    found = [*_contract(invoice), *_rows(invoice, dues)]
    if invoice.kind == InvoiceKind.INSURANCE:
        return [*found, *_insurance(invoice, dues)]
    return [*found, *(_handed(invoice, dues) if dues else _named(invoice))]


def _contract(invoice: Invoice) -> Iterator[str | Promise]:
    contract = invoice.contract
    if invoice.kind not in BY_CONTRACT:
        return
    if contract is None:
        yield gettext_lazy("No contract is named.")
        return
    if contract.organisation_id != invoice.organisation_id:
        yield gettext_lazy("The contract is of another organisation.")
    if contract.state != ContractState.IN_FORCE:
        yield gettext_lazy("The contract is not signed, or has ended.")
    if invoice.programme not in contract.services:
        yield gettext_lazy("The contract does not name this service.")
    if contract.valid.lower >= shift_months(invoice.month, 1) or (
        contract.valid.upper is not None and contract.valid.upper <= invoice.month
    ):
        yield gettext_lazy("The contract does not hold in this month.")
    others = Invoice.objects.filter(contract=contract).exclude(pk=invoice.pk)
    taken = others.exclude(state=InvoiceState.REFUSED).aggregate(total=Sum("amount_tenge"))["total"] or 0
    if taken + invoice.amount_tenge > contract.sum_tenge:
        yield _("The contract is of %(sum)s tenge, and %(taken)s are asked for already.") % {
            "sum": tenge(contract.sum_tenge),
            "taken": tenge(taken),
        }


def _rows(invoice: Invoice, dues: list[Due]) -> Iterator[str | Promise]:
    if any((due.programme, due.territory) != (invoice.programme, invoice.territory) for due in dues):
        yield gettext_lazy("A row is of another programme or district.")
    if any(due.state != DueState.PLANNED for due in dues):
        yield gettext_lazy("A row is not due any more.")


def _handed(invoice: Invoice, dues: list[Due]) -> Iterator[str | Promise]:
    if any(due.unit.startswith(MONEY) for due in dues):
        yield gettext_lazy("A row is paid to the family in money.")
    handed = HandOver.objects.filter(due__in=dues).filter(organisation=invoice.organisation_id)
    lacking = len(dues) - handed.count()
    if lacking:
        yield _("%(count)d rows were not handed over by this organisation.") % {"count": lacking}
    prices = _prices(invoice, invoice.month)
    unknown = sorted({due.unit for due in dues} - set(prices))
    if unknown:
        yield gettext_lazy("The price list has no price of this service in this month.")
        return
    expected = sum(due.quantity * prices[due.unit] for due in dues)
    if expected != invoice.amount_tenge:
        yield _("By the price list it is %(expected)s tenge, and %(asked)s are asked for.") % {
            "expected": tenge(expected),
            "asked": tenge(invoice.amount_tenge),
        }


def _named(invoice: Invoice) -> Iterator[str | Promise]:
    if invoice.kind == InvoiceKind.SUPPLIER_ACT:
        yield gettext_lazy("The act names nothing that was handed over.")


def _insurance(invoice: Invoice, dues: list[Due]) -> Iterator[str | Promise]:
    total = sum(due.quantity for due in dues)
    if total != invoice.amount_tenge:
        yield _("The persons come to %(expected)s tenge, and %(asked)s are asked for.") % {
            "expected": tenge(total),
            "asked": tenge(invoice.amount_tenge),
        }


def _prices(invoice: Invoice, on: date) -> dict[str, int]:
    rows = PriceListItem.objects.filter(
        organisation=invoice.organisation_id, service=invoice.programme, valid__contains=on
    )
    return dict(rows.values_list("unit", "price_tenge"))
